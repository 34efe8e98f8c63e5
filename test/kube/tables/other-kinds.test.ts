import assert from 'node:assert/strict';
import { flowSchemaPrinter } from '../../../src/kube/tables/flowcontrol.js';
import { age, cellsOf, creationTimestamp, meta } from './cells.js';

const condition = (type: string, status: string, more: object = {}) => ({ type, status, ...more });

describe('kinds of the core in a table', () => {
  it('a node is ready, not ready, or unknown; its roles are in its labels', () => {
    const state = (...conditions: object[]) => cellsOf('Node', { status: { conditions } }, 'Status')[0];
    assert.equal(state(condition('DiskPressure', 'True'), condition('Ready', 'False')), 'NotReady');
    assert.equal(state(condition('DiskPressure', 'True')), 'Unknown');
    const labels = {
      'node-role.kubernetes.io/b': '',
      'node-role.kubernetes.io/': '',
      'kubernetes.io/role': 'a',
      other: 'c',
    };
    assert.deepEqual(cellsOf('Node', meta({ labels }), 'Roles'), ['a,b']);
    assert.deepEqual(
      cellsOf('Node', meta({ labels: { 'kubernetes.io/role': '', 'node-role.kubernetes.io/b': '' } }), 'Roles'),
      ['b'],
    );
    const addresses = [
      { type: 'ExternalIP', address: '9.9.9.9' },
      { type: 'InternalIP', address: '10.0.0.1' },
    ];
    assert.deepEqual(cellsOf('Node', { status: { addresses } }).slice(5), [
      ...['10.0.0.1', '9.9.9.9', '<unknown>', '<unknown>', '<unknown>'],
    ]);
  });

  it('a quota has requests and limits apart, by name', () => {
    const hard = { pods: '5', 'limits.cpu': '2', 'requests.cpu': '1', limitsx: '3' };
    assert.deepEqual(cellsOf('ResourceQuota', { status: { hard, used: { pods: '1', 'limits.cpu': '500m' } } }), [
      ...['x', 'limitsx: 0/3, pods: 1/5, requests.cpu: 0/1', 'limits.cpu: 500m/2', age],
    ]);
  });

  it('a component is healthy, or says why not', () => {
    const state = (...conditions: object[]) => cellsOf('ComponentStatus', { conditions }).slice(1);
    assert.deepEqual(state(condition('Healthy', 'True', { message: 'ok' })), ['Healthy', 'ok', '']);
    assert.deepEqual(state(condition('Other', 'True'), condition('Healthy', 'False', { error: 'why' })), [
      'Unhealthy',
      '',
      'why',
    ]);
    assert.deepEqual(state(), ['Unknown', '', '']);
  });

  it('a template of pods has the labels of these', () => {
    const template = {
      metadata: { labels: { b: '1', a: '2' } },
      spec: {
        containers: [
          { name: 'c', image: 'i' },
          { name: 'd', image: 'j' },
        ],
      },
    };
    assert.deepEqual(cellsOf('PodTemplate', { template }), ['x', 'c,d', 'i,j', 'a=2,b=1']);
    assert.deepEqual(cellsOf('PodTemplate', {}), ['x', '', '', '<none>']);
  });

  it('endpoints without a port are addresses', () => {
    const subsets = [
      { addresses: [{ ip: '10.1.0.1' }, { ip: '10.1.0.2' }] },
      { addresses: [{ ip: '10.1.0.3' }], ports: [{ port: 80 }] },
    ];
    assert.equal(cellsOf('Endpoints', { subsets })[1], '10.1.0.1,10.1.0.2,10.1.0.3:80');
  });
});

describe('an event in a table', () => {
  const seen = (fields: object) => cellsOf('Event', fields, 'Last Seen', 'First Seen', 'Count');
  const at = (second: number) => `2026-01-02T03:04:0${second}Z`;

  it('was seen once, or again and again', () => {
    assert.deepEqual(seen({ firstTimestamp: at(1), lastTimestamp: at(3), count: 4 }), ['2s', '4s', 4]);
    assert.deepEqual(seen({ eventTime: at(1) }), ['4s', '4s', 1]);
    assert.deepEqual(seen({ eventTime: at(1), series: { count: 7, lastObservedTime: at(4) } }), ['1s', '4s', 7]);
    assert.deepEqual(seen({ firstTimestamp: null, lastTimestamp: null, eventTime: at(1), series: null, count: 0 }), [
      '4s',
      '4s',
      1,
    ]);
    assert.deepEqual(seen({ series: {} }), ['<unknown>', '<unknown>', 0]);
    assert.deepEqual(seen({ deprecatedFirstTimestamp: at(1), deprecatedLastTimestamp: at(3), deprecatedCount: 2 }), [
      '2s',
      '4s',
      2,
    ]);
  });

  it('is about an object, and told by a component', () => {
    const told = (fields: object) => cellsOf('Event', fields, 'Object', 'Source', 'Message');
    assert.deepEqual(told({ involvedObject: { kind: 'Pod' }, source: { component: 'a' }, message: ' m \n' }), [
      'pod',
      'a',
      'm',
    ]);
    const regarding = { kind: 'Pod', name: 'web' };
    assert.deepEqual(told({ regarding, deprecatedSource: { component: 'a', host: 'n' }, note: 'm' }), [
      'pod/web',
      'a, n',
      'm',
    ]);
    assert.deepEqual(told({ regarding, reportingController: 'c', reportingInstance: 'i' }), ['pod/web', 'c, i', '']);
    assert.deepEqual(told({ involvedObject: regarding, source: {}, reportingComponent: 'c', reportingInstance: '' }), [
      'pod/web',
      'c',
      '',
    ]);
  });
});

describe('kinds of the control plane in a table', () => {
  it('a signing request is denied, approved or pending; it may have failed besides', () => {
    const state = (status: object) => cellsOf('CertificateSigningRequest', { status }, 'Condition')[0];
    const all = ['Approved', 'Denied', 'Failed'].map((type) => ({ type }));
    assert.equal(state({}), 'Pending');
    assert.equal(state({ conditions: all.slice(0, 2) }), 'Denied');
    assert.equal(state({ conditions: [all[0], all[2]] }), 'Approved,Failed');
    assert.equal(state({ conditions: [all[2]] }), 'Pending,Failed');
    assert.equal(cellsOf('CertificateSigningRequest', {}, 'SignerName')[0], '<none>');
  });

  it('an API service is local, or names who serves it', () => {
    const row = (spec: object, ...conditions: object[]) => cellsOf('APIService', { spec, status: { conditions } });
    const service = { namespace: 'ops', name: 'metrics' };
    const failed = condition('Available', 'False', { reason: 'ServiceNotFound' });
    assert.deepEqual(row({}, condition('Other', 'False'), condition('Available', 'True')), ['x', 'Local', 'True', age]);
    assert.deepEqual(row({ service }, failed), ['x', 'ops/metrics', 'False (ServiceNotFound)', age]);
    assert.deepEqual(row({ service: null }), ['x', 'Local', 'Unknown', age]);
  });

  it('a policy counts its expressions, a webhook configuration its webhooks', () => {
    const paramKind = { apiVersion: 'v1', kind: 'ConfigMap' };
    assert.deepEqual(cellsOf('ValidatingAdmissionPolicy', { spec: { validations: [{}, {}], paramKind } }), [
      'x',
      2,
      'v1/ConfigMap',
      age,
    ]);
    assert.deepEqual(cellsOf('MutatingAdmissionPolicy', { spec: { mutations: [{}] } }), ['x', 1, '<unset>', age]);
    assert.deepEqual(cellsOf('ValidatingWebhookConfiguration', { webhooks: [{}, {}] }), ['x', 2, age]);
  });

  it('a binding of a policy names its parameters', () => {
    const parameters = (paramRef?: object) =>
      cellsOf('ValidatingAdmissionPolicyBinding', { spec: { policyName: 'p', paramRef } }).slice(1, 3);
    assert.deepEqual(parameters(), ['p', '<unset>']);
    assert.deepEqual(parameters({ name: 'c' }), ['p', '*/c']);
    assert.deepEqual(parameters({ name: 'c', namespace: 'lab' }), ['p', 'lab/c']);
    assert.deepEqual(parameters({}), ['p', '<unset>']);
    const selector = {
      matchLabels: { b: '1', a: '2' },
      matchExpressions: [{ key: 'k', operator: 'In', values: ['x', 'y'] }],
    };
    assert.deepEqual(parameters({ selector }), [
      'p',
      '&LabelSelector{MatchLabels:map[string]string{a: 2,b: 1,},MatchExpressions:[]LabelSelectorRequirement{LabelSelectorRequirement{Key:k,Operator:In,Values:[x y],},},}',
    ]);
  });

  it('a flow schema says where its requests go, and whether that is missing', () => {
    const schema = (name: string, matchingPrecedence: number) => ({
      apiVersion: '',
      kind: '',
      metadata: { name },
      spec: { matchingPrecedence },
    });
    const spec = {
      priorityLevelConfiguration: { name: 'l' },
      matchingPrecedence: 7,
      distinguisherMethod: { type: 'ByUser' },
    };
    const conditions = [condition('Other', 'False'), condition('Dangling', 'True')];
    assert.deepEqual(cellsOf('FlowSchema', { spec, status: { conditions } }), ['x', 'l', 7, 'ByUser', age, 'True']);
    assert.deepEqual(cellsOf('FlowSchema', {}).slice(1), ['', 0, '<none>', age, '?']);
    const rows = [schema('c', 2), schema('b', 2), schema('a', 9), schema('d', 1)].sort(flowSchemaPrinter.order);
    assert.deepEqual(
      rows.map(({ metadata }) => metadata.name),
      ['d', 'b', 'c', 'a'],
    );
  });

  it('a level of priority has shares and queues, or neither', () => {
    const queuing = { queues: 64, handSize: 6, queueLengthLimit: 50 };
    const spec = { type: 'Limited', limited: { nominalConcurrencyShares: 0, limitResponse: { queuing } } };
    assert.deepEqual(cellsOf('PriorityLevelConfiguration', { spec }), ['x', 'Limited', 0, 64, 6, 50, age]);
    assert.deepEqual(cellsOf('PriorityLevelConfiguration', { spec: { type: 'Exempt' } }).slice(1, 6), [
      ...['Exempt', '<none>', '<none>', '<none>', '<none>'],
    ]);
  });

  it('a class of priority or of runtimes, and a lease, have what they are for', () => {
    assert.deepEqual(cellsOf('PriorityClass', { value: 5, globalDefault: true, preemptionPolicy: 'Never' }), [
      'x',
      5,
      true,
      age,
      'Never',
    ]);
    assert.deepEqual(cellsOf('PriorityClass', {}).slice(1, 3), [0, false]);
    assert.deepEqual(cellsOf('RuntimeClass', { handler: 'h' }), ['x', 'h', age]);
    assert.deepEqual(cellsOf('Lease', { spec: { holderIdentity: 'me' } }), ['x', 'me', age]);
  });
});

describe('claims of devices in a table', () => {
  const state = (status: object, more: object = {}) => cellsOf('ResourceClaim', { status, ...more }, 'State')[0];
  const going = meta({ deletionTimestamp: creationTimestamp });
  it('have a device, are reserved, or wait', () => {
    assert.equal(state({}), 'pending');
    assert.equal(state({ allocation: {} }), 'allocated');
    assert.equal(state({ allocation: {}, reservedFor: [{}] }), 'allocated,reserved');
    assert.equal(state({}, going), 'deleted');
    assert.equal(state({ allocation: {}, reservedFor: [{}] }, going), 'deleted,allocated,reserved');
  });

  it('a slice says which pool of which driver is where', () => {
    const spec = { nodeName: 'n', driver: 'd', pool: { name: 'p' } };
    assert.deepEqual(cellsOf('ResourceSlice', { spec }), ['x', 'n', 'd', 'p', age]);
  });
});
