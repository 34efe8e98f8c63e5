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
  beforeAll(this: unknown): Promise<void>;
  beforeEach(this: unknown): Promise<void>;
  afterAll(this: unknown): Promise<void>;
}

/** What mocha calls a hook with, as far as these use it. */
interface HookContext {
  timeout(): number;
  timeout(ms: number): unknown;
}
const isHookContext = (context: unknown): context is HookContext =>
  typeof context === 'object' && context !== null && 'timeout' in context && typeof context.timeout === 'function';

/** A cluster starts in less than a second, and on a busy machine in more than the two that mocha gives a hook. */
const LEAST_MS = 60_000;

/** Gives a hook that mocha runs a minute at least; a limit of 0 is none. */
function takeTime(context: unknown): void {
  if (!isHookContext(context)) return;
  const limit = context.timeout();
  if (limit > 0 && limit < LEAST_MS) context.timeout(LEAST_MS);
}

let starting: Promise<Cluster> | undefined;
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
      takeTime(this);
      starting = startCluster(options);
      running = await starting;
      process.env.KUBECONFIG = running.kubeconfigFile();
    },
    async beforeEach() {
      takeTime(this);
      if (reset === 'test') await running?.reset();
    },
    async afterAll() {
      takeTime(this);
      if (before === undefined) delete process.env.KUBECONFIG;
      else process.env.KUBECONFIG = before;
      // also one that was not ready when its hook was given up
      await (await starting?.catch(() => undefined))?.stop();
      starting = undefined;
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
