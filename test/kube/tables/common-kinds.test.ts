/** The rows of the kinds that people look at most, as a kube-apiserver 1.36 fills them in. */
import assert from 'node:assert/strict';
import { age, cellsOf, creationTimestamp } from './cells.js';

describe('a row of a table', () => {
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
    ['ConfigMap', { data: { a: '', b: '' }, binaryData: { c: '' } }, ['x', 3, age]],
    ['Secret', { type: 'Opaque', data: { a: '', b: '' } }, ['x', 'Opaque', 2, age]],
    ['Namespace', { status: { phase: 'Active' } }, ['x', 'Active', age]],
    [
      'Deployment',
      {
        spec: { replicas: 3, selector, template },
        status: { readyReplicas: 1, updatedReplicas: 2, availableReplicas: 1 },
      },
      ['x', '1/3', 2, 1, age, 'a,b', 'i:1,j:2', 'app=web'],
    ],
    [
      'ReplicaSet',
      { spec: { replicas: 3, selector, template }, status: { replicas: 2 } },
      ['x', 3, 2, 0, age, 'a,b', 'i:1,j:2', 'app=web'],
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
      ['x', 'Role/pod-reader', age, 'jane, joe', 'developers', 'lab/robot'],
    ],
    [
      'CertificateSigningRequest',
      { spec: { signerName: 'a.b/c', username: 'jane', expirationSeconds: 86400 } },
      ['x', age, 'a.b/c', 'jane', '24h', 'Pending'],
    ],
    [
      'CertificateSigningRequest',
      {
        spec: { signerName: 'a.b/c', username: 'jane' },
        status: { conditions: [{ type: 'Approved' }], certificate: 'YQ==' },
      },
      ['x', age, 'a.b/c', 'jane', '<none>', 'Approved,Issued'],
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
      ['x', 'NodePort', '10.96.0.9', '<none>', '80:30080/TCP', age, 'a=2,b=1'],
    ],
    [
      'Service',
      { spec: { type: 'LoadBalancer', clusterIP: '10.96.0.9' } },
      ['x', 'LoadBalancer', '10.96.0.9', '<pending>', '<none>', age, '<none>'],
    ],
    [
      'Service',
      { spec: { type: 'ExternalName', externalName: 'example.com' } },
      ['x', 'ExternalName', '<none>', 'example.com', '<none>', age, '<none>'],
    ],
    [
      'Service',
      {
        spec: { type: 'LoadBalancer', clusterIP: '10.96.0.9', externalIPs: ['9.9.9.9'] },
        status: { loadBalancer: { ingress: [{ ip: '2.2.2.2' }, { hostname: 'a.example' }, { ip: '2.2.2.2' }] } },
      },
      ['x', 'LoadBalancer', '10.96.0.9', '2.2.2.2,a.example,9.9.9.9', '<none>', age, '<none>'],
    ],
    ['Endpoints', {}, ['x', '<none>', age]],
    ['Endpoints', { subsets: [{ notReadyAddresses: [{ ip: '10.1.0.1' }], ports: [{ port: 80 }] }] }, ['x', '', age]],
    [
      'Endpoints',
      { subsets: [{ addresses: [{ ip: '10.1.0.1' }, { ip: 'fd00::1' }], ports: [{ port: 80 }, { port: 443 }] }] },
      ['x', '10.1.0.1:80,[fd00::1]:80,10.1.0.1:443 + 1 more...', age],
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
    it(`${kind}: ${want.join(' | ')}`, () => assert.deepEqual(cellsOf(kind, fields), want));
  }

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
    assert.deepEqual(cellsOf('Node', { metadata, status, spec: { unschedulable: true } }), [
      ...['n', 'Ready,SchedulingDisabled', 'control-plane,worker', age, 'v1.36.0'],
      ...['10.0.0.1', '<none>', 'Debian', '6.1', 'c://1'],
    ]);
    assert.deepEqual(cellsOf('Node', { metadata: { name: 'n', creationTimestamp } }).slice(0, 4), [
      ...['n', 'Unknown', '<none>', age],
    ]);
  });
});
