/**
 * Reads the line of a field in `typesText` (kube/api-data.ts), as
 * `6 ports!+ []core.v1.ContainerPort list=map:containerPort:protocol patch=merge:containerPort`: its number in protobuf
 * messages, its name in JSON with marks, its type in Go, and flags. Marks: `!` the field is required, `+` Go's tag has no
 * `omitempty`. Flags: `list` how server-side apply sees the list, with its keys; `map` the same of a map or struct; `patch` the
 * strategies of a strategic merge patch, with the key of items; `default` in JSON, where it is not the zero of the type; `go`
 * Go's name, where it is not the name with a capital.
 */
import type { Json } from '../../kube/object.js';
import { atomicLists, omitZero } from './additions.js';
import { parseType, type TypeRef } from './parse-type.js';

/** A field of an object type. */
export interface Field {
  name: string;
  /** Go's name, where it is not the name in JSON with a capital. */
  goName?: string;
  type: TypeRef;
  /** Held by pointer in Go: a zero value is not the same as none. */
  pointer: boolean;
  required: boolean;
  /** Written even when nothing is set (no `omitempty`, or a struct held by value). */
  always: boolean;
  /** The default of OpenAPI's schema, where it is another than the zero of the type. */
  default?: Json;
  /** How server-side apply sees a list, map or struct, where the field says it. */
  topology?: 'atomic' | 'set' | 'map' | 'granular';
  /** The keys that tell the items of a list of topology `map` apart. */
  mapKeys: readonly string[];
  /** A strategic merge patch merges this list, by `mergeKey` when its items are objects. */
  merge: boolean;
  mergeKey?: string;
  /** The strategies of its line, of which clients read `retainKeys` in OpenAPI documents; `replace` is what is done without any. */
  patchStrategy?: string;
  /** The Go struct that the field is embedded with; its name stands in messages about types. */
  embedded?: string;
}

/** Scalars that are structs in Go. */
const structs = new Set(['time', 'microTime', 'quantity', 'intOrString', 'any']);

/** The field of a line that is split into its words; `owner` is the type that it stands in. */
export function parseField(words: readonly string[], owner: string): Field {
  const [marked = '', text = ''] = [words[1], words[2]];
  const required = marked.includes('!');
  const hasNoOmitempty = marked.endsWith('+');
  const name = marked.slice(0, marked.length - Number(required) - Number(hasNoOmitempty));
  const type = parseType(text);
  const pointer = text.startsWith('*');
  const byValue = !pointer && (type.is === 'struct' || (type.is === 'scalar' && structs.has(type.scalar)));
  const field: Field = {
    name,
    type,
    pointer,
    required,
    always: hasNoOmitempty || (byValue && !omitZero.has(`${owner}.${name}`)),
    ...(atomicLists.has(`${owner}.${name}`) ? { topology: 'atomic' } : {}),
    mapKeys: [],
    merge: false,
  };
  for (let i = 3; i < words.length; i++) setFlag(field, words[i] ?? '');
  return field;
}

function setFlag(field: Field, word: string): void {
  const at = word.indexOf('=');
  const value = word.slice(at + 1);
  const [first = '', ...others] = value.split(':');
  switch (word.slice(0, at)) {
    case 'list':
    case 'map':
      field.topology = first as NonNullable<Field['topology']>; // the script writes no others
      field.mapKeys = others;
      break;
    case 'patch':
      field.patchStrategy = first;
      field.merge = first.includes('merge');
      if (others[0]) field.mergeKey = others[0];
      break;
    case 'default':
      field.default = JSON.parse(value) as Json; // the script writes JSON
      break;
    case 'go':
      field.goName = value;
  }
}

/** Go's name of a field. */
export const goNameOf = ({ name, goName }: Pick<Field, 'name' | 'goName'>): string =>
  goName ?? `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;
