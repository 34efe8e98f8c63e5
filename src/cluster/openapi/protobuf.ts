/**
 * Swagger 2.0 as the protobuf message `openapi.v2.Document` (github.com/google/gnostic-models, openapiv2/OpenAPIv2.proto),
 * the only form that kubectl asks for. The numbers below are those of that file.
 */
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import type { OpenapiSchema } from './model.js';
import type { SwaggerDocument, SwaggerOperation, SwaggerParameter, SwaggerPathItem } from './swagger.js';

type Write = (writer: BinaryWriter) => void;

/** The document as bytes. */
export function swaggerProtobuf(document: SwaggerDocument): Uint8Array {
  const writer = new BinaryWriter();
  text(writer, 1, document.swagger);
  message(writer, 2, (info) => {
    text(info, 1, document.info.title);
    text(info, 2, document.info.version);
  });
  message(writer, 8, (paths) => named(paths, 2, document.paths, pathItem));
  message(writer, 9, (definitions) => named(definitions, 1, document.definitions, schema));
  message(writer, 10, (parameters) => named(parameters, 1, document.parameters, parameter));
  for (const requirement of document.security) {
    message(writer, 12, (one) => named(one, 1, requirement, (values, value) => texts(values, 1, value)));
  }
  message(writer, 13, (definitions) =>
    named(definitions, 1, document.securityDefinitions, (item, value) =>
      // an apiKeySecurity among the kinds of security
      message(item, 2, (key) => {
        text(key, 1, value.type);
        text(key, 2, value.name);
        text(key, 3, value.in);
        text(key, 4, value.description);
      }),
    ),
  );
  return writer.finish();
}

function text(writer: BinaryWriter, field: number, value: string | undefined): void {
  if (value) writer.tag(field, WireType.LengthDelimited).string(value);
}

function texts(writer: BinaryWriter, field: number, values: readonly string[] = []): void {
  for (const value of values) writer.tag(field, WireType.LengthDelimited).string(value);
}

function flag(writer: BinaryWriter, field: number, value: boolean | undefined): void {
  if (value) writer.tag(field, WireType.Varint).bool(value);
}

function message(writer: BinaryWriter, field: number, write: Write): void {
  writer.tag(field, WireType.LengthDelimited).fork();
  write(writer);
  writer.join();
}

/** A map, as a list of pairs of name (1) and value (2). */
function named<T>(
  writer: BinaryWriter,
  field: number,
  entries: Readonly<Record<string, T>>,
  write: (writer: BinaryWriter, value: T) => void,
): void {
  for (const [name, value] of Object.entries(entries)) {
    message(writer, field, (pair) => {
      text(pair, 1, name);
      message(pair, 2, (inner) => write(inner, value));
    });
  }
}

/** Fields that begin with `x-`: values as YAML (2), of which JSON is a part. */
function extensions(writer: BinaryWriter, field: number, value: object): void {
  const own = Object.entries(value).filter(([name, one]) => name.startsWith('x-') && one !== undefined);
  named(writer, field, Object.fromEntries(own), (any, one) => text(any, 2, JSON.stringify(one)));
}

/** Any value, as YAML (2). */
function anyValue(writer: BinaryWriter, field: number, value: unknown): void {
  message(writer, field, (any) => text(any, 2, JSON.stringify(value)));
}

function double(writer: BinaryWriter, field: number, value: number | undefined): void {
  if (value) writer.tag(field, WireType.Bit64).double(value);
}

function integer(writer: BinaryWriter, field: number, value: number | undefined): void {
  if (value) writer.tag(field, WireType.Varint).int64(value);
}

function limits(writer: BinaryWriter, value: OpenapiSchema): void {
  double(writer, 6, value.multipleOf);
  double(writer, 7, value.maximum);
  flag(writer, 8, value.exclusiveMaximum);
  double(writer, 9, value.minimum);
  flag(writer, 10, value.exclusiveMinimum);
  integer(writer, 11, value.maxLength);
  integer(writer, 12, value.minLength);
  text(writer, 13, value.pattern);
  integer(writer, 14, value.maxItems);
  integer(writer, 15, value.minItems);
  integer(writer, 17, value.maxProperties);
  integer(writer, 18, value.minProperties);
}

function pathItem(writer: BinaryWriter, item: SwaggerPathItem): void {
  const methods = { get: 2, put: 3, post: 4, delete: 5, options: 6, head: 7, patch: 8 } as const;
  for (const [method, field] of Object.entries(methods)) {
    const found = item[method as keyof typeof methods]; // a key of the object above
    if (found) message(writer, field, (inner) => operation(inner, found));
  }
  parameters(writer, 9, item.parameters);
}

function operation(writer: BinaryWriter, value: SwaggerOperation): void {
  texts(writer, 1, value.tags);
  text(writer, 3, value.description);
  text(writer, 5, value.operationId);
  texts(writer, 6, value.produces);
  texts(writer, 7, value.consumes);
  parameters(writer, 8, value.parameters);
  message(writer, 9, (responses) =>
    named(responses, 1, value.responses, (choice, response) =>
      message(choice, 1, (inner) => {
        text(inner, 1, response.description);
        const { schema: body } = response;
        if (body) message(inner, 2, (item) => message(item, 1, (one) => schema(one, body)));
      }),
    ),
  );
  texts(writer, 10, value.schemes);
  extensions(writer, 13, value);
}

function parameters(writer: BinaryWriter, field: number, values: readonly SwaggerParameter[] = []): void {
  for (const value of values) {
    message(writer, field, (item) => {
      if ('$ref' in value) message(item, 2, (reference) => text(reference, 1, value.$ref));
      else message(item, 1, (inner) => parameter(inner, value));
    });
  }
}

function parameter(writer: BinaryWriter, value: SwaggerParameter): void {
  if ('$ref' in value) return;
  if (value.in === 'body') {
    message(writer, 1, (body) => {
      text(body, 2, value.name);
      text(body, 3, value.in);
      flag(body, 4, value.required);
      message(body, 5, (inner) => schema(inner, value.schema));
    });
    return;
  }
  // the messages for query and path differ in one field, and in the numbers behind it
  const isQuery = value.in === 'query';
  message(writer, 2, (choice) =>
    message(choice, isQuery ? 3 : 4, (inner) => {
      flag(inner, 1, value.required);
      text(inner, 2, value.in);
      text(inner, 3, value.description);
      text(inner, 4, value.name);
      text(inner, isQuery ? 6 : 5, value.type);
      flag(inner, isQuery ? 20 : 19, value.uniqueItems);
    }),
  );
}

function schema(writer: BinaryWriter, value: OpenapiSchema): void {
  text(writer, 1, value.$ref);
  text(writer, 2, value.format);
  text(writer, 3, value.title);
  text(writer, 4, value.description);
  limits(writer, value);
  texts(writer, 19, value.required);
  for (const one of value.enum ?? []) anyValue(writer, 20, one);
  const { additionalProperties, type, items, properties, externalDocs, example } = value;
  if (typeof additionalProperties === 'boolean') message(writer, 21, (choice) => flag(choice, 2, additionalProperties));
  else if (additionalProperties)
    message(writer, 21, (choice) => message(choice, 1, (one) => schema(one, additionalProperties)));
  if (type) message(writer, 22, (item) => text(item, 1, type));
  if (items) message(writer, 23, (item) => message(item, 1, (one) => schema(one, items)));
  if (properties) message(writer, 25, (map) => named(map, 1, properties, schema));
  if (externalDocs) {
    message(writer, 29, (docs) => {
      text(docs, 1, externalDocs.description);
      text(docs, 2, externalDocs.url);
    });
  }
  if (example !== undefined) anyValue(writer, 30, example);
  extensions(writer, 31, value);
}
