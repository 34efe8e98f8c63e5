/** The practice cluster of a `describe`. */
import assert from 'node:assert/strict';
import { type Api, adminOf, makeNamespace } from './api.js';
import { practiceCluster, type TestCluster } from './practice-cluster.js';

/**
 * Starts a cluster before the tests of the `describe` that calls this, with a namespace where one is named, and stops it behind them; a
 * fault of its own fails them. What is returned stands for the cluster and its administrator's API, and can be used once it runs.
 */
export function clusterForTests(namespace?: string): { cluster: TestCluster; api: Api } {
  const running: { cluster?: TestCluster; api?: Api } = {};
  before(async () => {
    running.cluster = await practiceCluster();
    running.api = adminOf(running.cluster);
    if (namespace !== undefined) await makeNamespace(running.api, namespace);
  });
  after(async () => {
    running.api?.close();
    await running.cluster?.stop();
    assert.deepEqual(running.cluster?.faults, []);
  });
  return {
    cluster: standingFor(() => running.cluster),
    api: standingFor(() => running.api),
  };
}

/** An object whose members are those that another one has when they are asked for. */
function standingFor<T extends object>(other: () => T | undefined): T {
  return new Proxy({} as T, { get: (_, member) => Reflect.get(other() ?? {}, member) });
}
