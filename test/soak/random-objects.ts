/** Objects of any kind, made at random from the API's types: required fields are filled, and some of the optional ones. */
import fc from 'fast-check';
import { mergePatch } from '../../src/cluster/registry/merge-patch.js';
import { schemaOf, structOf } from '../../src/cluster/types/api-types.js';
import { enumOf } from '../../src/cluster/types/openapi-facts.js';
import type { Field } from '../../src/cluster/types/parse-field.js';
import type { Scalar, TypeRef } from '../../src/cluster/types/parse-type.js';
import type { ResourceKind } from '../../src/kube/kinds.js';
import type { Json, KubeObject } from '../../src/kube/object.js';
import type { StatusCause } from '../../src/kube/status.js';

type Fields = Record<string, unknown>;

/** Structs below this depth have only their required fields. */
const deepest = 6;

const texts = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('a', 'web', 'x-1', 'example.com/a', 'v1') },
  {
    weight: 1,
    arbitrary: fc.constantFrom('', 'A b', '10.0.0.1', 'ü', '__proto__', '/etc', 'a\nb: "c"', 'true', '1e3'),
  },
);
const scalars: Record<Scalar, fc.Arbitrary<unknown>> = {
  string: texts,
  bool: fc.boolean(),
  int32: fc.constantFrom(1, 0, 80, 443, -1, 2 ** 31 - 1),
  int64: fc.constantFrom(1, 0, 3600, -1, Number.MAX_SAFE_INTEGER),
  double: fc.constantFrom(0.5, 0, -1, 1e21),
  bytes: fc.constantFrom('', 'YQ==', 'AP8='),
  time: fc.constantFrom('2026-01-01T00:00:00Z', '2026-01-01T02:03:04+02:00'),
  microTime: fc.constantFrom('2026-01-01T00:00:00.000001Z', '2026-01-01T00:00:00.000000Z'),
  quantity: fc.constantFrom('1', '100m', '1Gi', '0', '-1', '1e3', 0.5),
  intOrString: fc.constantFrom(1, 0, '50%', 'http', -1),
  fieldsV1: fc.constant({}),
  any: fc.constantFrom(
    {},
    { a: 1 },
    { type: 'object' },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } },
  ),
};
/** What is written where the server asks for a value. */
const least: Record<Scalar, unknown> = {
  string: 'a',
  bool: true,
  int32: 1,
  int64: 1,
  double: 0.5,
  bytes: 'YQ==',
  time: '2026-01-01T00:00:00Z',
  microTime: '2026-01-01T00:00:00.000001Z',
  quantity: '1',
  intOrString: 1,
  fieldsV1: {},
  any: {},
};
const keys = fc.constantFrom('a', 'b', 'example.com/a', 'cpu', '__proto__', '');

function valuesOf(type: TypeRef, depth: number): fc.Arbitrary<unknown> {
  if (type.is === 'scalar') {
    const values = enumOf(type.goName ?? '');
    if (!values) return scalars[type.scalar];
    return fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...values) }, { weight: 1, arbitrary: texts });
  }
  if (type.is === 'list') return fc.array(valuesOf(type.of, depth + 1), { minLength: 1, maxLength: 2 });
  if (type.is === 'map') return fc.dictionary(keys, valuesOf(type.of, depth + 1), { maxKeys: 2 });
  const fields = [...(structOf(type)?.fields.values() ?? [])];
  return fieldsOf(fields, depth + 1);
}

/** A struct with its required fields, and up to three others where it is not too deep. */
function fieldsOf(fields: readonly Field[], depth: number): fc.Arbitrary<Fields> {
  const others = fields.filter(({ required }) => !required);
  const some = fc.subarray(others, { maxLength: depth < deepest ? Math.min(3, others.length) : 0 });
  const needed = fields.filter(({ required }) => required);
  return some.chain((optional) => {
    const chosen = [...needed, ...optional];
    return fc.record(Object.fromEntries(chosen.map(({ name, type }) => [name, valuesOf(type, depth)])));
  });
}

const workload = { selector: { matchLabels: { app: 'x' } }, template: { metadata: { labels: { app: 'x' } } } };
const pod = { template: { spec: { restartPolicy: 'Never' } } };
/** What has to fit other fields, or is of a form that no type tells. */
const fitting: Record<string, object> = {
  deployments: { spec: workload },
  replicasets: { spec: workload },
  daemonsets: { spec: workload },
  statefulsets: { spec: workload },
  replicationcontrollers: { spec: { ...workload, selector: { matchLabels: null, app: 'x' } } },
  jobs: { spec: pod },
  cronjobs: { spec: { schedule: '@daily', jobTemplate: { spec: pod } } },
  servicecidrs: { spec: { cidrs: ['10.9.0.0/24'] } },
  persistentvolumes: {
    spec: { capacity: { storage: '1Gi' }, hostPath: { path: '/a' }, accessModes: ['ReadOnlyMany'] },
  },
  endpointslices: { addressType: 'IPv4', endpoints: [{ addresses: ['10.1.2.3'] }] },
  apiservices: { metadata: { name: 'v1.example.com' }, spec: { version: 'v1', group: 'example.com' } },
  ipaddresses: { metadata: { name: '10.1.2.3' } },
  customresourcedefinitions: {
    metadata: { name: 'meals.example.com' },
    spec: { group: 'example.com', names: { plural: 'meals', kind: 'Meal' } },
  },
};

/** An object of this kind, mostly without a name, in a namespace where the kind is in one. */
export function objectsOf(kind: ResourceKind, namespace: string): fc.Arbitrary<KubeObject> {
  const { group, version, namespaced } = kind;
  const fields = [...(schemaOf(kind)?.fields.values() ?? [])];
  const body = fields.filter(({ name }) => !['apiVersion', 'kind', 'metadata', 'status'].includes(name));
  const labels = fc.dictionary(fc.constantFrom('a', 'app', 'example.com/b'), fc.constantFrom('', 'x', '1'), {
    maxKeys: 2,
  });
  const annotations = fc.dictionary(fc.constantFrom('a', 'example.com/b'), texts, { maxKeys: 2 });
  const spec = body.filter(({ name, required }) => name === 'spec' || required);
  const others = body.filter((field) => !spec.includes(field));
  return fc
    .tuple(
      fieldsOf(
        spec.map((field) => ({ ...field, required: true })),
        0,
      ),
      fieldsOf(others, 0),
      fc.record({ labels, annotations }),
    )
    .map(([required, optional, metadata]) => {
      const object = {
        apiVersion: group ? `${group}/${version}` : version,
        kind: kind.kind,
        metadata: namespaced ? { ...metadata, namespace } : metadata,
        ...optional,
        ...required,
      };
      // fast-check makes objects without a prototype
      return mergePatch(structuredClone(object) as Json, (fitting[kind.resource] ?? {}) as Json) as KubeObject;
    });
}

/** The least that fits the type: one item of a list, and the required fields of a struct. */
function leastOf(type: TypeRef): unknown {
  if (type.is === 'scalar') return enumOf(type.goName ?? '')?.[0] ?? least[type.scalar];
  if (type.is === 'list') return [leastOf(type.of)];
  if (type.is === 'map') return { a: leastOf(type.of) };
  const fields = [...(structOf(type)?.fields.values() ?? [])].filter(({ required }) => required);
  return Object.fromEntries(fields.map((field) => [field.name, leastOf(field.type)]));
}

/**
 * The object with the fields that the causes of a 422 name taken out, or set to what the server asks for; undefined when no cause
 * names a field that can be changed.
 */
export function mended(kind: ResourceKind, object: KubeObject, causes: readonly StatusCause[]): KubeObject | undefined {
  const type = schemaOf(kind);
  const copy = structuredClone(object);
  const whole: TypeRef | undefined = type && { is: 'struct', name: type.name };
  // a missing field often has a second cause, of its empty value
  const firsts = new Map([...causes].reverse().map((cause) => [cause.field, cause])).values();
  const changed = [...firsts].filter((cause) => whole && mend(copy, whole, cause));
  return changed.length > 0 ? copy : undefined;
}

function mend(object: object, whole: TypeRef, { field = '', message = '', reason }: StatusCause): boolean {
  const path = field.split(/\.|\[|\]\.?/).filter((part) => part !== '');
  const last = path.pop();
  if (last === undefined || field === 'metadata.name') return false;
  let holder: unknown = object;
  let type: TypeRef | undefined = whole;
  const isMissing = reason === 'FieldValueRequired';
  for (const part of path) {
    if (typeof holder !== 'object' || holder === null) return false;
    const values = holder as Fields;
    type = type && partOf(type, part);
    if (isMissing && values[part] === undefined) values[part] = type?.is === 'list' ? [] : {};
    holder = values[part];
  }
  if (typeof holder !== 'object' || holder === null) return false;
  const values = holder as Fields;
  const supported = /supported values: "((?:[^"\\]|\\.)*)"/.exec(message)?.[1];
  const wanted = type && partOf(type, last);
  if (supported !== undefined) values[last] = supported;
  else if (isMissing && wanted) values[last] = leastOf(wanted);
  else if (Array.isArray(holder)) holder.splice(Number(last), 1);
  else if (last in values) delete values[last];
  else return false;
  return true;
}

/** The type of a field, an item or a value of a map. */
function partOf(type: TypeRef, part: string): TypeRef | undefined {
  if (type.is === 'struct') return structOf(type)?.fields.get(part)?.type;
  return type.is === 'scalar' ? undefined : type.of;
}
