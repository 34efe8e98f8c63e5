/** `kubelab/cluster/mocha`: a practice cluster for all tests of a mocha run, as a root hook plug-in. */
import { KubelabError } from '../errors.js';
import type { Cluster, StartOptions } from './api.js';
import { startCluster } from './start-cluster.js';

/** Options of the cluster, and when it is put back as it was. */
export interface HookOptions extends StartOptions {
  /**
   * `test` (unless told): before each test, after the hooks of its suites named `before` and before those named `beforeEach`. `never`:
   * the tests call `testCluster().reset()` themselves.
   */
  reset?: 'test' | 'never';
}

/** Hooks for mocha's `mochaHooks`. */
export interface RootHooks {
  beforeAll(): Promise<void>;
  beforeEach(): Promise<void>;
  afterAll(): Promise<void>;
}

let running: Cluster | undefined;

/**
 * Root hooks that start a cluster before the first test and stop it after the last. While it runs, `KUBECONFIG` names its kubeconfig,
 * so that code which looks there finds it.
 *
 * @example
 * // test/cluster.mjs, for mocha --require ./test/cluster.mjs
 * import { clusterHooks } from 'kubelab/cluster/mocha';
 * export const mochaHooks = clusterHooks({ objects: ['deploy/rbac.yaml'] });
 */
export function clusterHooks({ reset = 'test', ...options }: HookOptions = {}): RootHooks {
  const before = process.env.KUBECONFIG;
  return {
    async beforeAll() {
      running = await startCluster(options);
      process.env.KUBECONFIG = running.kubeconfigFile();
    },
    async beforeEach() {
      if (reset === 'test') await running?.reset();
    },
    async afterAll() {
      if (before === undefined) delete process.env.KUBECONFIG;
      else process.env.KUBECONFIG = before;
      await running?.stop();
      running = undefined;
    },
  };
}

/** The hooks with a cluster of the usual kind, for `mocha --require kubelab/cluster/mocha`. */
export const mochaHooks: RootHooks = clusterHooks();

/** The cluster of the hooks. Throws CLUSTER_NOT_RUNNING outside of hooks and tests. */
export function testCluster(): Cluster {
  if (running) return running;
  throw new KubelabError('CLUSTER_NOT_RUNNING', 'The practice cluster of the root hooks does not run.', {
    hint: 'Run mocha with --require kubelab/cluster/mocha, and call testCluster() in a test or a hook.',
  });
}
