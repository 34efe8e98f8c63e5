/** Tables: the columns that a kube-apiserver 1.36 sends, and the cells that each kind fills them with. */
import assert from 'node:assert/strict';
import { toTable } from '../../../src/cluster/registry/table.js';
import type { KubeObject } from '../../../src/kube/object.js';
import { formatSelector } from '../../../src/kube/tables/apps.js';
import { createdOnly } from '../../../src/kube/tables/printer.js';
import { printerOfKind } from '../../../src/kube/tables/printers.js';
import { rowOf } from '../kinds/faults.js';

const now = new Date('2026-01-02T03:04:05Z');
const creationTimestamp = '2026-01-02T03:00:00Z';
const old = '4m5s';

const object = (kind: string, fields: object): KubeObject => ({
  apiVersion: 'v1',
  kind,
  metadata: { name: 'x', creationTimestamp, resourceVersion: '7' },
  ...fields,
});
const printerOf = (kind: string) => printerOfKind(rowOf(kind).group, kind) ?? createdOnly;
const table = (kind: string, fields: object) =>
  toTable(printerOf(kind), [object(kind, fields)], { now, includeObject: 'None', isList: false });
const cells = (kind: string, fields: object): unknown[] | undefined => table(kind, fields).rows[0]?.cells;

describe('toTable: columns', () => {
  const wide = (...names: string[]) => names.map((name) => `${name}*`);
  const template = wide('Containers', 'Images', 'Selector');
  const columns: Record<string, string[]> = {
    ConfigMap: ['Name', 'Data', 'Age'],
    Secret: ['Name', 'Type', 'Data', 'Age'],
    ServiceAccount: ['Name', 'Age'],
    Namespace: ['Name', 'Status', 'Age'],
    Deployment: ['Name', 'Ready', 'Up-to-date', 'Available', 'Age', ...template],
    ReplicaSet: ['Name', 'Desired', 'Current', 'Ready', 'Age', ...template],
    Pod: ['Name', 'Ready', 'Status', 'Restarts', 'Age', ...wide('IP', 'Node', 'Nominated Node', 'Readiness Gates')],
    Role: ['Name', 'Created At'],
    ClusterRole: ['Name', 'Created At'],
    RoleBinding: ['Name', 'Role', 'Age', ...wide('Users', 'Groups', 'ServiceAccounts')],
    CertificateSigningRequest: ['Name', 'Age', 'SignerName', 'Requestor', 'RequestedDuration', 'Condition'],
    Service: ['Name', 'Type', 'Cluster-IP', 'External-IP', 'Port(s)', 'Age', 'Selector*'],
    Node: [
      ...['Name', 'Status', 'Roles', 'Age', 'Version'],
      ...wide('Internal-IP', 'External-IP', 'OS-Image', 'Kernel-Version', 'Container-Runtime'),
    ],
    Event: [
      ...['Last Seen', 'Type', 'Reason', 'Object', 'Subobject*', 'Source*', 'Message'],
      ...wide('First Seen', 'Count', 'Name'),
    ],
  };
  for (const [kind, want] of Object.entries(columns)) {
    it(kind, () => {
      const { columnDefinitions, rows } = table(kind, {});
      assert.deepEqual(
        columnDefinitions.map((c) => (c.priority === 1 ? `${c.name}*` : c.name)),
        want,
      );
      assert.equal(rows[0]?.cells.length, want.length, 'a cell for each column');
      assert.equal(columnDefinitions.find((c) => c.name === 'Name')?.format, 'name');
      assert.ok(columnDefinitions.every((c) => c.description !== ''));
    });
  }

  it('counts of a replica set are numbers, a time is a date', () => {
    const types = (kind: string) => table(kind, {}).columnDefinitions.map((c) => c.type);
    assert.deepEqual(types('ReplicaSet').slice(0, 5), ['string', 'integer', 'integer', 'integer', 'string']);
    assert.deepEqual(types('Role'), ['string', 'date']);
  });
});

describe('toTable: what a row carries', () => {
  const secret = object('Secret', { data: { a: 'c2VjcmV0' } });
  const row = (includeObject: 'None' | 'Metadata' | 'Object') =>
    toTable(printerOf('Secret'), [secret], {
      now,
      includeObject,
      isList: true,
      listMeta: { resourceVersion: '9' },
    });

  it('nothing, the metadata, or the object, as asked for', () => {
    assert.equal(row('None').rows[0]?.object, null);
    assert.deepEqual(row('Metadata').rows[0]?.object, {
      kind: 'PartialObjectMetadata',
      apiVersion: 'meta.k8s.io/v1',
      metadata: secret.metadata,
    });
    assert.deepEqual(row('Object').rows[0]?.object, secret);
  });

  it('the version of the list, or of the one object', () => {
    assert.deepEqual(row('None').metadata, { resourceVersion: '9' });
    assert.deepEqual(table('Secret', {}).metadata, { resourceVersion: '7' });
  });
});

describe('toTable: cells', () => {
  const template = {
    spec: {
      containers: [
        { name: 'a', image: 'i:1' },
        { name: 'b', image: 'j:2' },
      ],
    },
  };
  const selector = { matchLabels: { app: 'web' } };
  const cases: [string, object, unknown[]][] = [
    ['ConfigMap', { data: { a: '', b: '' }, binaryData: { c: '' } }, ['x', 3, old]],
    ['Secret', { type: 'Opaque', data: { a: '', b: '' } }, ['x', 'Opaque', 2, old]],
    ['Namespace', { status: { phase: 'Active' } }, ['x', 'Active', old]],
    ['Role', {}, ['x', creationTimestamp]],
    [
      'Deployment',
      {
        spec: { replicas: 3, selector, template },
        status: { readyReplicas: 1, updatedReplicas: 2, availableReplicas: 1 },
      },
      ['x', '1/3', 2, 1, old, 'a,b', 'i:1,j:2', 'app=web'],
    ],
    [
      'ReplicaSet',
      { spec: { replicas: 3, selector, template }, status: { replicas: 2 } },
      ['x', 3, 2, 0, old, 'a,b', 'i:1,j:2', 'app=web'],
    ],
    [
      'RoleBinding',
      {
        roleRef: { kind: 'Role', name: 'pod-reader' },
        subjects: [
          { kind: 'User', name: 'jane' },
          { kind: 'User', name: 'joe' },
          { kind: 'Group', name: 'developers' },
          { kind: 'ServiceAccount', name: 'robot', namespace: 'lab' },
        ],
      },
      ['x', 'Role/pod-reader', old, 'jane, joe', 'developers', 'lab/robot'],
    ],
    [
      'CertificateSigningRequest',
      { spec: { signerName: 'a.b/c', username: 'jane', expirationSeconds: 86400 } },
      ['x', old, 'a.b/c', 'jane', '24h', 'Pending'],
    ],
    [
      'CertificateSigningRequest',
      {
        spec: { signerName: 'a.b/c', username: 'jane' },
        status: { conditions: [{ type: 'Approved' }], certificate: 'YQ==' },
      },
      ['x', old, 'a.b/c', 'jane', '<none>', 'Approved,Issued'],
    ],
    [
      'Service',
      {
        spec: {
          type: 'NodePort',
          clusterIP: '10.96.0.9',
          ports: [{ port: 80, nodePort: 30080, protocol: 'TCP' }],
          selector: { b: '1', a: '2' },
        },
      },
      ['x', 'NodePort', '10.96.0.9', '<none>', '80:30080/TCP', old, 'a=2,b=1'],
    ],
    [
      'Service',
      { spec: { type: 'LoadBalancer', clusterIP: '10.96.0.9' } },
      ['x', 'LoadBalancer', '10.96.0.9', '<pending>', '<none>', old, '<none>'],
    ],
    [
      'Service',
      { spec: { type: 'ExternalName', externalName: 'example.com' } },
      ['x', 'ExternalName', '<none>', 'example.com', '<none>', old, '<none>'],
    ],
    [
      'Service',
      {
        spec: { type: 'LoadBalancer', clusterIP: '10.96.0.9', externalIPs: ['9.9.9.9'] },
        status: { loadBalancer: { ingress: [{ ip: '2.2.2.2' }, { hostname: 'a.example' }, { ip: '2.2.2.2' }] } },
      },
      ['x', 'LoadBalancer', '10.96.0.9', '2.2.2.2,a.example,9.9.9.9', '<none>', old, '<none>'],
    ],
    ['Endpoints', {}, ['x', '<none>', old]],
    ['Endpoints', { subsets: [{ notReadyAddresses: [{ ip: '10.1.0.1' }], ports: [{ port: 80 }] }] }, ['x', '', old]],
    [
      'Endpoints',
      { subsets: [{ addresses: [{ ip: '10.1.0.1' }, { ip: 'fd00::1' }], ports: [{ port: 80 }, { port: 443 }] }] },
      ['x', '10.1.0.1:80,[fd00::1]:80,10.1.0.1:443 + 1 more...', old],
    ],
    [
      'Event',
      {
        type: 'Warning',
        reason: 'Failed',
        message: 'no image\n',
        involvedObject: { kind: 'Pod', name: 'web', fieldPath: 'spec.containers{c}' },
        source: { component: 'kubelet', host: 'n1' },
        firstTimestamp: '2026-01-02T03:00:05Z',
        lastTimestamp: '2026-01-02T03:04:00Z',
        count: 3,
      },
      ['5s', 'Warning', 'Failed', 'pod/web', 'spec.containers{c}', 'kubelet, n1', 'no image', '4m', 3, 'x'],
    ],
  ];
  for (const [kind, fields, want] of cases) {
    it(`${kind}: ${want.join(' | ')}`, () => assert.deepEqual(cells(kind, fields), want));
  }

  it('a role that was never created has the zero time', () => {
    assert.deepEqual(cells('Role', { metadata: { name: 'x' } }), ['x', '0001-01-01T00:00:00Z']);
  });

  it('a node', () => {
    const labels = { 'node-role.kubernetes.io/worker': '', 'node-role.kubernetes.io/control-plane': '' };
    const status = {
      conditions: [{ type: 'Ready', status: 'True' }],
      addresses: [{ type: 'InternalIP', address: '10.0.0.1' }],
      nodeInfo: {
        kubeletVersion: 'v1.36.0',
        osImage: 'Debian',
        kernelVersion: '6.1',
        containerRuntimeVersion: 'c://1',
      },
    };
    const metadata = { name: 'n', creationTimestamp, labels };
    assert.deepEqual(cells('Node', { metadata, status, spec: { unschedulable: true } }), [
      ...['n', 'Ready,SchedulingDisabled', 'control-plane,worker', old, 'v1.36.0'],
      ...['10.0.0.1', '<none>', 'Debian', '6.1', 'c://1'],
    ]);
    assert.deepEqual(cells('Node', { metadata: { name: 'n', creationTimestamp } })?.slice(0, 4), [
      ...['n', 'Unknown', '<none>', old],
    ]);
  });
});

describe('toTable: pods', () => {
  const spec = { containers: [{ name: 'a' }, { name: 'b' }], nodeName: 'n1' };
  const running = (name: string, more: object = {}) => ({
    name,
    ready: true,
    restartCount: 0,
    state: { running: {} },
    ...more,
  });
  const pod = (status: object, more: object = {}): unknown[] | undefined =>
    cells('Pod', { spec, status, ...more })?.slice(1, 4);

  const cases: [string, object, unknown[]][] = [
    ['waiting for a node', { phase: 'Pending' }, ['0/2', 'Pending', '0']],
    ['running', { phase: 'Running', containerStatuses: [running('a'), running('b')] }, ['2/2', 'Running', '0']],
    [
      'being made',
      {
        phase: 'Pending',
        containerStatuses: [
          running('a'),
          { name: 'b', restartCount: 0, state: { waiting: { reason: 'ContainerCreating' } } },
        ],
      },
      ['1/2', 'ContainerCreating', '0'],
    ],
    [
      'restarted',
      {
        phase: 'Running',
        containerStatuses: [
          running('a', { restartCount: 2, lastState: { terminated: { finishedAt: '2026-01-02T03:03:05Z' } } }),
          running('b'),
        ],
      },
      ['2/2', 'Running', '2 (60s ago)'],
    ],
    [
      'crashing',
      {
        phase: 'Running',
        containerStatuses: [
          running('a'),
          { name: 'b', restartCount: 5, state: { waiting: { reason: 'CrashLoopBackOff' } } },
        ],
      },
      ['1/2', 'CrashLoopBackOff', '5'],
    ],
    [
      'done',
      {
        phase: 'Succeeded',
        containerStatuses: [
          { name: 'a', restartCount: 0, state: { terminated: { exitCode: 0, reason: 'Completed' } } },
        ],
      },
      ['0/2', 'Completed', '0'],
    ],
    [
      'one done, one running',
      {
        phase: 'Running',
        conditions: [{ type: 'Ready', status: 'True' }],
        containerStatuses: [
          { name: 'a', restartCount: 0, state: { terminated: { exitCode: 0, reason: 'Completed' } } },
          running('b'),
        ],
      },
      ['1/2', 'Running', '0'],
    ],
    [
      'ended with a code, without a reason',
      { phase: 'Failed', containerStatuses: [{ name: 'a', restartCount: 0, state: { terminated: { exitCode: 3 } } }] },
      ['0/2', 'ExitCode:3', '0'],
    ],
    [
      'ended by a signal',
      {
        phase: 'Failed',
        containerStatuses: [{ name: 'a', restartCount: 0, state: { terminated: { exitCode: 137, signal: 9 } } }],
      },
      ['0/2', 'Signal:9', '0'],
    ],
    ['evicted', { phase: 'Failed', reason: 'Evicted' }, ['0/2', 'Evicted', '0']],
  ];
  for (const [name, status, want] of cases) it(name, () => assert.deepEqual(pod(status), want));

  it('with sidecars, whose restarts count as those of containers do', () => {
    const ended = (finishedAt: string) => ({ restartCount: 1, lastState: { terminated: { finishedAt } } });
    const spec = { containers: [{}], initContainers: [{ name: 'once' }, { name: 'side', restartPolicy: 'Always' }] };
    const once = { name: 'once', state: { terminated: { exitCode: 0 } }, ...ended('2026-01-02T03:04:00Z') };
    const side = { name: 'side', started: true, ready: true, state: { running: {} }, ...ended('2026-01-02T03:03:05Z') };
    const containerStatuses = [{ name: 'c', ready: true, restartCount: 0, state: { running: {} } }];
    const status = { phase: 'Running', initContainerStatuses: [once, side], containerStatuses };
    assert.deepEqual(cells('Pod', { spec, status })?.slice(1, 4), ['2/2', 'Running', '1 (60s ago)']);
  });

  it('with init containers', () => {
    const initSpec = { spec: { ...spec, initContainers: [{ name: 'i' }, { name: 'j' }] } };
    const init = (...initContainerStatuses: object[]) => pod({ phase: 'Pending', initContainerStatuses }, initSpec);
    const done = { name: 'i', restartCount: 0, state: { terminated: { exitCode: 0 } } };
    assert.deepEqual(init({ name: 'i', restartCount: 0, state: { running: {} } }), ['0/2', 'Init:0/2', '0']);
    assert.deepEqual(init(done, { name: 'j', restartCount: 1, state: { waiting: { reason: 'PodInitializing' } } }), [
      '0/2',
      'Init:1/2',
      '1',
    ]);
    assert.deepEqual(init({ name: 'i', restartCount: 0, state: { terminated: { exitCode: 1, reason: 'Error' } } }), [
      '0/2',
      'Init:Error',
      '0',
    ]);
  });

  it('being deleted', () => {
    const metadata = { name: 'x', creationTimestamp, deletionTimestamp: creationTimestamp };
    assert.deepEqual(pod({ phase: 'Running', containerStatuses: [running('a')] }, { metadata }), [
      '1/2',
      'Terminating',
      '0',
    ]);
  });

  it('wide: where it is', () => {
    assert.deepEqual(cells('Pod', { spec, status: { podIPs: [{ ip: '10.1.1.1' }] } })?.slice(5), [
      ...['10.1.1.1', 'n1', '<none>', '<none>'],
    ]);
  });

  it('says of one that has ended that it has', () => {
    assert.deepEqual(table('Pod', { status: { phase: 'Succeeded' } }).rows[0]?.conditions, [
      { type: 'Completed', status: 'True', reason: 'Succeeded', message: 'The pod has completed successfully.' },
    ]);
    assert.equal(table('Pod', { status: { phase: 'Running' } }).rows[0]?.conditions, undefined);
  });
});

describe('formatSelector', () => {
  it('writes each operator, by key', () => {
    const matchExpressions = [
      { key: 'tier', operator: 'In', values: ['b', 'a'] },
      { key: 'env', operator: 'NotIn', values: ['dev'] },
      { key: 'old', operator: 'DoesNotExist' },
      { key: 'new', operator: 'Exists' },
    ];
    assert.equal(
      formatSelector({ matchLabels: { app: 'web' }, matchExpressions }),
      'app=web,env notin (dev),new,!old,tier in (a,b)',
    );
    assert.equal(formatSelector({}), '<none>');
  });
});
