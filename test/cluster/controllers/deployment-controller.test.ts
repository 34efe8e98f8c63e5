import assert from 'node:assert/strict';
import { fields, list } from '../../../src/kube/fields.js';
import { type Api, adminOf, makeNamespace } from '../../helpers/api.js';
import { practiceCluster, type TestCluster } from '../../helpers/practice-cluster.js';
import { until } from '../../helpers/until.js';

const deployments = '/apis/apps/v1/namespaces/rollouts/deployments';

describe('the deployment controller', () => {
  let cluster: TestCluster;
  let api: Api;
  before(async () => {
    cluster = await practiceCluster();
    api = adminOf(cluster);
    await makeNamespace(api, 'rollouts');
  });
  after(async () => {
    api.close();
    await cluster.stop();
    assert.deepEqual(cluster.faults, []);
  });

  it('tells in the condition Progressing of each step, of a pause and of going on', async () => {
    const labels = { app: 'web' };
    const container = { name: 'c', image: 'nginx:1.27' };
    const spec = {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [container] } },
    };
    const watching = await api.watch(`${deployments}?fieldSelector=metadata.name%3Dweb`);
    await api.post(deployments, { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec });
    const reasons = (): unknown[] => {
      const all = watching.events.map(({ object }) => {
        const progressing = list(fields(object.status).conditions).find(({ type }) => type === 'Progressing');
        return progressing && `${progressing.status} ${progressing.reason}`;
      });
      return all.filter((reason, at) => reason !== undefined && reason !== all[at - 1]);
    };
    const last = (reason: string): Promise<true> => until(reason, () => reasons().at(-1) === reason);
    await last('True NewReplicaSetAvailable');
    await api.patch(`${deployments}/web`, { spec: { paused: true } });
    await last('Unknown DeploymentPaused');
    await api.patch(`${deployments}/web`, { spec: { paused: false } });
    // nothing is left to be done, so it goes on from what it had reached
    await until('it goes on', () => reasons().length >= 5);
    const template = { spec: { containers: [{ ...container, image: 'nginx:1.28' }] } };
    await api.patch(`${deployments}/web`, { spec: { template } }, 'strategic');
    await until(
      'a second set',
      () => reasons().filter((reason) => reason === 'True NewReplicaSetCreated').length === 2,
    );
    await last('True NewReplicaSetAvailable');
    watching.stop();
    const rollout = ['True NewReplicaSetCreated', 'True ReplicaSetUpdated', 'True NewReplicaSetAvailable'];
    const pause = ['Unknown DeploymentPaused', 'Unknown DeploymentResumed', 'True NewReplicaSetAvailable'];
    assert.deepEqual(reasons(), [...rollout, ...pause, ...rollout]);
  });
});
