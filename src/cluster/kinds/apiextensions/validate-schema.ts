/** The rules of a definition's schema: its OpenAPI keywords, its structure, its defaults and its own rules. */
import { isFields } from '../../../kube/fields.js';
import { type FieldError, fieldForbidden, invalid, notSupported, required } from '../../../kube/status.js';
import { heaviestPatterns, patternWeight } from '../../cel/pattern-weight.js';
import { checkers } from '../../custom/checkers.js';
import type { RuleText, Schema } from '../../custom/definition-spec.js';
import { schemaAtPath } from '../../custom/field-path.js';
import { maxSchemas, someSchema, subschemas } from '../../custom/schema-tree.js';
import { type Field, goNameOf } from '../../types/parse-field.js';
import { internalSchema, schemaFields } from './internal-types.js';
import { defaultFaults } from './validate-defaults.js';
import { structuralFaults } from './validate-structural.js';

/** The limits of a place in a schema. */
interface Place {
  path: string;
  isRoot: boolean;
  /** Why there may be no defaults; undefined where they may. */
  noDefaults?: string;
  /** Within metadata, apiVersion or kind of a resource. */
  inMeta?: boolean;
}

/** Characters of all rules of a schema. */
const longestRules = 200_000;

/** The faults of a schema. */
export function schemaFaults(schema: Schema, path: string, withStatus: boolean): FieldError[] {
  let count = 0;
  const isTooLarge = someSchema(schema, () => ++count > maxSchemas);
  if (isTooLarge) return [fieldForbidden(path, `the practice cluster takes schemas of ${maxSchemas} parts at most`)];
  const weight = { patterns: 0, rules: 0 };
  someSchema(schema, ({ pattern = '', 'x-kubernetes-validations': rules = [] }) => {
    weight.patterns += patternWeight(pattern);
    for (const one of rules) weight.rules += one.rule.length + (one.messageExpression?.length ?? 0);
    return false;
  });
  if (weight.patterns > heaviestPatterns) {
    return [fieldForbidden(path, 'the patterns of the schema are together too large for the practice cluster')];
  }
  if (weight.rules > longestRules) {
    return [fieldForbidden(path, `the practice cluster takes rules of ${longestRules} characters together at most`)];
  }
  const faults: FieldError[] = [];
  if (withStatus) faults.push(...rootFaults(schema, path));
  if (schema.nullable) faults.push(fieldForbidden(`${path}.nullable`, 'nullable cannot be true at the root'));
  const unread = unreadKeyword(schema);
  const structural = unread === undefined ? structuralFaults(schema, path) : [];
  const misshapen = structural.length > 0 || unread !== undefined ? structural : defaultFaults(schema, path);
  const open = openapiFaults(schema, { path, isRoot: true });
  faults.push(...misshapen, ...open);
  if (unread !== undefined && faults.length === 0) {
    return [invalid(path, '', `OpenAPIV3Schema '${unread}' is not supported`)];
  }
  // rules are compiled against a schema that is right
  if (unread !== undefined || misshapen.length > 0 || open.length > 0) return faults;
  return [...faults, ...checkers().rules.schemaFaults(schema, path)];
}

const allowedAtRoot =
  'Description Type Format Title Maximum ExclusiveMaximum Minimum ExclusiveMinimum MaxLength MinLength Pattern MaxItems MinItems UniqueItems MultipleOf Required Items Properties ExternalDocs Example XPreserveUnknownFields XValidations';

/** True for a field that Go holds as more than the zero of its type: an empty list or a pointer to an empty text is more. */
const isSet = ({ pointer }: Field, value: unknown): boolean =>
  value !== undefined && value !== null && (pointer || (value !== '' && value !== false));

/** The fault of the root, which may hold no keyword about the status: that has a schema of its own. */
function rootFaults(schema: Schema, path: string): FieldError[] {
  const values = schema as Readonly<Record<string, unknown>>;
  const names = allowedAtRoot.split(' ');
  const isWrong = (field: Field): boolean =>
    !names.includes(goNameOf(field)) || (field.name === 'type' && schema.type !== 'object');
  const wrong = schemaFields().find((field) => isSet(field, values[field.name]) && isWrong(field));
  if (!wrong) return [];
  if (wrong.name === 'type') {
    const why = 'only "object" is allowed as the type at the root of the schema if the status subresource is enabled';
    return [invalid(`${path}.type`, schema.type, why)];
  }
  const why = `only [${allowedAtRoot}] fields are allowed at the root of the schema if the status subresource is enabled`;
  return [invalid(path, internalSchema(schema), why)];
}

/** A keyword with which a schema is not read as a structural one, and is not looked at as such. */
function unreadKeyword(schema: Schema): string | undefined {
  let found: string | undefined;
  someSchema(schema, (one) => {
    const values = one as Readonly<Record<string, unknown>>;
    const isThere = (name: string): boolean =>
      isFields(values[name])
        ? name === 'additionalItems' || Object.keys(values[name]).length > 0
        : Boolean(values[name]);
    const name = unread.find(isThere);
    found = name === '$schema' ? 'schema' : name;
    return name !== undefined;
  });
  return found;
}

const unread = ['id', '$schema', '$ref', 'patternProperties', 'dependencies', 'additionalItems', 'definitions'];

const types = ['array', 'boolean', 'integer', 'number', 'object', 'string'];

/** Keywords of OpenAPI that Kubernetes rejects. */
const unsupported = ['id', 'additionalItems', 'patternProperties', 'definitions', 'dependencies', '$ref'];

function openapiFaults(schema: Schema, place: Place): FieldError[] {
  const { path, noDefaults, inMeta } = place;
  const { type, properties, additionalProperties: others } = schema;
  const faults: FieldError[] = [];
  if (type && !types.includes(type)) faults.push(notSupported(`${path}.type`, type, types));
  if (schema.default !== undefined && noDefaults !== undefined) {
    faults.push(fieldForbidden(`${path}.default`, `must not be set ${noDefaults}`));
  }
  for (const name of unsupported) {
    if (Object.hasOwn(schema, name)) faults.push(fieldForbidden(`${path}.${name}`, `${name} is not supported`));
  }
  if (type === 'null') {
    faults.push(fieldForbidden(`${path}.type`, 'type cannot be set to null, use nullable as an alternative'));
  }
  if (Array.isArray(schema.items)) {
    faults.push(fieldForbidden(`${path}.items`, 'items must be a schema object and not an array'));
  }
  if (inMeta && schema['x-kubernetes-embedded-resource']) {
    faults.push(fieldForbidden(`${path}.x-kubernetes-embedded-resource`, 'must not be used inside of resource meta'));
  }
  if (schema.uniqueItems) {
    const why = 'uniqueItems cannot be set to true since the runtime complexity becomes quadratic';
    faults.push(fieldForbidden(`${path}.uniqueItems`, why));
  }
  if (others !== undefined && others !== true && Object.keys(properties ?? {}).length > 0) {
    const why = 'additionalProperties and properties are mutual exclusive';
    faults.push(fieldForbidden(`${path}.additionalProperties`, why));
  }
  for (const [step, child] of subschemas(schema)) {
    faults.push(...openapiFaults(child, childPlace(schema, place, step)));
  }
  return [...faults, ...extensionFaults(schema, path), ...ruleTextFaults(schema, path)];
}

const metaFields = ['properties[metadata]', 'properties[kind]', 'properties[apiVersion]'];

function childPlace(schema: Schema, place: Place, step: string): Place {
  const child: Place = { ...place, path: `${place.path}.${step}`, isRoot: false };
  if (step === 'additionalProperties' && place.inMeta) {
    return { ...child, noDefaults: 'inside additionalProperties applying to object metadata' };
  }
  if (!metaFields.includes(step) || !(place.isRoot || schema['x-kubernetes-embedded-resource'])) return child;
  const name = step.slice('properties['.length, -1);
  return { ...child, inMeta: true, ...(place.isRoot ? { noDefaults: `in top-level ${name}` } : {}) };
}

function extensionFaults(schema: Schema, path: string): FieldError[] {
  const { type = '', items } = schema;
  const faults: FieldError[] = [];
  const list = schema['x-kubernetes-list-type'];
  const map = schema['x-kubernetes-map-type'];
  const keys = schema['x-kubernetes-list-map-keys'] ?? [];
  const wantType = (wanted: string, by: string): void => {
    const why = `must be ${wanted} if ${by} is specified`;
    faults.push(type ? invalid(`${path}.type`, type, why) : required(`${path}.type`, why));
  };
  if (schema['x-kubernetes-preserve-unknown-fields'] === false) {
    faults.push(invalid(`${path}.x-kubernetes-preserve-unknown-fields`, false, 'must be true or undefined'));
  }
  if (map !== undefined && type !== 'object') wantType('object', 'x-kubernetes-map-type');
  if (map !== undefined && !['atomic', 'granular'].includes(map)) {
    faults.push(notSupported(`${path}.x-kubernetes-map-type`, map, ['atomic', 'granular']));
  }
  if (list !== undefined && type !== 'array') wantType('array', 'x-kubernetes-list-type');
  else if (list === 'set' && items) {
    const why = 'must be atomic as item of a list with x-kubernetes-list-type=set';
    const inner = items['x-kubernetes-list-type'] ?? null;
    if (items.type === 'array' && inner !== null && inner !== 'atomic') {
      faults.push(invalid(`${path}.items.x-kubernetes-list-type`, inner, why));
    }
    if (items.type === 'object' && items['x-kubernetes-map-type'] !== 'atomic') {
      faults.push(invalid(`${path}.items.x-kubernetes-map-type`, inner, why));
    }
  }
  if (list !== undefined && !['atomic', 'set', 'map'].includes(list)) {
    faults.push(notSupported(`${path}.x-kubernetes-list-type`, list, ['atomic', 'set', 'map']));
  }
  if (keys.length > 0 && list !== 'map') {
    const why = 'must be map if x-kubernetes-list-map-keys is non-empty';
    const at = `${path}.x-kubernetes-list-type`;
    faults.push(list === undefined ? required(at, why) : invalid(at, list, why));
  }
  return list === 'map' ? [...faults, ...mapFaults(schema, keys, path)] : faults.concat(nullableItems(schema, path));
}

function nullableItems({ items, 'x-kubernetes-list-type': list }: Schema, path: string): FieldError[] {
  if (!items?.nullable || (list !== 'set' && list !== 'map')) return [];
  return [fieldForbidden(`${path}.items.nullable`, `cannot be nullable when x-kubernetes-list-type is ${list}`)];
}

function mapFaults(schema: Schema, keys: readonly string[], path: string): FieldError[] {
  const { items } = schema;
  const faults: FieldError[] = [];
  const at = `${path}.x-kubernetes-list-map-keys`;
  if (keys.length === 0) faults.push(required(at, 'must not be empty if x-kubernetes-list-type is map'));
  if (!items) {
    return [...faults, required(`${path}.items`, 'must have a schema if x-kubernetes-list-type is map')];
  }
  if (items.type !== 'object') {
    const why = "must be object if parent array's x-kubernetes-list-type is map";
    return [...faults, invalid(`${path}.items.type`, items.type ?? '', why)];
  }
  for (const [i, key] of keys.entries()) {
    const property = items.properties?.[key];
    if (!property) faults.push(invalid(at, keys, 'entries must all be names of item properties'));
    else if (property.type === 'array' || property.type === 'object') {
      const why = "must be a scalar type if parent array's x-kubernetes-list-type is map";
      faults.push(invalid(`${path}.items.properties[${key}].type`, items.type, why));
    }
    if (keys.indexOf(key) !== i) faults.push(invalid(at, keys, 'must not contain duplicate entries'));
  }
  faults.push(...nullableItems(schema, path));
  for (const key of keys) {
    const property = items.properties?.[key];
    if (!property) continue;
    const place = `${path}.items.properties[${key}]`;
    if (!items.required?.includes(key) && property.default === undefined) {
      const why = 'this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property';
      faults.push(required(`${place}.default`, why));
    }
    if (property.nullable) {
      const why = 'this property is in x-kubernetes-list-map-keys, so it cannot be nullable';
      faults.push(fieldForbidden(`${place}.nullable`, why));
    }
  }
  return faults;
}

const reasons = ['FieldValueDuplicate', 'FieldValueForbidden', 'FieldValueInvalid', 'FieldValueRequired'];

function ruleTextFaults(schema: Schema, path: string): FieldError[] {
  return (schema['x-kubernetes-validations'] ?? []).flatMap((rule, i) =>
    ruleFaults(rule, schema, `${path}.x-kubernetes-validations[${i}]`),
  );
}

const hasNewline = (text: string): boolean => /[\r\n]/.test(text);

function ruleFaults(rule: RuleText, schema: Schema, at: string): FieldError[] {
  const { message = '', messageExpression = '', reason, fieldPath = '' } = rule;
  const faults: FieldError[] = [];
  const text = rule.rule.trim();
  if (!text) faults.push(required(`${at}.rule`, 'rule is not specified'));
  else if (message && !message.trim()) {
    faults.push(invalid(`${at}.message`, message, 'must be non-empty if specified'));
  } else if (hasNewline(message.trim())) {
    faults.push(invalid(`${at}.message`, message, 'must not contain line breaks'));
  } else if (hasNewline(text) && !message.trim()) {
    faults.push(required(`${at}.message`, 'message must be specified if rule contains line breaks'));
  }
  if (messageExpression && !messageExpression.trim()) {
    const why = 'messageExpression must be non-empty if specified';
    faults.push(required(`${at}.messageExpression`, why));
  }
  if (reason !== undefined && !reasons.includes(reason)) {
    faults.push(notSupported(`${at}.reason`, reason, reasons));
  }
  if (!fieldPath) return faults;
  const wrong = (why: string): number => faults.push(invalid(`${at}.fieldPath`, fieldPath, why));
  if (!fieldPath.trim()) wrong('must be non-empty if specified');
  if (hasNewline(fieldPath)) wrong('must not contain line breaks');
  if ('fault' in schemaAtPath(fieldPath, schema)) wrong('must be a valid path');
  return faults;
}
