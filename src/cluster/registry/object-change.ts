/** How admission policies change the object of a write (apiserver/pkg/admission/plugin/policy/mutating/patch). */
import { type Fields, isFields } from '../../kube/fields.js';
import { type JsonObject, type KubeObject, parseApiVersion } from '../../kube/object.js';
import { isApiError } from '../../kube/status.js';
import type { ObjectChange } from '../admission/admission.js';
import { mergeObjects } from '../apply/typed.js';
import { typedFault } from '../apply/typed-faults.js';
import { type ObjectType, schemaOf, structOf } from '../types/api-types.js';
import type { Field } from '../types/parse-field.js';
import type { TypeRef } from '../types/parse-type.js';
import { decodePatched } from '../wire/decode.js';
import { type Call, copy, readableKind } from './deps.js';
import { applyJsonPatch, JsonPatchFault, JsonPatchTestFailed } from './json-patch.js';

/** The changes of the object of a call, in place; `onChange` is called after each. */
export function objectChange(
  call: Pick<Call, 'kind' | 'definition'>,
  object: KubeObject,
  onChange: () => void,
): ObjectChange {
  // what is sent to a sub-resource may be of another kind
  const isOwn = object.kind === call.kind.kind;
  const gvk = isOwn ? readableKind(call) : { ...parseApiVersion(object.apiVersion), kind: object.kind };
  const become = (changed: Fields): void => {
    for (const name of Object.keys(object)) delete (object as unknown as Fields)[name];
    Object.assign(object, changed);
    if (isOwn) call.definition.defaults?.(object);
    onChange();
  };
  return {
    merge: (applied) => {
      const type = schemaOf(gvk);
      if (!type) return `error applying patch: no type of ${gvk.kind} is known`;
      const config = { ...applied, apiVersion: object.apiVersion, kind: object.kind };
      const fault = typedFault(config, type);
      if (fault) return `error applying patch: failed to convert patch object to typed object: ${fault}`;
      const atomic = atomicFields(config, type);
      if (atomic.length > 0) {
        const which = `may not mutate atomic arrays, maps or structs: ${atomic.join(', ')}`;
        return `error applying patch: invalid ApplyConfiguration: ${which}`;
      }
      become(mergeObjects(copy(object) as unknown as Fields, config, type));
      return undefined;
    },
    patch: (operations) => {
      try {
        // objects hold JSON and nothing else
        const value = applyJsonPatch(copy(object) as unknown as JsonObject, operations);
        become(decodePatched(gvk, value, { fieldValidation: 'Strict' }).object as unknown as Fields);
        return undefined;
      } catch (error) {
        if (error instanceof JsonPatchTestFailed) return undefined;
        if (error instanceof JsonPatchFault) return `JSON Patch: ${error.message}`;
        if (isApiError(error)) return error.message;
        throw error;
      }
    },
  };
}

/** The paths of fields whose value server-side apply owns as a whole: to set a part of one would take the rest away. */
function atomicFields(value: Fields, type: ObjectType, path = ''): string[] {
  return Object.entries(value).flatMap(([name, part]) => {
    const field = type.fields.get(name);
    if (!field || part === null) return [];
    const at = `${path}.${name}`;
    const isWhole = isWholeValue(field.type, field.topology) && (Array.isArray(part) || isFields(part));
    return [...(isWhole ? [at] : []), ...atomicParts(part, field.type, at)];
  });
}

function isWholeValue(type: TypeRef, topology: Field['topology']): boolean {
  if (topology === 'atomic') return type.is !== 'scalar';
  // a list without keys is one value
  if (type.is === 'list') return topology === undefined;
  return type.is === 'struct' && topology !== 'granular' && (structOf(type)?.atomic ?? false);
}

function atomicParts(value: unknown, type: TypeRef, path: string): string[] {
  if (type.is === 'list') {
    return Array.isArray(value) ? value.flatMap((item, i) => atomicParts(item, type.of, `${path}[${i}]`)) : [];
  }
  const struct = type.is === 'struct' ? structOf(type) : undefined;
  return struct && isFields(value) ? atomicFields(value, struct, path) : [];
}
