/** The columns of each kind and how an object fills them; pods are in print-pod.ts. */
import type { GroupVersionKind, KubeObject } from '../../kube/object.js';
import { type Fields, fields, list, number, text, textMap, texts } from './access.js';
import { ageOf, humanDuration } from './human-duration.js';
import { podCells, podColumns, podConditions } from './print-pod.js';
import type { TableColumn, TableRow } from './table.js';

/** How one kind is printed. */
export interface Printer {
  columns: readonly TableColumn[];
  cells(object: KubeObject, now: Date): unknown[];
  conditions?(object: KubeObject): TableRow['conditions'];
}

/** A column of text unless told otherwise; `wide` ones have priority 1. */
function column(
  name: string,
  description: string,
  more: { wide?: boolean; type?: TableColumn['type'] } = {},
): TableColumn {
  return { name, type: more.type ?? 'string', format: '', description, priority: more.wide ? 1 : 0 };
}

/** The first column of every kind. */
const nameColumn: TableColumn = {
  name: 'Name',
  type: 'string',
  format: 'name',
  description: 'The name of the object, unique among its kind in its namespace.',
  priority: 0,
};

const ageColumn = column('Age', 'How long ago the object was created.');
const age = (object: KubeObject, now: Date): string => ageOf(object.metadata.creationTimestamp, now);
const none = '<none>';

const templateColumns = [
  column('Containers', 'The names of the containers in the template.', { wide: true }),
  column('Images', 'The images of the containers in the template.', { wide: true }),
  column('Selector', 'The labels by which the pods are found.', { wide: true }),
];

const roleColumns = [nameColumn, column('Created At', 'When the object was created.', { type: 'date' })];
const createdAt = (object: KubeObject): unknown[] => [
  object.metadata.name ?? '',
  // Go's zero time
  object.metadata.creationTimestamp ?? '0001-01-01T00:00:00Z',
];

const bindingColumns = [
  nameColumn,
  column('Role', 'The role that the binding gives.'),
  ageColumn,
  column('Users', 'The users it is given to.', { wide: true }),
  column('Groups', 'The groups it is given to.', { wide: true }),
  column('ServiceAccounts', 'The service accounts it is given to, as NAMESPACE/NAME.', { wide: true }),
];

const eventPrinter: Printer = {
  columns: [
    column('Last Seen', 'How long ago it was seen last.'),
    column('Type', 'Normal or Warning.'),
    column('Reason', 'One word for what happened.'),
    column('Object', 'The object that it happened to.'),
    column('Subobject', 'The part of the object that it happened to.', { wide: true }),
    column('Source', 'The component that reported it.', { wide: true }),
    column('Message', 'What happened, in a sentence.'),
    column('First Seen', 'How long ago it was seen first.', { wide: true }),
    column('Count', 'How often it was seen.', { wide: true }),
    { ...nameColumn, priority: 1 },
  ],
  cells: eventCells,
};

const printers: Record<string, Printer> = {
  Pod: { columns: podColumns(nameColumn, ageColumn, column), cells: podCells, conditions: podConditions },
  Deployment: {
    columns: [
      nameColumn,
      column('Ready', 'Pods that are ready, of those wanted.'),
      column('Up-to-date', 'Pods that follow the newest template.'),
      column('Available', 'Pods that have been ready for long enough.'),
      ageColumn,
      ...templateColumns,
    ],
    cells: (object, now) => {
      const [spec, status] = [fields(object.spec), fields(object.status)];
      return [
        object.metadata.name,
        `${number(status.readyReplicas) ?? 0}/${number(spec.replicas) ?? 0}`,
        number(status.updatedReplicas) ?? 0,
        number(status.availableReplicas) ?? 0,
        age(object, now),
        ...templateCells(spec),
      ];
    },
  },
  Scale: {
    columns: [
      nameColumn,
      column('Desired', 'Pods that are wanted.', { type: 'integer' }),
      column('Available', 'Pods that are there.', { type: 'integer' }),
      ageColumn,
    ],
    cells: (object, now) => [
      object.metadata.name,
      number(fields(object.spec).replicas) ?? 0,
      number(fields(object.status).replicas) ?? 0,
      age(object, now),
    ],
  },
  ReplicaSet: {
    columns: [
      nameColumn,
      column('Desired', 'Pods that are wanted.', { type: 'integer' }),
      column('Current', 'Pods that are there.', { type: 'integer' }),
      column('Ready', 'Pods that are ready.', { type: 'integer' }),
      ageColumn,
      ...templateColumns,
    ],
    cells: (object, now) => {
      const [spec, status] = [fields(object.spec), fields(object.status)];
      return [
        object.metadata.name,
        number(spec.replicas) ?? 0,
        number(status.replicas) ?? 0,
        number(status.readyReplicas) ?? 0,
        age(object, now),
        ...templateCells(spec),
      ];
    },
  },
  Namespace: {
    columns: [nameColumn, column('Status', 'Active or Terminating.'), ageColumn],
    cells: (object, now) => [object.metadata.name, text(fields(object.status).phase), age(object, now)],
  },
  ConfigMap: {
    columns: [nameColumn, column('Data', 'How many keys it holds.'), ageColumn],
    cells: (object, now) => [
      object.metadata.name,
      Object.keys(fields(object.data)).length + Object.keys(fields(object.binaryData)).length,
      age(object, now),
    ],
  },
  Secret: {
    columns: [
      nameColumn,
      column('Type', 'What the secret is for.'),
      column('Data', 'How many keys it holds.'),
      ageColumn,
    ],
    cells: (object, now) => [
      object.metadata.name,
      text(object.type),
      Object.keys(fields(object.data)).length,
      age(object, now),
    ],
  },
  ServiceAccount: {
    columns: [nameColumn, ageColumn],
    cells: (object, now) => [object.metadata.name, age(object, now)],
  },
  Service: {
    columns: [
      nameColumn,
      column('Type', 'How the service is reached.'),
      column('Cluster-IP', 'Its address inside the cluster.'),
      column('External-IP', 'Its addresses outside the cluster.'),
      column('Port(s)', 'Its ports, with the port on each node behind a colon.'),
      ageColumn,
      column('Selector', 'The labels of the pods behind it.', { wide: true }),
    ],
    cells: serviceCells,
  },
  Endpoints: {
    columns: [nameColumn, column('Endpoints', 'The addresses that are ready.'), ageColumn],
    cells: (object, now) => [object.metadata.name, endpoints(object), age(object, now)],
  },
  EndpointSlice: {
    columns: [
      nameColumn,
      column('AddressType', 'The kind of its addresses.'),
      column('Ports', 'The ports of its endpoints.'),
      column('Endpoints', 'The addresses of its endpoints.'),
      ageColumn,
    ],
    cells: (object, now) => [
      object.metadata.name,
      text(object.addressType),
      firstThree(list(object.ports).map(({ port, name }) => String(port ?? (text(name) || '*')))) || '<unset>',
      firstThree(list(object.endpoints).flatMap(({ addresses }) => texts(addresses))) || '<unset>',
      age(object, now),
    ],
  },
  Node: {
    columns: [
      nameColumn,
      column('Status', 'Whether pods may run there.'),
      column('Roles', 'What the node is for, from its labels.'),
      ageColumn,
      column('Version', 'The version of its kubelet.'),
      column('Internal-IP', 'Its address inside the cluster.', { wide: true }),
      column('External-IP', 'Its address outside the cluster.', { wide: true }),
      column('OS-Image', 'Its operating system.', { wide: true }),
      column('Kernel-Version', 'The version of its kernel.', { wide: true }),
      column('Container-Runtime', 'What runs its containers.', { wide: true }),
    ],
    cells: nodeCells,
  },
  Event: eventPrinter,
  CertificateSigningRequest: {
    columns: [
      nameColumn,
      ageColumn,
      column('SignerName', 'Who is to sign it.'),
      column('Requestor', 'Who asked.'),
      column('RequestedDuration', 'How long the certificate is to be valid.'),
      column('Condition', 'Pending, Approved, Denied or Failed, and Issued.'),
    ],
    cells: signingRequestCells,
  },
  RoleBinding: { columns: bindingColumns, cells: bindingCells },
  ClusterRoleBinding: { columns: bindingColumns, cells: bindingCells },
};

/** How a kind is printed; kinds without columns of their own show name and time of creation. */
export function printerOf({ kind }: Pick<GroupVersionKind, 'kind'>): Printer {
  return printers[kind] ?? { columns: roleColumns, cells: createdAt };
}

function templateCells(spec: Fields): string[] {
  const containers = list(fields(fields(spec.template).spec).containers);
  return [
    containers.map((c) => text(c.name)).join(','),
    containers.map((c) => text(c.image)).join(','),
    formatSelector(fields(spec.selector)),
  ];
}

/** A LabelSelector as text: `app=web,tier in (a,b),!old`; `<none>` when it selects all. */
export function formatSelector(selector: Fields): string {
  const terms = Object.entries(textMap(selector.matchLabels)).map(([key, value]) => ({ key, term: `${key}=${value}` }));
  for (const { key, operator, values } of list(selector.matchExpressions)) {
    const name = text(key);
    const set = `(${texts(values).sort().join(',')})`;
    const forms: Record<string, string> = {
      In: `${name} in ${set}`,
      NotIn: `${name} notin ${set}`,
      Exists: name,
      DoesNotExist: `!${name}`,
    };
    terms.push({ key: name, term: forms[text(operator)] ?? name });
  }
  terms.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  return terms.map((t) => t.term).join(',') || none;
}

const formatLabels = (labels: unknown): string =>
  Object.entries(textMap(labels))
    .map(([k, v]) => `${k}=${v}`)
    .sort()
    .join(',') || none;

function serviceCells(object: KubeObject, now: Date): unknown[] {
  const spec = fields(object.spec);
  const type = text(spec.type);
  const ports = list(spec.ports).map((port) => {
    const node = number(port.nodePort) ? `:${port.nodePort}` : '';
    return `${port.port}${node}/${text(port.protocol)}`;
  });
  return [
    object.metadata.name,
    type,
    text(spec.clusterIP) || none,
    externalAddress(object, spec, type),
    ports.join(',') || none,
    age(object, now),
    formatLabels(spec.selector),
  ];
}

function externalAddress(object: KubeObject, spec: Fields, type: string): string {
  if (type === 'ExternalName') return text(spec.externalName);
  const external = texts(spec.externalIPs);
  if (type !== 'LoadBalancer') return external.join(',') || none;
  const ingress = list(fields(fields(object.status).loadBalancer).ingress).map((i) => text(i.ip) || text(i.hostname));
  return [...new Set(ingress.filter(Boolean).sort()), ...external].join(',') || '<pending>';
}

/** The ready addresses at each port; nothing, not `<none>`, when there are subsets and none of them has any. */
function endpoints(object: KubeObject): string {
  const subsets = list(object.subsets);
  const all = subsets.flatMap((subset) => {
    const addresses = list(subset.addresses).map(({ ip }) => text(ip));
    const ports = list(subset.ports);
    return ports.length ? ports.flatMap(({ port }) => addresses.map((ip) => hostPort(ip, port))) : addresses;
  });
  return subsets.length ? firstThree(all) : none;
}

const hostPort = (ip: string, port: unknown): string => (ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`);

function firstThree(all: readonly string[]): string {
  const shown = all.slice(0, 3).join(',');
  return all.length > 3 ? `${shown} + ${all.length - 3} more...` : shown;
}

function nodeCells(object: KubeObject, now: Date): unknown[] {
  const status = fields(object.status);
  const ready = list(status.conditions).find((c) => c.type === 'Ready');
  const state = ready ? (ready.status === 'True' ? 'Ready' : 'NotReady') : 'Unknown';
  const cordoned = fields(object.spec).unschedulable === true ? ',SchedulingDisabled' : '';
  const prefix = 'node-role.kubernetes.io/';
  const roles = Object.entries(object.metadata.labels ?? {}).flatMap(([key, value]) => {
    if (key.startsWith(prefix)) return [key.slice(prefix.length)].filter(Boolean);
    return key === 'kubernetes.io/role' && value ? [value] : [];
  });
  const address = (type: string): string => text(list(status.addresses).find((a) => a.type === type)?.address) || none;
  const info = fields(status.nodeInfo);
  return [
    object.metadata.name,
    `${state}${cordoned}`,
    [...new Set(roles)].sort().join(',') || none,
    age(object, now),
    text(info.kubeletVersion),
    address('InternalIP'),
    address('ExternalIP'),
    text(info.osImage) || '<unknown>',
    text(info.kernelVersion) || '<unknown>',
    text(info.containerRuntimeVersion) || '<unknown>',
  ];
}

function eventCells(object: KubeObject, now: Date): unknown[] {
  // events.k8s.io has other names for the same fields
  const about = fields(object.involvedObject ?? object.regarding);
  const source = fields(object.source ?? object.deprecatedSource);
  const series = object.series === undefined || object.series === null ? undefined : fields(object.series);
  const firstTime = object.firstTimestamp ?? object.deprecatedFirstTimestamp ?? object.eventTime;
  const first = ageOf(firstTime, now);
  const lastTime = object.lastTimestamp ?? object.deprecatedLastTimestamp;
  const last = series ? ageOf(series.lastObservedTime, now) : lastTime ? ageOf(lastTime, now) : first;
  const count = series ? (number(series.count) ?? 0) : number(object.count ?? object.deprecatedCount) || 1;
  const kind = text(about.kind).toLowerCase();
  const component = text(source.component) || text(object.reportingComponent ?? object.reportingController);
  const host = text(source.host) || text(object.reportingInstance);
  return [
    last,
    text(object.type),
    text(object.reason),
    about.name ? `${kind}/${text(about.name)}` : kind,
    text(about.fieldPath),
    host ? `${component}, ${host}` : component,
    text(object.message ?? object.note).trim(),
    first,
    count,
    object.metadata.name,
  ];
}

function signingRequestCells(object: KubeObject, now: Date): unknown[] {
  const spec = fields(object.spec);
  const status = fields(object.status);
  const has = (type: string): boolean => list(status.conditions).some((c) => c.type === type);
  const condition = [has('Denied') ? 'Denied' : has('Approved') ? 'Approved' : 'Pending'];
  if (has('Failed')) condition.push('Failed');
  if (text(status.certificate)) condition.push('Issued');
  const seconds = number(spec.expirationSeconds);
  return [
    object.metadata.name,
    age(object, now),
    text(spec.signerName) || none,
    text(spec.username),
    seconds === undefined ? none : humanDuration(seconds * 1000),
    condition.join(','),
  ];
}

function bindingCells(object: KubeObject, now: Date): unknown[] {
  const role = fields(object.roleRef);
  const subjects = list(object.subjects);
  const names = (kind: string): string =>
    subjects
      .filter((s) => s.kind === kind)
      .map((s) => (kind === 'ServiceAccount' ? `${text(s.namespace)}/${text(s.name)}` : text(s.name)))
      .join(', ');
  return [
    object.metadata.name,
    `${text(role.kind)}/${text(role.name)}`,
    age(object, now),
    names('User'),
    names('Group'),
    names('ServiceAccount'),
  ];
}
