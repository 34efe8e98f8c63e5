/** The rules of a definition's version beside its schema: sub-resources, columns, selectable fields, its warning. */
import { duplicate, type FieldError, invalid, required, tooMany } from '../../../kube/status.js';
import type { ColumnText, DefinitionVersion, Schema } from '../../custom/definition-spec.js';
import { schemaAtPath } from '../../custom/field-path.js';

/** The faults of the warning of a version that is deprecated. */
export function deprecationFaults(
  { deprecated, deprecationWarning: text }: DefinitionVersion,
  path: string,
): FieldError[] {
  if (text === undefined) return [];
  const faults: string[] = [];
  if (!deprecated) faults.push('can only be set for deprecated versions');
  else {
    if (Buffer.byteLength(text) > 256) faults.push('must be <= 256 characters long');
    if (text === '') faults.push('must not be an empty string');
    // the one space that Go prints is that of ASCII
    const at = text.search(/(?! )[\p{C}\p{Z}]/u);
    if (at >= 0) {
      const index = Buffer.byteLength(text.slice(0, at));
      faults.push(`must only contain printable UTF-8 characters; non-printable character found at index ${index}`);
    }
  }
  return faults.map((why) => invalid(`${path}.deprecationWarning`, text, why));
}

/** The faults of a scale's paths. */
export function subresourceFaults(subresources: DefinitionVersion['subresources'], path: string): FieldError[] {
  const { scale } = subresources ?? {};
  if (!scale) return [];
  const look = (name: string, value: string | undefined, roots: readonly string[], where: string): FieldError[] => {
    const at = `${path}.scale.${name}`;
    if (!value) return [required(at)];
    const simple = simplePathFaults(value, at);
    if (simple.length || roots.some((root) => value.startsWith(root))) return simple;
    return [invalid(at, value, `should be a json path under ${where}`)];
  };
  const { labelSelectorPath: selector } = scale;
  return [
    ...look('specReplicasPath', scale.specReplicasPath, ['.spec.'], '.spec'),
    ...look('statusReplicasPath', scale.statusReplicasPath, ['.status.'], '.status'),
    ...(selector ? look('labelSelectorPath', selector, ['.spec.', '.status.'], 'either .spec or .status') : []),
  ];
}

const simplePathFaults = (value: string, at: string): FieldError[] =>
  value.startsWith('.') ? [] : [invalid(at, value, 'must be a simple json path starting with .')];

const types = ['boolean', 'date', 'integer', 'number', 'string'];
const formats = ['byte', 'date', 'date-time', 'double', 'float', 'int32', 'int64', 'password'];

/** The faults of columns. */
export function columnFaults(columns: readonly ColumnText[] = [], path: string): FieldError[] {
  return columns.flatMap(({ name, type, format, jsonPath }, i) => {
    const at = `${path}[${i}]`;
    const oneOfTypes = `must be one of ${types.join(',')}`;
    return [
      ...(name ? [] : [required(`${at}.name`)]),
      ...(type ? [] : [required(`${at}.type`, oneOfTypes)]),
      ...(type && !types.includes(type) ? [invalid(`${at}.type`, type, oneOfTypes)] : []),
      ...(format && !formats.includes(format)
        ? [invalid(`${at}.format`, format, `must be one of ${formats.join(',')}`)]
        : []),
      ...(jsonPath ? simplePathFaults(jsonPath, `${at}.JSONPath`) : [required(`${at}.JSONPath`)]),
    ];
  });
}

const mostSelectableFields = 8;

/** The faults of the fields that a field selector may name; `noSchema` is why there may be none without a schema. */
export function selectableFieldFaults(
  { selectableFields = [] }: DefinitionVersion,
  schema: Schema | undefined,
  path: string,
  noSchema: string,
): FieldError[] {
  if (!schema) return selectableFields.length > 0 ? [invalid(path, '', noSchema)] : [];
  const seen = new Set<string>();
  const faults = selectableFields.flatMap(({ jsonPath }, i): FieldError[] => {
    const at = `${path}[${i}].jsonPath`;
    if (!jsonPath) return [required(at)];
    const found = schemaAtPath(jsonPath, schema, false);
    if ('fault' in found) return [invalid(at, jsonPath, `is an invalid path: ${found.fault}`)];
    const own: FieldError[] = [];
    if (found.names[0] === 'metadata') own.push(invalid(at, jsonPath, 'must not point to fields in metadata'));
    if (!['string', 'boolean', 'integer'].includes(found.schema.type ?? '')) {
      const why =
        'must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.';
      own.push(invalid(at, jsonPath, why));
    }
    const text = found.names.join('.');
    if (seen.has(text)) own.push(duplicate(at, jsonPath));
    seen.add(text);
    return own;
  });
  return seen.size > mostSelectableFields ? [...faults, tooMany(path, seen.size, mostSelectableFields)] : faults;
}
