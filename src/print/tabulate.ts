/** Lists as `kubectl get` tabulates them: for each kind the columns that its readers look for. */
import { kindOfObject } from '../kube/kinds.js';
import { type KubeList, type KubeObject, parseApiVersion } from '../kube/object.js';
import { requestInfo } from '../kube/request-info.js';
import { age } from './age.js';
import type { Block } from './view.js';

type Fields = Record<string, unknown>;
type Column = readonly [name: string, value: (object: KubeObject, now: number) => string];

const created: Column = ['Age', (o, now) => age(o.metadata.creationTimestamp, now)];
const count = (value: unknown): string => String(Object.keys((value ?? {}) as object).length);
const text = (value: unknown, otherwise = ''): string =>
  value === undefined || value === null ? otherwise : String(value);
const number = (value: unknown): string => text(value, '0');
const at = (object: unknown, ...path: string[]): unknown =>
  path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? (value as Fields)[key] : undefined),
    object,
  );
const items = (value: unknown): Fields[] => (Array.isArray(value) ? (value as Fields[]) : []);
const role: Column = ['Role', (o) => `${text(at(o, 'roleRef', 'kind'))}/${text(at(o, 'roleRef', 'name'))}`];

const columnsOf: Record<string, readonly Column[]> = {
  Pod: [
    [
      'Ready',
      (o) => {
        const containers = items(at(o, 'status', 'containerStatuses'));
        return `${containers.filter((c) => c.ready === true).length}/${items(at(o, 'spec', 'containers')).length || containers.length}`;
      },
    ],
    ['Status', podStatus],
    [
      'Restarts',
      (o) =>
        String(items(at(o, 'status', 'containerStatuses')).reduce((sum, c) => sum + Number(c.restartCount ?? 0), 0)),
    ],
    created,
  ],
  Deployment: [
    ['Ready', (o) => `${number(at(o, 'status', 'readyReplicas'))}/${number(at(o, 'spec', 'replicas'))}`],
    ['Up-to-date', (o) => number(at(o, 'status', 'updatedReplicas'))],
    ['Available', (o) => number(at(o, 'status', 'availableReplicas'))],
    created,
  ],
  ReplicaSet: [
    ['Desired', (o) => number(at(o, 'spec', 'replicas'))],
    ['Current', (o) => number(at(o, 'status', 'replicas'))],
    ['Ready', (o) => number(at(o, 'status', 'readyReplicas'))],
    created,
  ],
  Namespace: [['Status', (o) => text(at(o, 'status', 'phase'))], created],
  Node: [
    [
      'Status',
      (o) => {
        const ready = items(at(o, 'status', 'conditions')).find((c) => c.type === 'Ready');
        return `${ready?.status === 'True' ? 'Ready' : ready ? 'NotReady' : 'Unknown'}${at(o, 'spec', 'unschedulable') === true ? ',SchedulingDisabled' : ''}`;
      },
    ],
    [
      'Roles',
      (o) =>
        Object.keys(o.metadata.labels ?? {})
          .flatMap((l) => l.match(/^node-role\.kubernetes\.io\/(.+)$/)?.[1] ?? [])
          .join(',') || '<none>',
    ],
    created,
    ['Version', (o) => text(at(o, 'status', 'nodeInfo', 'kubeletVersion'))],
  ],
  Service: [
    ['Type', (o) => text(at(o, 'spec', 'type'))],
    ['Cluster-IP', (o) => text(at(o, 'spec', 'clusterIP'), '<none>')],
    ['External-IP', (o) => items(at(o, 'spec', 'externalIPs')).join(',') || '<none>'],
    [
      'Port(s)',
      (o) =>
        items(at(o, 'spec', 'ports'))
          .map((p) => `${text(p.port)}${p.nodePort ? `:${text(p.nodePort)}` : ''}/${text(p.protocol, 'TCP')}`)
          .join(',') || '<none>',
    ],
    created,
  ],
  Secret: [['Type', (o) => text(o.type)], ['Data', (o) => count(o.data)], created],
  ConfigMap: [['Data', (o) => count({ ...(o.data as object), ...(o.binaryData as object) })], created],
  ServiceAccount: [['Secrets', (o) => String(items(o.secrets).length)], created],
  Role: [['Created at', (o) => text(o.metadata.creationTimestamp)]],
  ClusterRole: [['Created at', (o) => text(o.metadata.creationTimestamp)]],
  RoleBinding: [role, created],
  ClusterRoleBinding: [role, created],
  CertificateSigningRequest: [
    created,
    ['Signername', (o) => text(at(o, 'spec', 'signerName'))],
    ['Requestor', (o) => text(at(o, 'spec', 'username'))],
    [
      'Condition',
      (o) => {
        const conditions = items(at(o, 'status', 'conditions')).map((c) => text(c.type));
        return [
          ...(conditions.length ? conditions : ['Pending']),
          ...(at(o, 'status', 'certificate') ? ['Issued'] : []),
        ].join(',');
      },
    ],
  ],
  Event: [
    ['Type', (o) => text(o.type)],
    ['Reason', (o) => text(o.reason)],
    [
      'Object',
      (o) =>
        `${text(at(o, 'involvedObject', 'kind') ?? at(o, 'regarding', 'kind')).toLowerCase()}/${text(at(o, 'involvedObject', 'name') ?? at(o, 'regarding', 'name'))}`,
    ],
    ['Message', (o) => text(o.message ?? o.note)],
  ],
};

function podStatus(pod: KubeObject): string {
  if (pod.metadata.deletionTimestamp) return 'Terminating';
  for (const container of items(at(pod, 'status', 'containerStatuses'))) {
    const reason = at(container, 'state', 'waiting', 'reason') ?? at(container, 'state', 'terminated', 'reason');
    if (reason) return text(reason);
  }
  return text(at(pod, 'status', 'reason') ?? at(pod, 'status', 'phase'), 'Unknown');
}

/** True for a list with items, whatever their kind. */
export function isList(body: unknown): body is KubeList {
  return typeof body === 'object' && body !== null && 'items' in body && Array.isArray(body.items) && 'kind' in body;
}

/** The list as a table; `path` is that of the request, which tells whether it was of all namespaces. */
export function tabulate(list: KubeList, path: string, now: number): Block {
  const kind = list.kind.replace(/List$/, '');
  const { group } = parseApiVersion(list.apiVersion ?? '');
  const row = kindOfObject(group, kind);
  const objects = list.items.map((item) => ({ ...item, metadata: item.metadata ?? {} }));
  const columns = columnsOf[kind] ?? [created];
  const everywhere =
    (row?.namespaced ?? objects.some((o) => o.metadata.namespace)) && !requestInfo('GET', path).namespace;
  return {
    type: 'table',
    caption: `${list.kind}, ${objects.length} ${objects.length === 1 ? 'item' : 'items'}`,
    columns: [...(everywhere ? ['Namespace'] : []), 'Name', ...columns.map(([name]) => name)],
    rows: objects.map((object) => [
      ...(everywhere ? [text(object.metadata.namespace)] : []),
      text(object.metadata.name),
      ...columns.map(([, value]) => value(object, now)),
    ]),
  };
}
