import assert from 'node:assert/strict';
import type { ClusterClient, Target } from '../../../src/cluster/client/client.js';
import { replicaSetName, replicaSetWriter } from '../../../src/cluster/controllers/deployment-replica-sets.js';
import { withProgressing } from '../../../src/cluster/controllers/deployment-status.js';
import type { Deployment, ReplicaSet } from '../../../src/cluster/controllers/objects.js';
import { ApiError } from '../../../src/kube/status.js';

const deployment: Deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'n', uid: 'u' },
  spec: {
    replicas: 2,
    selector: {},
    template: { metadata: { labels: { a: 'b' } }, spec: { containers: [] } },
    progressDeadlineSeconds: 600,
  },
};

describe('the name of a replica set', () => {
  it('is the deployment’s with the hash', () => assert.equal(replicaSetName('web', 'abcde12345'), 'web-abcde12345'));
  it('cuts a name that leaves no room for it', () => {
    assert.equal(replicaSetName('a'.repeat(242), 'abcde12345'), `${'a'.repeat(242)}-abcde12345`);
    assert.equal(replicaSetName('a'.repeat(250), 'abcde12345'), `${'a'.repeat(242)}-abcde12345`);
  });
});

describe('a replica set that is', () => {
  const now = new Date('2026-01-01T00:00:00Z');
  const writer = (answers: Partial<ClusterClient>) => {
    const told: string[] = [];
    const made = replicaSetWriter(
      answers as ClusterClient,
      (_object, type, reason, message) => told.push(`${type} ${reason}: ${message}`),
      (of, status, reason, message) => withProgressing(of, { status, reason, message }, now),
    );
    return { made, told };
  };

  it('refused is told in an Event and in the status', async () => {
    const written: Deployment[] = [];
    const { made, told } = writer({
      create: async () => {
        throw new ApiError({ code: 403, reason: 'Forbidden', message: 'no' });
      },
      update: async <T>(target: Target, object: object) => {
        assert.deepEqual([target.resource, target.name, target.subresource], ['deployments', 'web', 'status']);
        written.push(object as Deployment);
        return object as T;
      },
    });
    await assert.rejects(made.create(deployment, [], '1'), /no/);
    const [event = ''] = told;
    assert.match(event, /^Warning ReplicaSetCreateError: Failed to create new replica set "web-[a-z0-9]+": no$/);
    const [condition] = written[0]?.status?.conditions ?? [];
    assert.deepEqual(
      [condition?.type, condition?.status, condition?.reason],
      ['Progressing', 'False', 'ReplicaSetCreateError'],
    );
    assert.equal(event.endsWith(condition?.message ?? 'none'), true);
  });

  it('scaled is told from how many to how many', async () => {
    const { made, told } = writer({ update: async <T>(_target: unknown, object: object) => object as T });
    const set: ReplicaSet = {
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: { name: 'web-x', uid: '1', namespace: 'n' },
      spec: { replicas: 1, selector: {}, template: deployment.spec.template },
    };
    const scaled = await made.scale(deployment, set, 2);
    assert.equal(scaled.spec.replicas, 2);
    assert.equal(scaled.metadata.annotations?.['deployment.kubernetes.io/max-replicas'], '3');
    assert.equal(await made.scale(deployment, scaled, 2), scaled);
    // one of the right size, and one that names none, learn of the deployment's without any news
    const { replicas: _, ...unsized } = set.spec;
    const ofOne = { ...deployment, spec: { ...deployment.spec, replicas: 1 } };
    for (const same of [set, { ...set, spec: unsized }]) {
      const { spec, metadata } = await made.scale(ofOne, same, 1);
      assert.equal(spec.replicas, 1);
      assert.equal(metadata.annotations?.['deployment.kubernetes.io/desired-replicas'], '1');
    }
    await made.scale(deployment, scaled, 0);
    assert.deepEqual(told, [
      'Normal ScalingReplicaSet: Scaled up replica set web-x from 1 to 2',
      'Normal ScalingReplicaSet: Scaled down replica set web-x from 2 to 0',
    ]);
  });

  const conflict = new ApiError({ code: 409, reason: 'AlreadyExists', message: 'there already' });
  const echoed = async <T>(_target: unknown, object: object) => object as T;

  it('made is told with its first replicas, and not at all when it gets none', async () => {
    const { made, told } = writer({ create: echoed });
    const { apiVersion, kind, metadata, spec } = await made.create(deployment, [], '4');
    assert.deepEqual([apiVersion, kind], ['apps/v1', 'ReplicaSet']);
    assert.deepEqual(told, [`Normal ScalingReplicaSet: Scaled up replica set ${metadata.name} from 0 to 2`]);
    const hash = metadata.name?.replace('web-', '') ?? '';
    assert.deepEqual(metadata.labels, { a: 'b', 'pod-template-hash': hash });
    assert.deepEqual(metadata.annotations, {
      'deployment.kubernetes.io/desired-replicas': '2',
      'deployment.kubernetes.io/max-replicas': '3',
      'deployment.kubernetes.io/revision': '4',
    });
    assert.deepEqual(spec, {
      replicas: 2,
      selector: { matchLabels: { 'pod-template-hash': hash } },
      template: { metadata: { labels: metadata.labels }, spec: { containers: [] } },
    });
    const none = { ...deployment, spec: { ...deployment.spec, replicas: 0, minReadySeconds: 5 } };
    assert.deepEqual((await made.create(none, [], '4')).spec.minReadySeconds, 5);
    assert.equal(told.length, 1);
  });

  it('there already is taken when it is of this template and this deployment', async () => {
    const found = (template: ReplicaSet['spec']['template'], uid = 'u') => {
      const owner = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', uid, controller: true };
      return { kind: 'ReplicaSet', metadata: { name: 'x', ownerReferences: [owner] }, spec: { template } };
    };
    const written: Deployment[] = [];
    const creating = (there: object, of = deployment) =>
      writer({
        create: async () => {
          throw conflict;
        },
        get: async <T>() => there as T,
        update: async <T>(_target: unknown, object: object) => {
          written.push(object as Deployment);
          return object as T;
        },
      }).made.create(of, [], '1');
    const { template } = deployment.spec;
    const hashed = { ...template, metadata: { labels: { a: 'b', 'pod-template-hash': 'x' } } };
    const same = found(hashed);
    assert.equal(await creating(same), same);
    assert.equal(written.length, 0);
    await assert.rejects(creating(found({ spec: { containers: [] } })), /there already/);
    // one that nobody manages is not its own either
    const free = { ...same, metadata: { name: 'x' } };
    await assert.rejects(creating(free), /there already/);
    await assert.rejects(creating(found(hashed, 'other'), { ...deployment, status: { collisionCount: 1 } }), /already/);
    assert.deepEqual(
      written.map(({ status }) => status?.collisionCount),
      [1, 1, 2],
    );
  });

  it('refused is told in an Event alone without a deadline, and not at all where the namespace is going', async () => {
    const refused = (error: ApiError) =>
      writer({
        create: async () => {
          throw error;
        },
      });
    const { progressDeadlineSeconds: _, ...endless } = deployment.spec;
    const { made, told } = refused(new ApiError({ code: 403, reason: 'Forbidden', message: 'no' }));
    await assert.rejects(made.create({ ...deployment, spec: endless }, [], '1'), /no/);
    assert.equal(told.length, 1);
    const causes = [{ reason: 'NamespaceTerminating', message: 'going', field: 'metadata.namespace' }];
    const going = refused(new ApiError({ code: 403, reason: 'Forbidden', message: 'going', details: { causes } }));
    await assert.rejects(going.made.create(deployment, [], '1'), /going/);
    assert.deepEqual(going.told, []);
  });

  it('old is removed beyond the history, oldest first, when its pods are gone and it has been seen so', async () => {
    const old = (name: string, revision: string, more: { replicas?: number; left?: number; seen?: number } = {}) =>
      ({
        metadata: {
          name,
          namespace: 'n',
          generation: 3,
          annotations: { 'deployment.kubernetes.io/revision': revision },
        },
        spec: { replicas: more.replicas ?? 0 },
        status: { replicas: more.left ?? 0, observedGeneration: more.seen ?? 3 },
      }) as unknown as ReplicaSet;
    const removed = async (revisionHistoryLimit: number | undefined, ...sets: ReplicaSet[]) => {
      const names: unknown[] = [];
      const { made } = writer({ delete: async ({ name }) => void names.push(name) });
      const { spec, ...rest } = deployment;
      const limit = revisionHistoryLimit === undefined ? {} : { revisionHistoryLimit };
      await made.cleanUp({ ...rest, spec: { ...spec, ...limit } }, sets);
      return names;
    };
    const sets = [old('c', '10'), old('a', '2'), old('b', '9')];
    assert.deepEqual(await removed(1, ...sets), ['a', 'b']);
    assert.deepEqual([await removed(3, ...sets), await removed(undefined, ...sets)], [[], []]);
    const busy = [old('a', '1', { replicas: 1 }), old('b', '2', { left: 1 }), old('c', '3', { seen: 2 })];
    assert.deepEqual(await removed(0, ...busy, old('d', '4')), ['d']);
    const going = old('a', '1');
    going.metadata.deletionTimestamp = '2026-01-01T00:00:00Z';
    assert.deepEqual(await removed(1, going, old('b', '2')), []);
    // one that no controller has looked at yet stays
    const { status: _, ...unseen } = old('a', '1');
    assert.deepEqual(await removed(0, unseen, { ...unseen, status: { replicas: 0 } }), []);
    const { generation: __, ...metadata } = old('b', '2').metadata;
    assert.deepEqual(await removed(0, { ...unseen, metadata }), ['b']);
  });
});
