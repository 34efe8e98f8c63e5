/** Bodies: good objects of the kinds, patches, and what becomes of them when somebody is careless or means harm. */
import type { ResourceKind } from '../../src/kube/kinds.js';
import type { Random } from './soak.js';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const container: Json = {
  name: 'c',
  image: 'nginx',
  ports: [{ containerPort: 80 }],
  env: [
    { name: 'A', value: 'b' },
    { name: 'N', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
  ],
  resources: { limits: { cpu: '1', memory: '1Gi' }, requests: { cpu: '100m' } },
  volumeMounts: [{ name: 'v', mountPath: '/v' }],
};
const podSpec: Json = {
  containers: [container],
  volumes: [{ name: 'v', emptyDir: {} }],
  serviceAccountName: 'default',
};
const template: Json = { metadata: { labels: { app: 'a' } }, spec: podSpec };
const selector: Json = { matchLabels: { app: 'a' } };
const subjects: Json = [{ kind: 'ServiceAccount', name: 'default', namespace: 'open' }];
const rules: Json = [{ apiGroups: [''], resources: ['configmaps'], verbs: ['get'], resourceNames: ['a'] }];
const access: Json = {
  resourceAttributes: { namespace: 'open', verb: 'get', resource: 'pods' },
  user: 'jane',
  groups: ['g'],
};

const specs: Record<string, Json> = {
  ConfigMap: { data: { a: 'b' }, binaryData: { c: 'AA==' }, immutable: false },
  Secret: { data: { a: 'AA==' }, stringData: { b: 'c' }, type: 'Opaque' },
  Pod: { spec: podSpec },
  Deployment: {
    spec: { replicas: 1, selector, template, strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%' } } },
  },
  ReplicaSet: { spec: { replicas: 1, selector, template } },
  Service: {
    spec: { selector: { app: 'a' }, ports: [{ port: 80, targetPort: 'http', name: 'p' }], type: 'ClusterIP' },
  },
  Role: { rules },
  ClusterRole: { rules, aggregationRule: { clusterRoleSelectors: [{ matchLabels: { a: 'b' } }] } },
  RoleBinding: { subjects, roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' } },
  ClusterRoleBinding: {
    subjects,
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' },
  },
  CertificateSigningRequest: {
    spec: { request: 'LS0tLS1CRUdJTg==', signerName: 'kubernetes.io/kube-apiserver-client', usages: ['client auth'] },
  },
  TokenRequest: { spec: { audiences: ['a'], expirationSeconds: 600 } },
  TokenReview: { spec: { token: 'x.y.z' } },
  SubjectAccessReview: { spec: access },
  LocalSubjectAccessReview: { spec: access },
  SelfSubjectAccessReview: { spec: { resourceAttributes: { verb: 'get', resource: 'pods' } } },
  SelfSubjectRulesReview: { spec: { namespace: 'open' } },
  Lease: { spec: { holderIdentity: 'a', leaseDurationSeconds: 40 } },
  PriorityClass: { value: 10 },
  Binding: { target: { kind: 'Node', name: 'kubelab' } },
  Event: { involvedObject: { kind: 'Pod', name: 'a', namespace: 'open' }, reason: 'R', message: 'm', type: 'Normal' },
};

const nameOf = (random: Random): string => random.pick(['a', 'b', 'c', 'd', 'e', 'n1', 'n2']);

function objectOf(random: Random, kind: ResourceKind): { [key: string]: Json } {
  const body = specs[kind.kind];
  return {
    apiVersion: kind.group ? `${kind.group}/${kind.version}` : kind.version,
    kind: kind.kind,
    metadata: {
      name: nameOf(random),
      labels: { a: 'b' },
      annotations: { 'example.com/x': 'y' },
      ...(random.chance(0.1) ? { finalizers: ['example.com/f'] } : {}),
    },
    ...(body as { [key: string]: Json } | undefined),
  };
}

/** A good object of the kind, as JSON. */
export function validBody(random: Random, kind: ResourceKind): Buffer {
  return Buffer.from(JSON.stringify(objectOf(random, kind)));
}

const odd: readonly Json[] = [
  null,
  true,
  0,
  -1,
  1.5,
  1e300,
  2 ** 53,
  '',
  ' ',
  'x',
  'a/b',
  '../..',
  'A',
  '🦊',
  '\u0000',
  'x'.repeat(70_000),
  [],
  {},
  [null],
  [[]],
  { a: null },
  { '': '' },
  { __proto__: null },
  ['a', 'a'],
  'vault',
  'treasure',
  '100%',
  '-1',
  '0x1',
  '1Ti',
  '9'.repeat(40),
  'AA=',
  '$(X)',
  '2026-13-45T00:00:00Z',
  [{}],
  { name: 'a' },
  [{ name: 'a' }, { name: 'a' }],
];

/** The same with some of its parts changed, taken out, or added. */
function mutate(random: Random, value: Json): Json {
  if (random.chance(0.08)) return random.pick(odd);
  if (Array.isArray(value)) {
    const list = value.map((item) => (random.chance(0.5) ? mutate(random, item) : item));
    if (random.chance(0.1)) list.push(random.pick(odd));
    return list;
  }
  if (typeof value !== 'object' || value === null) return random.chance(0.1) ? random.pick(odd) : value;
  const entries = Object.entries(value)
    .filter(() => !random.chance(0.04))
    .map(([key, item]): [string, Json] => [key, random.chance(0.6) ? mutate(random, item) : item]);
  const added = [
    'unknown',
    '__proto__',
    'constructor',
    'toString',
    'metadata',
    'status',
    'spec',
    '$patch',
    'uid',
    'resourceVersion',
    'ownerReferences',
    'managedFields',
    'finalizers',
    'generateName',
    'deletionTimestamp',
    'namespace',
    'creationTimestamp',
    'A',
    '',
  ];
  if (random.chance(0.15)) entries.push([random.pick(added), random.pick(odd)]);
  return Object.fromEntries(entries);
}

function jsonPatch(random: Random): Json {
  const paths = [
    '',
    '/',
    '/data',
    '/data/a',
    '/metadata',
    '/metadata/labels/a',
    '/metadata/labels/a~1b',
    '/metadata/name',
    '/spec/replicas',
    '/spec/template/spec/containers/0',
    '/spec/template/spec/containers/-',
    '/data/~2',
    '/__proto__/x',
    '/constructor',
    'x',
    '/metadata/uid',
    '/metadata/finalizers/0',
    '/metadata/resourceVersion',
    '/spec/containers/99999999',
    '/data/new',
    '/metadata/annotations/new',
  ];
  if (random.chance(0.02)) {
    // each operation doubles the document
    return Array.from({ length: 60 }, (_, i) => ({
      op: 'copy',
      from: '/metadata',
      path: `/metadata/annotations/c${i}`,
    }));
  }
  return Array.from({ length: random.below(5) }, () => ({
    op: random.pick(['add', 'remove', 'replace', 'move', 'copy', 'test', 'x', '']),
    path: random.chance(0.95) ? random.pick(paths) : random.pick(odd),
    ...(random.chance(0.7) ? { value: random.pick(odd) } : {}),
    ...(random.chance(0.4) ? { from: random.pick(paths) } : {}),
  }));
}

function strategicPatch(random: Random, object: { [key: string]: Json }): Json {
  const directives: Json[] = [
    { $patch: 'delete' },
    { $patch: 'replace' },
    { $patch: 'x' },
    { $retainKeys: ['a'] },
    { $retainKeys: 'a' },
    { metadata: { '$deleteFromPrimitiveList/finalizers': ['example.com/f'] } },
    { metadata: { '$setElementOrder/finalizers': [1, null] } },
    { spec: { template: { spec: { $setElementOrder: [], '$setElementOrder/containers': [{ name: 'c' }, {}] } } } },
    { spec: { containers: [{ $patch: 'delete', name: 'c' }, { $patch: 'merge' }] } },
    { spec: { strategy: { $retainKeys: ['type'], type: 'Recreate' } } },
  ];
  const directive = random.pick(directives) as { [key: string]: Json };
  return random.chance(0.5) ? directive : { ...object, ...directive };
}

/** What the text is spoilt by at the end. */
function spoil(random: Random, text: string): Buffer {
  switch (random.below(24)) {
    case 0:
      return Buffer.from(text.slice(0, random.below(text.length + 1)));
    case 1:
      return Buffer.concat([
        Buffer.from(text.slice(0, 20)),
        Buffer.from([0xff, 0xc0, 0x80]),
        Buffer.from(text.slice(20)),
      ]);
    case 2:
      return Buffer.from(`\ufeff${text}`);
    case 3:
      return Buffer.from('['.repeat(random.pick([100, 20_000, 500_000])));
    case 4:
      return Buffer.from(`${'{"a":'.repeat(random.pick([50, 10_001, 200_000]))}1`);
    case 5:
      return Buffer.from(text.replace('"a"', '"a":1,"a"'));
    case 6:
      return Buffer.from(text.replace(/:(1|\d+)/, ':1e999'));
    case 7:
      return Buffer.from(`${text}${text}`);
    case 8:
      return Buffer.alloc(0);
    case 9:
      return Buffer.from(Array.from({ length: random.below(300) }, () => random.below(256)));
    case 10:
      return Buffer.from(random.pick(yaml));
    case 11:
      return Buffer.from(text.replace(/[{}":,]/, () => random.pick(['{', '}', '"', ':', ',', '\\u', '\n'])));
    case 12:
      return protobuf(random, text);
    default:
      return Buffer.from(text);
  }
}

const bomb = Array.from({ length: 12 }, (_, i) =>
  i === 0
    ? 'a0: &a0 [x,x,x,x,x,x,x,x,x,x]'
    : `a${i}: &a${i} [${Array.from({ length: 10 }, () => `*a${i - 1}`).join(',')}]`,
).join('\n');
const yaml = [
  'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {a: b}\n',
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n${bomb}`,
  bomb,
  'a: &x\n  b: *x\n',
  '!!js/function "x"',
  '!!binary x',
  'a: !<tag:yaml.org,2002:int> x',
  '---\na: 1\n---\nb: 2\n',
  'a:\n\tb: 1',
  '? [a, b]\n: c\n',
  '<<: {a: b}',
  'a: 2026-01-01\nb: 0o17\nc: .inf\nd: .nan\ne: ~\nf: yes\n',
  '"a": "\\ud800"',
  '- - - - - a',
  `${'- '.repeat(50_000)}a`,
  '{'.repeat(20_000),
  '%YAML 9.9\n---\na',
  '&a *a',
];

function protobuf(random: Random, text: string): Buffer {
  const type = Buffer.from([0x0a, 0x0d, 0x0a, 0x02, 0x76, 0x31, 0x12, 0x07, 0x50, 0x6f, 0x64, 0x20, 0x20, 0x20, 0x20]);
  const raw = random.chance(0.5)
    ? Buffer.from(text.slice(0, 200))
    : Buffer.from(Array.from({ length: 60 }, () => random.below(256)));
  const length = random.pick([raw.length, 0, 127]);
  const bytes = Buffer.concat([Buffer.from('k8s\0'), type, Buffer.from([0x12, length & 0x7f]), raw]);
  const at = random.below(bytes.length);
  if (random.chance(0.5)) bytes[at] = random.below(256);
  return random.chance(0.2) ? bytes.subarray(0, at) : bytes;
}

/** A body for the media type that is not quite right. */
export function mutatedBody(random: Random, kind: ResourceKind, type: string): Buffer {
  const object = objectOf(random, kind);
  const changed = mutate(random, object);
  if (type === 'application/json-patch+json') return spoil(random, JSON.stringify(jsonPatch(random)));
  if (type === 'application/strategic-merge-patch+json' && random.chance(0.5)) {
    return spoil(random, JSON.stringify(strategicPatch(random, object)));
  }
  if (type.endsWith('patch+json')) {
    // names that are the path's own let more of them through
    const { apiVersion: _a, kind: _k, metadata: _m, ...rest } = object;
    return spoil(random, JSON.stringify(mutate(random, rest)));
  }
  if (type === 'application/yaml' && random.chance(0.5)) return Buffer.from(random.pick(yaml));
  return spoil(random, JSON.stringify(changed));
}
