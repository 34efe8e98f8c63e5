/** Events have two groups and one storage: those of events.k8s.io are the core ones under other field names. */
import type { ResourceKind } from '../../kube/kinds.js';
import type { KubeObject } from '../../kube/object.js';

/** Core field, field of events.k8s.io. */
const renamed: readonly (readonly [string, string])[] = [
  ['involvedObject', 'regarding'],
  ['message', 'note'],
  ['source', 'deprecatedSource'],
  ['firstTimestamp', 'deprecatedFirstTimestamp'],
  ['lastTimestamp', 'deprecatedLastTimestamp'],
  ['count', 'deprecatedCount'],
  ['reportingComponent', 'reportingController'],
];

const inOtherGroup = (kind: ResourceKind): boolean => kind.group === 'events.k8s.io';

/** The object as clients of this kind's group see it. */
export function fromStorage(kind: ResourceKind, object: KubeObject): KubeObject {
  return inOtherGroup(kind) ? rename(object, 'events.k8s.io/v1', 0, 1) : object;
}

/** Lists that are written whether there are any or not: protobuf, in which Kubernetes stores, makes no list of an empty one. */
const written: Record<string, readonly string[]> = {
  EndpointSlice: ['endpoints', 'ports'],
  ClusterRole: ['rules'],
  Role: ['rules'],
};

/** The object as it is stored. */
export function toStorage(kind: ResourceKind, object: KubeObject): KubeObject {
  if (inOtherGroup(kind)) return rename(object, 'v1', 1, 0);
  const empty = (written[kind.kind] ?? []).filter((name) => Array.isArray(object[name]) && !object[name].length);
  return empty.length ? { ...object, ...Object.fromEntries(empty.map((name) => [name, null])) } : object;
}

function rename(object: KubeObject, apiVersion: string, from: 0 | 1, to: 0 | 1): KubeObject {
  const names = new Map(renamed.map((pair) => [pair[from], pair[to]]));
  const fields = Object.entries(object).map(([name, value]) => [names.get(name) ?? name, value]);
  return { ...(Object.fromEntries(fields) as KubeObject), apiVersion };
}
