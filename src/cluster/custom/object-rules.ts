/** The faults of a custom resource: by its schema, its scale, its lists and its rules, in Kubernetes' order. */
import { isFields } from '../../kube/fields.js';
import type { GroupVersionKind, KubeObject } from '../../kube/object.js';
import { groupVersion } from '../../kube/object.js';
import { type FieldError, invalid } from '../../kube/status.js';
import { goText, goType } from '../wire/go-text.js';
import { checkValue } from './check-value.js';
import { checkers } from './checkers.js';
import type { ScalePaths, Schema } from './definition-spec.js';
import { embeddedFaults } from './embedded-resources.js';
import { listTypeFaults } from './list-types.js';
import type { Rules } from './rules/run-rules.js';
import { pathNames } from './value-path.js';

/** The rules for the objects of one version. */
export interface ObjectRules {
  gvk: GroupVersionKind;
  schema: Schema;
  scale: ScalePaths | undefined;
  /** Undefined for a schema without rules. */
  rules: Rules | undefined;
}

/** The faults of a new object, or of one that replaces `old`; `metadata` gives those of its metadata. */
export function objectFaults(
  how: ObjectRules,
  object: KubeObject,
  { old, metadata = () => [] }: { old?: KubeObject; metadata?: () => FieldError[] },
): FieldError[] {
  const faults = kindFaults(how, object);
  if (faults.length === 0) {
    const { patterns } = checkers();
    faults.push(...metadata(), ...checkValue(patterns, object, how.schema, { old }));
    faults.push(...scaleFaults(how, object, 'specReplicasPath', 'statusReplicasPath'));
  }
  faults.push(...embeddedFaults(object, how.schema));
  return withRules(how, object, old, faults);
}

/** The faults of an object whose status is to replace that of `old`. */
export function statusFaults(how: ObjectRules, object: KubeObject, old: KubeObject): FieldError[] {
  const faults = kindFaults(how, object);
  const schema = how.schema.properties?.status;
  if (faults.length === 0) {
    const { patterns } = checkers();
    if (schema && object.status !== undefined) {
      faults.push(...checkValue(patterns, object.status, schema, { old: old.status, prefix: 'status' }));
    }
    faults.push(...scaleFaults(how, object, 'statusReplicasPath'));
  }
  return withRules(how, object, old, faults);
}

function kindFaults({ gvk }: ObjectRules, { kind, apiVersion }: KubeObject): FieldError[] {
  const wanted = groupVersion(gvk.group, gvk.version);
  return [
    ...(kind === gvk.kind ? [] : [invalid('kind', kind, `must be ${gvk.kind}`)]),
    ...(apiVersion === wanted ? [] : [invalid('apiVersion', apiVersion, `must be ${wanted}`)]),
  ];
}

/** Reasons after which an object is not of the shape that its rules count on. */
const blocking = new Set([
  'FieldValueNotSupported',
  'FieldValueRequired',
  'FieldValueTooLong',
  'FieldValueTooMany',
  'FieldValueTypeInvalid',
]);

function withRules(
  { schema, rules }: ObjectRules,
  object: KubeObject,
  old: KubeObject | undefined,
  faults: FieldError[],
): FieldError[] {
  // errors that the stored object has already are not reported again (ratcheting)
  if (!old || listTypeFaults(old, schema).length === 0) faults.push(...listTypeFaults(object, schema));
  if (!rules) return faults;
  if (faults.every(({ reason }) => !blocking.has(reason))) return [...faults, ...rules.faults(object, old)];
  const why =
    'some validation rules were not checked because the object was invalid; correct the existing errors to complete validation';
  return [...faults, invalid('<nil>', null, why)];
}

function scaleFaults(
  { scale }: ObjectRules,
  object: KubeObject,
  ...paths: ('specReplicasPath' | 'statusReplicasPath')[]
): FieldError[] {
  if (!scale) return [];
  const faults = paths.flatMap((name) => {
    const path = scale[name];
    const found = lookedUp(object, path, 'int64');
    if ('fault' in found) return [invalid(path, 0, found.fault)];
    const count = Number(found.value ?? 0);
    if (count < 0) return [invalid(path, count, 'should be a non-negative integer')];
    return count > 2 ** 31 - 1 ? [invalid(path, count, `should be less than or equal to ${2 ** 31 - 1}`)] : [];
  });
  const { labelSelectorPath: path } = scale;
  if (path === undefined) return faults;
  const found = lookedUp(object, path, 'string');
  return 'fault' in found ? [...faults, invalid(path, '', found.fault)] : faults;
}

/** The value at a path with its type seen to, as `unstructured.NestedInt64` and `NestedString` do it. */
function lookedUp(object: KubeObject, path: string, type: 'int64' | 'string'): { value: unknown } | { fault: string } {
  const names = pathNames(path);
  let value: unknown = object;
  for (const [i, name] of names.entries()) {
    // Kubernetes names the field that it looks for, and not the one of the wrong type
    const at = `.${names.slice(0, i + 1).join('.')}`;
    if (value === null) return { value: undefined };
    if (!isFields(value)) return { fault: wrongType(at, value, 'map[string]interface{}') };
    if (!Object.hasOwn(value, name)) return { value: undefined };
    value = value[name];
  }
  const fits = type === 'int64' ? Number.isInteger(value) : typeof value === 'string';
  return fits ? { value } : { fault: wrongType(`.${names.join('.')}`, value, type) };
}

function wrongType(at: string, value: unknown, wanted: string): string {
  const type = value === null ? '<nil>' : goType(value);
  return `${at} accessor error: ${goText(value)} is of the type ${type}, expected ${wanted}`;
}
