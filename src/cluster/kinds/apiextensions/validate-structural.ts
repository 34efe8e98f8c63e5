/** The rules of structural schemas: a field has a type outside of allOf, anyOf, oneOf and not (apiserver/schema/validation.go). */
import { equalJson } from '../../../kube/equal-json.js';
import { isFields } from '../../../kube/fields.js';
import { type FieldError, fieldForbidden, invalid, required } from '../../../kube/status.js';
import { checkers } from '../../custom/checkers.js';
import type { Schema } from '../../custom/definition-spec.js';

type Level = 'root' | 'item' | 'field';

/** The faults of a schema in the order of their texts, as Kubernetes has them. */
export function structuralFaults(schema: Schema, path: string): FieldError[] {
  const text = ({ field, message }: FieldError): string => `${field}: ${message}`;
  const faults = [...invariantFaults(schema, 'root', path), ...completenessFaults(schema, schema, path)];
  return faults.sort((a, b) => (text(a) < text(b) ? -1 : text(a) > text(b) ? 1 : 0));
}

const emptyType: Record<Level, string> = {
  root: 'must not be empty at the root',
  item: 'must not be empty for specified array items',
  field: 'must not be empty for specified object fields',
};

function invariantFaults(schema: Schema, level: Level, path: string): FieldError[] {
  const { type = '', items, properties = {}, additionalProperties: others } = schema;
  const keepsAll = schema['x-kubernetes-preserve-unknown-fields'] === true;
  const isIntOrString = schema['x-kubernetes-int-or-string'] === true;
  const isEmbedded = schema['x-kubernetes-embedded-resource'] === true;
  const faults: FieldError[] = [];
  if (type === 'array' && !items) faults.push(required(`${path}.items`, 'must be specified'));
  if (isFields(items)) faults.push(...invariantFaults(items, 'item', `${path}.items`));
  for (const [name, child] of Object.entries(properties)) {
    faults.push(...invariantFaults(child, 'field', `${path}.properties[${name}]`));
  }
  if (others !== undefined && level === 'root') {
    faults.push(fieldForbidden(`${path}.additionalProperties`, 'must not be used at the root'));
  }
  if (isFields(others)) faults.push(...invariantFaults(others, 'field', `${path}.additionalProperties`));
  const notBoth = 'must be false if x-kubernetes-int-or-string is true';
  if (isIntOrString && keepsAll) {
    faults.push(invalid(`${path}.x-kubernetes-preserve-unknown-fields`, true, notBoth));
  }
  if (isIntOrString && isEmbedded) {
    faults.push(invalid(`${path}.x-kubernetes-embedded-resource`, true, notBoth));
  }
  faults.push(...valueFaults(schema, path, intOrStringAt(schema)));
  if (isEmbedded && type !== 'object') {
    const why = 'must be object if x-kubernetes-embedded-resource is true';
    faults.push(type ? invalid(`${path}.type`, type, why) : required(`${path}.type`, why));
  } else if (!type && !isIntOrString && !keepsAll) faults.push(required(`${path}.type`, emptyType[level]));
  if (isEmbedded && others !== undefined) {
    const why = 'must not be used if x-kubernetes-embedded-resource is set';
    faults.push(fieldForbidden(`${path}.additionalProperties`, why));
  }
  if (level === 'root' && type && type !== 'object') {
    faults.push(invalid(`${path}.type`, type, 'must be object at the root'));
  }
  if (level === 'root' || isEmbedded) faults.push(...resourceFaults(properties, level, path));
  if (isEmbedded && !keepsAll && Object.keys(properties).length === 0) {
    const why =
      'must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields';
    faults.push(required(`${path}.properties`, why));
  }
  return faults;
}

/** The faults of a resource's schema about the fields of every resource. */
function resourceFaults(properties: Record<string, Schema>, level: Level, path: string): FieldError[] {
  const { metadata } = properties;
  const faults = ['kind', 'apiVersion'].flatMap((name) => {
    const own = properties[name];
    const at = `${path}.properties[${name}].type`;
    return own && own.type !== 'string' ? [invalid(at, own.type ?? '', 'must be string')] : [];
  });
  if (!metadata) return faults;
  const at = `${path}.properties[metadata]`;
  if (metadata.type !== 'object') faults.push(invalid(`${at}.type`, metadata.type ?? '', 'must be object'));
  if (level !== 'root') return faults;
  const { type: _type, default: _default, description, properties: own = {}, ...more } = metadata;
  const restricted = Object.keys(own).every((name) => name === 'name' || name === 'generateName');
  if (!restricted || description || Object.keys(more).length > 0) {
    const why = 'must not specify anything other than name and generateName, but metadata is implicitly specified';
    faults.push(fieldForbidden(at, why));
  }
  return faults;
}

const intOrString: Schema[] = [{ type: 'integer' }, { type: 'string' }];

/** The place of the one pattern that may hold types: `anyOf`, or the first of `allOf`. */
function intOrStringAt({ anyOf, allOf }: Schema): 'anyOf' | 'allOf' | undefined {
  if (equalJson(anyOf, intOrString)) return 'anyOf';
  return equalJson(allOf?.[0]?.anyOf, intOrString) ? 'allOf' : undefined;
}

function valueFaults(schema: Schema, path: string, skip?: 'anyOf' | 'allOf'): FieldError[] {
  const { anyOf = [], allOf = [], oneOf = [], not, pattern } = schema;
  const faults = [
    ...(skip === 'anyOf' ? [] : anyOf.flatMap((one, i) => nestedFaults(one, `${path}.anyOf[${i}]`))),
    ...allOf.flatMap((one, i) =>
      nestedFaults(one, `${path}.allOf[${i}]`, skip === 'allOf' && i === 0 ? 'anyOf' : undefined),
    ),
    ...oneOf.flatMap((one, i) => nestedFaults(one, `${path}.oneOf[${i}]`)),
    ...(not ? nestedFaults(not, `${path}.not`) : []),
  ];
  const fault = pattern ? checkers().patterns.fault(pattern) : undefined;
  if (fault === undefined) return faults;
  const why = `must be a valid regular expression, but isn't: ${fault}`;
  return [...faults, invalid(`${path}.pattern`, pattern, why)];
}

/** Fields forbidden in a logical junctor, with Kubernetes' word for unset. */
const notNested: readonly (readonly [keyof Schema, 'empty' | 'undefined' | 'false'])[] = [
  ['type', 'empty'],
  ['additionalProperties', 'undefined'],
  ['default', 'undefined'],
  ['title', 'empty'],
  ['description', 'empty'],
  ['nullable', 'false'],
  ['x-kubernetes-preserve-unknown-fields', 'false'],
  ['x-kubernetes-embedded-resource', 'false'],
  ['x-kubernetes-int-or-string', 'false'],
  ['x-kubernetes-list-map-keys', 'empty'],
  ['x-kubernetes-list-type', 'undefined'],
  ['x-kubernetes-map-type', 'undefined'],
  ['x-kubernetes-validations', 'empty'],
];

function nestedFaults(schema: Schema, path: string, skip?: 'anyOf'): FieldError[] {
  const { items, properties = {} } = schema;
  const faults = [
    ...valueFaults(schema, path, skip),
    ...(isFields(items) ? nestedFaults(items, `${path}.items`) : []),
    ...Object.entries(properties).flatMap(([name, one]) => nestedFaults(one, `${path}.properties[${name}]`)),
  ];
  for (const [name, wanted] of notNested) {
    const value = schema[name];
    if (value === undefined || value === false || (value === '' && wanted === 'empty')) continue;
    faults.push(fieldForbidden(`${path}.${name}`, `must be ${wanted} to be structural`));
  }
  if (properties.metadata) {
    faults.push(fieldForbidden(`${path}.properties[metadata]`, 'must not be specified in a nested context'));
  }
  return faults;
}

/** Each field that a junctor of the root names has to be specified outside it, at `at`; `by` is its path inside. */
function completenessFaults(value: Schema, schema: Schema, at: string, by = at): FieldError[] {
  const { not } = value;
  const lists = (['allOf', 'anyOf', 'oneOf'] as const).flatMap((name) =>
    (value[name] ?? []).flatMap((one, i) => specifiedFaults(one, schema, at, `${by}.${name}[${i}]`)),
  );
  return not ? [...specifiedFaults(not, schema, at, `${by}.not`), ...lists] : lists;
}

function specifiedFaults(nested: Schema, schema: Schema | undefined, at: string, by: string): FieldError[] {
  if (!schema) return [required(at, `because it is defined in ${by}`)];
  const { items, properties = {} } = nested;
  return [
    ...completenessFaults(nested, schema, at, by),
    ...(isFields(items) ? specifiedFaults(items, schema.items, `${at}.items`, `${by}.items`) : []),
    ...Object.entries(properties).flatMap(([name, one]) => {
      const step = `.properties[${name}]`;
      return specifiedFaults(one, schema.properties?.[name], at + step, by + step);
    }),
  ];
}
