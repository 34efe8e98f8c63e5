import assert from 'node:assert/strict';
import type { ClusterClient } from '../../../src/cluster/client/client.js';
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
      update: async <T>(_target: unknown, object: object) => {
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
      metadata: { name: 'web-x', namespace: 'n' },
      spec: { replicas: 1, selector: {}, template: deployment.spec.template },
    };
    const scaled = await made.scale(deployment, set, 2);
    assert.equal(scaled.spec.replicas, 2);
    assert.equal(scaled.metadata.annotations?.['deployment.kubernetes.io/max-replicas'], '3');
    assert.equal(await made.scale(deployment, scaled, 2), scaled);
    await made.scale(deployment, scaled, 0);
    assert.deepEqual(told, [
      'Normal ScalingReplicaSet: Scaled up replica set web-x from 1 to 2',
      'Normal ScalingReplicaSet: Scaled down replica set web-x from 2 to 0',
    ]);
  });
});
