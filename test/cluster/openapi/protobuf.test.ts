import assert from 'node:assert/strict';
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { parse } from 'yaml';
import { swaggerProtobuf } from '../../../src/cluster/openapi/protobuf.js';
import type { SwaggerDocument } from '../../../src/cluster/openapi/swagger.js';

/** A field of a message: its name in JSON, and what it holds. `*` takes the fields of the message within for the outer ones. */
type Field = readonly [name: string, of: string];

/** The messages of gnostic's OpenAPIv2.proto, as far as Kubernetes fills them. `list:` is repeated, `map:` a message of pairs. */
const messages: Readonly<Record<string, Readonly<Record<number, Field>>>> = {
  Document: {
    1: ['swagger', 'text'],
    2: ['info', 'Info'],
    8: ['paths', 'Paths'],
    9: ['definitions', 'Definitions'],
    10: ['parameters', 'ParameterDefinitions'],
    12: ['security', 'list:SecurityRequirement'],
    13: ['securityDefinitions', 'SecurityDefinitions'],
  },
  Info: { 1: ['title', 'text'], 2: ['version', 'text'] },
  Paths: { 2: ['*', 'map:PathItem'] },
  Definitions: { 1: ['*', 'map:Schema'] },
  ParameterDefinitions: { 1: ['*', 'map:Parameter'] },
  SecurityRequirement: { 1: ['*', 'map:StringArray'] },
  StringArray: { 1: ['values', 'list:text'] },
  SecurityDefinitions: { 1: ['*', 'map:SecurityDefinitionsItem'] },
  SecurityDefinitionsItem: { 2: ['*', 'ApiKeySecurity'] },
  ApiKeySecurity: { 1: ['type', 'text'], 2: ['name', 'text'], 3: ['in', 'text'], 4: ['description', 'text'] },
  PathItem: {
    2: ['get', 'Operation'],
    3: ['put', 'Operation'],
    4: ['post', 'Operation'],
    5: ['delete', 'Operation'],
    6: ['options', 'Operation'],
    7: ['head', 'Operation'],
    8: ['patch', 'Operation'],
    9: ['parameters', 'list:ParametersItem'],
  },
  Operation: {
    1: ['tags', 'list:text'],
    3: ['description', 'text'],
    5: ['operationId', 'text'],
    6: ['produces', 'list:text'],
    7: ['consumes', 'list:text'],
    8: ['parameters', 'list:ParametersItem'],
    9: ['responses', 'Responses'],
    10: ['schemes', 'list:text'],
    13: ['*', 'map:Any'],
  },
  ParametersItem: { 1: ['*', 'Parameter'], 2: ['*', 'JsonReference'] },
  JsonReference: { 1: ['$ref', 'text'] },
  Parameter: { 1: ['*', 'BodyParameter'], 2: ['*', 'NonBodyParameter'] },
  BodyParameter: {
    2: ['name', 'text'],
    3: ['in', 'text'],
    4: ['required', 'flag'],
    5: ['schema', 'Schema'],
  },
  NonBodyParameter: { 3: ['*', 'QueryParameter'], 4: ['*', 'PathParameter'] },
  QueryParameter: {
    1: ['required', 'flag'],
    2: ['in', 'text'],
    3: ['description', 'text'],
    4: ['name', 'text'],
    6: ['type', 'text'],
    20: ['uniqueItems', 'flag'],
  },
  PathParameter: {
    1: ['required', 'flag'],
    2: ['in', 'text'],
    3: ['description', 'text'],
    4: ['name', 'text'],
    5: ['type', 'text'],
    19: ['uniqueItems', 'flag'],
  },
  Responses: { 1: ['*', 'map:ResponseValue'] },
  ResponseValue: { 1: ['*', 'Response'] },
  Response: { 1: ['description', 'text'], 2: ['schema', 'SchemaItem'] },
  SchemaItem: { 1: ['*', 'Schema'] },
  Schema: {
    1: ['$ref', 'text'],
    2: ['format', 'text'],
    3: ['title', 'text'],
    4: ['description', 'text'],
    6: ['multipleOf', 'double'],
    7: ['maximum', 'double'],
    8: ['exclusiveMaximum', 'flag'],
    9: ['minimum', 'double'],
    10: ['exclusiveMinimum', 'flag'],
    11: ['maxLength', 'integer'],
    12: ['minLength', 'integer'],
    13: ['pattern', 'text'],
    14: ['maxItems', 'integer'],
    15: ['minItems', 'integer'],
    17: ['maxProperties', 'integer'],
    18: ['minProperties', 'integer'],
    19: ['required', 'list:text'],
    20: ['enum', 'list:Any'],
    21: ['additionalProperties', 'AdditionalPropertiesItem'],
    22: ['type', 'TypeItem'],
    23: ['items', 'ItemsItem'],
    25: ['properties', 'Properties'],
    29: ['externalDocs', 'ExternalDocs'],
    30: ['example', 'Any'],
    31: ['*', 'map:Any'],
  },
  AdditionalPropertiesItem: { 1: ['*', 'Schema'], 2: ['=', 'flag'] },
  TypeItem: { 1: ['=', 'text'] },
  ItemsItem: { 1: ['*', 'Schema'] },
  Properties: { 1: ['*', 'map:Schema'] },
  ExternalDocs: { 1: ['description', 'text'], 2: ['url', 'text'] },
  Any: { 2: ['=', 'yaml'] },
};

/** What a message says, as JSON. */
function decoded(bytes: Uint8Array, message: string): unknown {
  const reader = new BinaryReader(bytes);
  let out: Record<string, unknown> = {};
  while (reader.pos < reader.len) {
    const [number, wire] = reader.tag();
    const [name, of] = messages[message]?.[number] ?? assert.fail(`${message} has no field ${number}`);
    const [manner, type] = of.includes(':') ? (of.split(':') as [string, string]) : ['one', of];
    if (manner === 'map') {
      const [key, value] = pair(reader.bytes(), type);
      out[key] = value;
      continue;
    }
    const value = readField(reader, wire, type);
    if (name === '=') return value;
    if (name === '*') out = { ...out, ...(value as object) };
    else if (manner === 'list') out[name] = [...((out[name] as unknown[] | undefined) ?? []), value];
    else out[name] = value;
  }
  return out;
}

function pair(bytes: Uint8Array, of: string): [string, unknown] {
  const reader = new BinaryReader(bytes);
  let [key, value]: [string, unknown] = ['', undefined];
  while (reader.pos < reader.len) {
    const [number] = reader.tag();
    if (number === 1) key = reader.string();
    else value = decoded(reader.bytes(), of);
  }
  return [key, of === 'StringArray' ? ((value as { values?: string[] }).values ?? []) : value];
}

function readField(reader: BinaryReader, wire: WireType, type: string): unknown {
  const expected: Record<string, WireType> = {
    flag: WireType.Varint,
    integer: WireType.Varint,
    double: WireType.Bit64,
  };
  assert.equal(wire, expected[type] ?? WireType.LengthDelimited, type);
  switch (type) {
    case 'text':
      return reader.string();
    case 'yaml':
      return parse(reader.string());
    case 'flag':
      return reader.bool();
    case 'integer':
      return Number(reader.int64());
    case 'double':
      return reader.double();
    default:
      return decoded(reader.bytes(), type);
  }
}

const sizes = {
  title: 'Sizes',
  multipleOf: 0.5,
  maximum: 10,
  exclusiveMaximum: true,
  minimum: 1.5,
  exclusiveMinimum: true,
  maxLength: 8,
  minLength: 1,
  pattern: '^[a-z]+$',
  maxItems: 6,
  minItems: 2,
  maxProperties: 5,
  minProperties: 3,
};
const document: SwaggerDocument = {
  swagger: '2.0',
  info: { title: 'Kubernetes', version: '1.36' },
  paths: {
    '/things/{name}': {
      get: {
        description: 'read a thing',
        consumes: ['*/*'],
        produces: ['application/json', 'application/yaml'],
        schemes: ['https'],
        tags: ['a', 'b'],
        operationId: 'readThing',
        parameters: [{ $ref: '#/parameters/watch' }],
        responses: { 200: { description: 'OK', schema: { $ref: '#/definitions/Thing' } }, 401: { description: 'No' } },
        'x-kubernetes-action': 'get',
        'x-kubernetes-group-version-kind': { group: '', kind: 'Thing', version: 'v1' },
      },
      ...Object.fromEntries(
        ['put', 'post', 'delete', 'options', 'head', 'patch'].map((method) => [
          method,
          {
            description: method,
            produces: ['*/*'],
            schemes: ['https'],
            tags: ['a'],
            operationId: `${method}Thing`,
            parameters: [
              { name: 'body', in: 'body', required: true, schema: { $ref: '#/definitions/Thing' } },
              { name: 'body', in: 'body', schema: { type: 'string' } },
            ],
            responses: { 200: { description: 'OK' } },
          },
        ]),
      ),
      parameters: [
        { uniqueItems: true, type: 'string', description: 'its name', name: 'name', in: 'path', required: true },
        { uniqueItems: true, type: 'integer', description: 'how many', name: 'limit', in: 'query' },
      ],
    },
  },
  definitions: {
    Thing: {
      description: 'a thing',
      type: 'object',
      required: ['a', 'b'],
      properties: {
        a: { type: 'string', format: 'byte', enum: ['', 'on', 'off'], ...sizes },
        b: { type: 'array', items: { $ref: '#/definitions/Thing' }, 'x-kubernetes-list-type': 'atomic' },
        c: { type: 'object', additionalProperties: { type: 'string' } },
        d: { type: 'object', additionalProperties: true },
        e: {
          externalDocs: { description: 'more', url: 'https://example.com' },
          example: { a: [1, null] },
          'x-kubernetes-list-map-keys': ['x', 'y'],
          'x-kubernetes-preserve-unknown-fields': true,
        },
      },
    },
  },
  parameters: { watch: { uniqueItems: true, type: 'boolean', description: 'go on', name: 'watch', in: 'query' } },
  securityDefinitions: { BearerToken: { type: 'apiKey', description: 'a token', name: 'authorization', in: 'header' } },
  security: [{ BearerToken: [] }],
};

describe('cluster/openapi/protobuf', () => {
  it('writes all that a document says', () => {
    assert.deepEqual(decoded(swaggerProtobuf(document), 'Document'), document);
  });

  it('leaves out what is empty', () => {
    const empty: SwaggerDocument = { ...document, paths: {}, definitions: {}, parameters: {}, security: [] };
    const { security, ...rest } = empty;
    assert.deepEqual(decoded(swaggerProtobuf(empty), 'Document'), rest);
    assert.deepEqual(security, []);
  });
});
