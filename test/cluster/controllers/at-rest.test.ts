/** Controllers that look at an object, of which nothing is to be done, and write nothing. */
import assert from 'node:assert/strict';
import { fields } from '../../../src/kube/fields.js';
import { clusterForTests } from '../../helpers/cluster-for-tests.js';
import { until } from '../../helpers/until.js';

type Status = Record<string, unknown>;

describe('nothing is written about an object that has what it asks for:', () => {
  const { cluster, api } = clusterForTests('quiet');

  const containers = [{ name: 'c', image: 'nginx' }];
  const specOf = (name: string) => {
    const labels = { app: name };
    return { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers } } };
  };
  const isReady = (status: Status): boolean => status.readyReplicas === 1 && status.availableReplicas === 1;
  for (const [what, group, plural, spec, isDone] of [
    ['a replica set', 'apps/v1', 'replicasets', specOf, isReady],
    ['a stateful set', 'apps/v1', 'statefulsets', specOf, isReady],
    [
      'a deployment',
      'apps/v1',
      'deployments',
      specOf,
      (status: Status) => isReady(status) && status.updatedReplicas === 1,
    ],
    ['a daemon set', 'apps/v1', 'daemonsets', specOf, (status: Status) => status.numberAvailable === 1],
    [
      'an autoscaler',
      'autoscaling/v2',
      'horizontalpodautoscalers',
      (name: string) => ({ maxReplicas: 2, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name } }),
      (status: Status) => status.conditions !== undefined,
    ],
    [
      'a disruption budget',
      'policy/v1',
      'poddisruptionbudgets',
      (name: string) => ({ minAvailable: 1, selector: { matchLabels: { budget: name } } }),
      (status: Status) => status.observedGeneration === 1,
    ],
  ] as const) {
    it(what, async () => {
      const path = `/apis/${group}/namespaces/quiet/${plural}`;
      const statusOf = async (name: string): Promise<Status> => fields((await api.get(`${path}/${name}`)).body.status);
      const start = async (name: string): Promise<void> => {
        const { code, text } = await api.post(path, { metadata: { name }, spec: spec(name) });
        assert.equal(code, 201, text);
        await until(`${name} is done`, async () => isDone(await statusOf(name)));
      };
      const [first, next] = [`${plural}-first`, `${plural}-next`];
      await start(first);
      /** The writes of controllers about what has the name, or begins with it. */
      const writes = () =>
        cluster.events.filter(
          ({ verb, objectRef, user }) =>
            ['create', 'update', 'patch', 'delete'].includes(verb) &&
            objectRef?.resource !== 'events' &&
            objectRef?.name?.startsWith(first) &&
            user.username !== 'kubelab-admin',
        ).length;
      // one that was done may be looked at once more
      await api.patch(`${path}/${first}`, { metadata: { labels: { looked: 'at' } } });
      await start(next);
      const before = writes();
      await api.patch(`${path}/${first}`, { metadata: { labels: { looked: 'again' } } });
      // objects of a kind are worked on one after the other
      await start(`${plural}-last`);
      assert.equal(writes(), before);
    });
  }
});
