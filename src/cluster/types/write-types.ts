/**
 * Writes the types of a Kubernetes release (`kubernetes-VERSION-types.json`) in the notation that parse-type.ts reads. Used by
 * `npm run types` alone.
 */
import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { impliedDefault, parseType } from './parse-type.js';

// A property that is not named here is refused: what it says would be lost.
const fieldForm = z.strictObject({
  /** The name in JSON; empty for a struct whose fields stand among the others. */
  name: z.string(),
  go: z.string(),
  type: z.string(),
  inline: z.boolean().default(false),
  omitempty: z.boolean().default(false),
  required: z.boolean().default(false),
  protobuf: z.int().default(0),
  default: z.json().optional(),
  enum: z.array(z.string()).optional(),
  listType: z.enum(['atomic', 'set', 'map']).optional(),
  listMapKeys: z.array(z.string()).optional(),
  mapType: z.enum(['atomic', 'granular']).optional(),
  patchStrategy: z.string().optional(),
  patchMergeKey: z.string().optional(),
  // Both follow from the type; Go's tags are wrong about `wire` in places.
  wire: z.string().optional(),
  format: z.string().optional(),
});

const typeForm = z.strictObject({
  /** The name in OpenAPI documents. The release has no list types, defaults and required fields of a type without it. */
  openapi: z.string().optional(),
  // Follows from the name and the list of resources.
  gvk: z.array(z.string()).optional(),
  mapType: z.literal('atomic').optional(),
  fields: z.array(fieldForm),
});

const typesForm = z.record(z.string(), typeForm);

type SourceField = z.infer<typeof fieldForm>;
type SourceType = z.infer<typeof typeForm>;

/** The lines of types in the data file. */
export interface TypeLines {
  types: string[];
  enums: string[];
  /** By package, the beginning of its types' names in OpenAPI documents. */
  packages: string[];
}

/** Throws a ZodError for a source of another form, and an Error for properties outside the notation. */
export function writeTypes(source: unknown): TypeLines {
  const all = Object.entries(typesForm.parse(source)).filter(([, type]) => hasFieldsInJson(type));
  return {
    types: all.flatMap(([name, type]) => [
      `type ${name}${type.mapType ? ` ${type.mapType}` : ''}`,
      ...type.fields.map((field) => ` ${fieldLine(field, `${name}.${field.go}`, type.openapi !== undefined)}`),
    ]),
    enums: enumLines(all),
    packages: packageLines(all),
  };
}

/** False for a type that reads and writes its JSON itself, as a time: its fields have no names in JSON. */
const hasFieldsInJson = ({ openapi, fields }: SourceType): boolean =>
  fields.every(({ name, inline }) => inline || !['', '-'].includes(name)) &&
  (openapi !== undefined || fields.length > 0);

function fieldLine(field: SourceField, where: string, inOpenapi: boolean): string {
  if (field.inline) return `${field.protobuf} ~ ${field.type}`;
  const marks = (field.required ? '!' : '') + (field.omitempty ? '' : '+');
  const patch = [field.patchStrategy, field.patchMergeKey].filter((part) => part !== undefined).join(':');
  const flags = {
    go: field.go === capitalized(field.name) ? undefined : field.go,
    list: field.listType && [field.listType, ...(field.listMapKeys ?? [])].join(':'),
    map: field.mapType,
    patch: patch || undefined,
    default: inOpenapi ? defaultFlag(field, where) : undefined,
  };
  const words = Object.entries(flags).flatMap(([flag, value]) => (value === undefined ? [] : `${flag}=${value}`));
  const line = [field.protobuf, field.name + marks, field.type, ...words];
  if (line.some((word) => /\s/.test(String(word)))) throw new Error(`${where}: a word with a space`);
  return line.join(' ');
}

/** The default as JSON; undefined for the default of every field of its type. */
function defaultFlag(field: SourceField, where: string): string | undefined {
  const implied = impliedDefault(parseType(field.type), {
    pointer: field.type.startsWith('*'),
    always: !field.omitempty,
  });
  if (isDeepStrictEqual(field.default, implied)) return undefined;
  if (field.default === undefined) throw new Error(`${where}: no default, where ${JSON.stringify(implied)} is usual`);
  return JSON.stringify(field.default);
}

/** The closed lists of texts, by Go's name of the type; a type has the same one wherever it is used. */
function enumLines(types: [string, SourceType][]): string[] {
  const enums = new Map<string, string[] | undefined>();
  for (const [name, { openapi, fields }] of types) {
    for (const field of openapi === undefined ? [] : fields) {
      const goName = /^\*?string\/(.+)$/.exec(field.type)?.[1];
      if (goName === undefined && field.enum) throw new Error(`${name}.${field.name}: values of a type without a name`);
      if (goName === undefined) continue;
      if (enums.has(goName) && !isDeepStrictEqual(enums.get(goName), field.enum)) {
        throw new Error(`${name}.${field.name}: other values of ${goName} than elsewhere`);
      }
      enums.set(goName, field.enum);
    }
  }
  const lines = [...enums].flatMap(([name, values]) => (values ? [`${name} ${values.join(',')}`] : []));
  return lines.sort();
}

const usualPrefix = 'io.k8s.api.';

function packageLines(types: [string, SourceType][]): string[] {
  const prefixes = new Map<string, string>();
  for (const [name, { openapi }] of types) {
    if (openapi === undefined) continue;
    const [group = ''] = name.split('.');
    const prefix = openapi.slice(0, -name.length);
    if (prefix + name !== openapi || (prefixes.get(group) ?? prefix) !== prefix) {
      throw new Error(`${name}: the name in OpenAPI is ${openapi}`);
    }
    prefixes.set(group, prefix);
  }
  return [...prefixes]
    .filter(([, prefix]) => prefix !== usualPrefix)
    .map((words) => words.join(' '))
    .sort();
}

const capitalized = (name: string): string => name.slice(0, 1).toUpperCase() + name.slice(1);
