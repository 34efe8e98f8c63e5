/** The types that a rule sees, from a schema. */
import { isFields } from '../../../kube/fields.js';
import { type ExpressionType, listOf, maxBytes, types } from '../../cel/expression-types.js';
import type { Schema } from '../definition-spec.js';

const reserved = new Set(
  'true false null in as break const continue else for function if import let loop package namespace return var void while'.split(
    ' ',
  ),
);

/** The name of a property as a rule writes it: reserved words and some characters are spelt out. */
export function ruleName(name: string): string {
  if (reserved.has(name)) return `__${name}__`;
  return name.replace(/__|[.\-/]/g, (found) =>
    found === '__' ? '__underscores__' : found === '.' ? '__dot__' : found === '-' ? '__dash__' : '__slash__',
  );
}

/** The fewest bytes in which JSON writes a value of a schema. */
function leastBytes(schema: Schema): number {
  switch (schema.type) {
    case 'string':
      return 2 + (schema.minLength ?? 0);
    case 'boolean':
      return 4;
    case 'array':
      return 2;
    case 'object': {
      const { required = [], properties = {} } = schema;
      return required.reduce((sum, name) => {
        const own = properties[name];
        return sum + name.length + 4 + (own && own.default === undefined ? leastBytes(own) : 1);
      }, 2);
    }
    default:
      return 1;
  }
}

/** How many values of that schema a request can hold. */
export const mostOf = (schema: Schema, before = 0): number => Math.ceil(maxBytes / (leastBytes(schema) + 1 + before));

const metadata: ExpressionType = {
  is: 'object',
  max: 2,
  fields: new Map([
    ['name', types.string],
    ['generateName', types.string],
  ]),
};

/** The type of a value of a schema; a resource has metadata, kind and apiVersion beside its properties. */
export function ruleType(schema: Schema, isResource: boolean): ExpressionType {
  if (schema['x-kubernetes-int-or-string']) return types.dyn;
  const { items, properties, additionalProperties: others, maxItems, maxProperties, maxLength } = schema;
  switch (schema.type) {
    case 'boolean':
      return types.bool;
    case 'integer':
      return types.int;
    case 'number':
      return types.double;
    case 'array':
      return items
        ? listOf(ruleType(items, items['x-kubernetes-embedded-resource'] === true), maxItems ?? mostOf(items))
        : listOf(types.dyn, maxItems ?? maxBytes);
    case 'string':
      return stringType(schema, maxLength);
    case 'object': {
      const own = Object.entries(properties ?? {}).map(([name, one]): [string, ExpressionType] => [
        ruleName(name),
        ruleType(one, one['x-kubernetes-embedded-resource'] === true),
      ]);
      if (isFields(others)) {
        return { is: 'map', of: ruleType(others, false), max: maxProperties ?? mostOf(others, 4) };
      }
      const meta: [string, ExpressionType][] = [
        ['apiVersion', types.string],
        ['kind', types.string],
        ['metadata', metadata],
      ];
      const fields = new Map([...(isResource ? meta : []), ...own]);
      if (isResource) fields.set('metadata', metadata);
      return { is: 'object', fields, max: maxProperties ?? fields.size };
    }
    default:
      return types.dyn;
  }
}

function stringType({ format, enum: values }: Schema, maxLength: number | undefined): ExpressionType {
  if (format === 'byte') return types.bytes;
  if (format === 'duration') return types.duration;
  if (format === 'date' || format === 'date-time') return types.timestamp;
  const longest = values?.reduce<number>((most, one) => Math.max(most, String(one).length), 0);
  return { is: 'string', max: maxLength ?? longest ?? maxBytes };
}
