/** What a write may not set, and what it sets by itself. */
import assert from 'node:assert/strict';
import { definitionOf } from '../../../src/cluster/kinds/definitions.js';
import { prepareForCreate, prepareForUpdate } from '../../../src/cluster/registry/prepare.js';
import { kinds } from '../../../src/kube/kinds.js';
import type { KubeObject } from '../../../src/kube/object.js';
import { decoded, definitionOfKind } from '../kinds/faults.js';

type Body = { metadata?: object; [field: string]: unknown };
const now = new Date('2026-01-02T03:04:05.678Z');
const create = (kind: string, body: Body): KubeObject =>
  prepareForCreate(decoded(kind, body), definitionOfKind(kind), now);
const update = (kind: string, before: Body, after: Body, subresource = ''): KubeObject =>
  prepareForUpdate(decoded(kind, after), create(kind, before), definitionOfKind(kind), subresource, now);

const container = (resources: object = {}) => ({ name: 'c', image: 'i', resources });
const deployment = (replicas: number) => ({ spec: { replicas, selector: { matchLabels: { a: 'b' } } } });

describe('prepareForCreate', () => {
  it('dates the object, whatever the client says', () => {
    const metadata = {
      creationTimestamp: '2000-01-01T00:00:00Z',
      deletionTimestamp: '2000-01-01T00:00:00Z',
      generation: 7,
    };
    assert.deepEqual(create('ConfigMap', { metadata }).metadata, {
      name: 'x',
      namespace: 'shop',
      generation: 7,
      creationTimestamp: '2026-01-02T03:04:05Z',
    });
    assert.equal(create('Deployment', { metadata, ...deployment(1) }).metadata.generation, 1);
    assert.ok(!('selfLink' in create('ConfigMap', { metadata: { selfLink: '/x' } }).metadata));
  });

  it('takes no status from the client', () => {
    assert.deepEqual(create('Deployment', { ...deployment(1), status: { replicas: 9 } }).status, {});
    assert.deepEqual(create('Pod', { status: { phase: 'Running', podIP: '1.2.3.4' } }).status, {
      phase: 'Pending',
      qosClass: 'BestEffort',
    });
    assert.deepEqual(create('Namespace', { status: { phase: 'Terminating' } }).status, { phase: 'Active' });
  });

  it('folds stringData into data', () => {
    const secret = create('Secret', { data: { a: 'MQ==', b: 'MQ==' }, stringData: { b: 'é', c: '' } });
    assert.deepEqual(secret.data, { a: 'MQ==', b: 'w6k=', c: '' });
    assert.ok(!('stringData' in secret));
  });

  it('holds a namespace with a finalizer', () => {
    assert.deepEqual(create('Namespace', {}).spec, { finalizers: ['kubernetes'] });
    assert.deepEqual(create('Namespace', { spec: { finalizers: ['a/b'] } }).spec, {
      finalizers: ['a/b', 'kubernetes'],
    });
  });

  it('keeps of the secrets of an account their names', () => {
    const secrets = [{ name: 'one', namespace: 'elsewhere', uid: 'u' }, { kind: 'Secret' }];
    assert.deepEqual(create('ServiceAccount', { secrets }).secrets, [{ name: 'one' }, {}]);
    assert.deepEqual(update('ServiceAccount', {}, { secrets }).secrets, [{ name: 'one' }, {}]);
  });

  const classes: [string, object[], string][] = [
    ['nothing asked for', [{}], 'BestEffort'],
    ['a limit of memory alone', [{ limits: { memory: '1Gi' } }], 'Burstable'],
    ['limits of both', [{ limits: { cpu: '1', memory: '1Gi' } }], 'Guaranteed'],
    ['limits above requests', [{ limits: { cpu: '1', memory: '1Gi' }, requests: { cpu: '500m' } }], 'Burstable'],
    ['one container without', [{ limits: { cpu: '1', memory: '1Gi' } }, {}], 'Burstable'],
    [
      'the same in other words',
      [{ limits: { cpu: '1', memory: '1024Mi' }, requests: { cpu: '1000m', memory: '1Gi' } }],
      'Guaranteed',
    ],
  ];
  for (const [name, resources, want] of classes) {
    it(`quality of service, ${name}: ${want}`, () => {
      const containers = resources.map((r, i) => ({ ...container(r), name: `c${i}` }));
      assert.equal((create('Pod', { spec: { containers } }).status as { qosClass: string }).qosClass, want);
    });
  }

  it('takes no topology of the older version for an endpoint', () => {
    const endpoint = { addresses: ['10.0.0.1'], conditions: {} };
    const slice = create('EndpointSlice', {
      addressType: 'IPv4',
      endpoints: [{ ...endpoint, deprecatedTopology: { zone: 'a' } }],
    });
    assert.deepEqual(slice.endpoints, [endpoint]);
  });
});

describe('prepareForUpdate', () => {
  it('counts changes of the specification', () => {
    const generation = (after: Body, subresource?: string) =>
      update('Deployment', deployment(1), after, subresource).metadata.generation;
    assert.equal(generation(deployment(1)), 1);
    assert.equal(generation(deployment(2)), 2);
    assert.equal(generation({ ...deployment(1), metadata: { labels: { a: 'b' } } }), 1);
    assert.equal(generation({ ...deployment(2), status: { replicas: 1 } }, 'status'), 1);
    assert.equal(generation({ ...deployment(1), metadata: { generation: 9 } }), 1);
  });

  it('counts from nothing for an object that was never counted', () => {
    const generation = (replicas: number): number | undefined => {
      const before = create('Deployment', deployment(1));
      delete before.metadata.generation;
      const after = decoded('Deployment', deployment(replicas));
      return prepareForUpdate(after, before, definitionOfKind('Deployment'), '', now).metadata.generation;
    };
    assert.deepEqual([generation(1), generation(2)], [undefined, 1]);
  });

  it('keeps the generation that an object came with, of a kind that does not count', () => {
    const before = { metadata: { generation: 7 } };
    assert.equal(update('ConfigMap', before, { metadata: { generation: 9 } }).metadata.generation, 7);
    assert.ok(!('generation' in update('ConfigMap', {}, { metadata: { generation: 9 } }).metadata));
  });

  it('keeps when an object ends, which can only be changed by another deletion', () => {
    const old = create('ConfigMap', {});
    const end = { deletionTimestamp: '2026-01-01T00:00:00Z', deletionGracePeriodSeconds: 0 };
    Object.assign(old.metadata, end);
    const after = decoded('ConfigMap', { metadata: { deletionTimestamp: '2027-01-01T00:00:00Z' } });
    const { deletionTimestamp, deletionGracePeriodSeconds } = prepareForUpdate(
      after,
      old,
      definitionOfKind('ConfigMap'),
      '',
      now,
    ).metadata;
    assert.deepEqual({ deletionTimestamp, deletionGracePeriodSeconds }, end);
  });

  it('keeps the status of an object, and the specification when the status is written', () => {
    const after = { ...deployment(5), status: { replicas: 5 } };
    assert.deepEqual(update('Deployment', deployment(1), after).status, {});
    const status = update('Deployment', deployment(1), after, 'status');
    assert.equal((status.spec as { replicas: number }).replicas, 1);
    assert.deepEqual(status.status, { replicas: 5 });
  });

  const object = (kind: string, spec: object, status: object): KubeObject => ({
    apiVersion: 'v1',
    kind,
    metadata: { name: 'x', uid: 'u' },
    spec,
    status,
  });
  for (const row of kinds.filter(({ subresources }) => subresources?.some(({ name }) => name === 'status'))) {
    it(`${row.resource}: the status is written by itself, and the specification without it`, () => {
      const written = (subresource: string): unknown[] => {
        const [after, before] = [object(row.kind, { new: 1 }, { new: 1 }), object(row.kind, { old: 1 }, { old: 1 })];
        const { spec, status } = prepareForUpdate(after, before, definitionOf(row), subresource, now);
        return [spec, status];
      };
      assert.deepEqual(written('status'), [{ old: 1 }, { new: 1 }]);
      assert.deepEqual(written('')[1], { old: 1 });
    });
  }

  it('keeps who made it and when', () => {
    const before = create('ConfigMap', {});
    before.metadata.uid = 'u';
    const after = prepareForUpdate(decoded('ConfigMap', {}), before, definitionOfKind('ConfigMap'), '', now);
    assert.equal(after.metadata.uid, 'u');
    assert.equal(after.metadata.creationTimestamp, before.metadata.creationTimestamp);
  });

  it('counts changes of an endpoint slice, which has no specification', () => {
    const slice = (address: string, labels = {}) => ({
      metadata: { labels },
      addressType: 'IPv4',
      endpoints: [{ addresses: [address] }],
    });
    const generation = (after: Body) => update('EndpointSlice', slice('10.0.0.1'), after).metadata.generation;
    assert.equal(generation(slice('10.0.0.1')), 1);
    assert.equal(generation(slice('10.0.0.2')), 2);
    assert.equal(generation(slice('10.0.0.1', { a: 'b' })), 2);
  });

  it('keeps the finalizers and the label of a namespace', () => {
    const after = update('Namespace', {}, { metadata: { labels: { a: 'b' } } });
    assert.deepEqual(after.spec, { finalizers: ['kubernetes'] });
    assert.equal(after.metadata.labels?.['kubernetes.io/metadata.name'], 'x');
    assert.deepEqual(update('Namespace', {}, { spec: {} }, 'finalize').spec, {});
  });

  it('an approval changes the decision alone, and dates it', () => {
    const spec = { request: 'YQ==', signerName: 'a.b/c', usages: ['client auth'] };
    const conditions = [{ type: 'Approved', status: 'True', reason: 'ok' }];
    const after = { spec: { ...spec, signerName: 'x.y/z' }, status: { conditions, certificate: 'YQ==' } };
    const approved = update('CertificateSigningRequest', { spec }, after, 'approval');
    assert.equal((approved.spec as { signerName: string }).signerName, 'a.b/c');
    assert.deepEqual(approved.status, {
      conditions: [
        { ...conditions[0], lastUpdateTime: '2026-01-02T03:04:05Z', lastTransitionTime: '2026-01-02T03:04:05Z' },
      ],
    });
  });

  it('a signer adds a certificate and leaves the decision; a decision that is made or lost here is not put right', () => {
    const spec = { request: 'YQ==', signerName: 'a.b/c', usages: ['client auth'] };
    const conditions = [{ type: 'Approved', status: 'True', reason: 'then' }];
    const kind = 'CertificateSigningRequest';
    const before = { ...decoded(kind, { spec }), status: { conditions } };
    const times = { lastUpdateTime: '2026-01-02T03:04:05Z', lastTransitionTime: '2026-01-02T03:04:05Z' };
    const written = (status: object): unknown =>
      prepareForUpdate(decoded(kind, { spec, status }), before, definitionOfKind(kind), 'status', now).status;
    const changed = [{ type: 'Approved', status: 'True', reason: 'now' }];
    assert.deepEqual(written({ certificate: 'YQ==', conditions: changed }), {
      certificate: 'YQ==',
      conditions: [{ ...conditions[0], ...times }],
    });
    assert.deepEqual(written({ certificate: 'YQ==' }), { certificate: 'YQ==' });
    const denied = [...changed, { type: 'Denied', status: 'True' }];
    assert.equal((written({ conditions: denied }) as { conditions: unknown[] }).conditions.length, 2);
  });

  it('an EndpointSlice has a generation that counts changes of its contents and labels', () => {
    const slice = { addressType: 'IPv4', endpoints: [], ports: [] };
    assert.equal(create('EndpointSlice', slice).metadata.generation, 1);
    const generation = (after: Body) => update('EndpointSlice', slice, after).metadata.generation;
    assert.equal(generation({ ...slice, metadata: { annotations: { a: 'b' } } }), 1);
    assert.equal(generation({ ...slice, metadata: { labels: { a: 'b' } } }), 2);
    assert.equal(generation({ ...slice, ports: [{ port: 80 }] }), 2);
  });

  it('a pod with scheduling gates is told that it waits for them', () => {
    const spec = { containers: [container()], schedulingGates: [{ name: 'a.b/c' }] };
    assert.deepEqual((create('Pod', { spec }).status as { conditions?: unknown }).conditions, [
      {
        type: 'PodScheduled',
        status: 'False',
        lastProbeTime: null,
        lastTransitionTime: '2026-01-02T03:04:05Z',
        reason: 'SchedulingGated',
        message: 'Scheduling is blocked due to non-empty scheduling gates',
      },
    ]);
  });
});
