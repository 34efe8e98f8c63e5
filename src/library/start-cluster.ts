/** `startCluster()` of `kubelab/cluster`. */
import { KubelabError } from '../errors.js';
import { parseServiceAccountUsername } from '../kube/user.js';
import type { Client } from '../request/api.js';
import type { Caller, Cluster, StartOptions } from './api.js';
import type { Engine, EngineOptions } from './engine.js';
import { type KubeconfigFile, writeKubeconfigFile } from './kubeconfig-file.js';

const optionNames = ['crds', 'objects', 'audit', 'clock', 'nodes', 'port', 'isolated', 'onError'];

/**
 * Starts a practice cluster for tests, in memory, and resolves when it is ready and has the objects that were given. Several run
 * beside each other. Rejects with a KubelabError: ARGUMENT_INVALID, FILE_MISSING (crds, objects), REQUEST_FAILED (an object that
 * is refused), PORT_TAKEN, CLUSTER_START_FAILED.
 *
 * @example
 * const cluster = await startCluster({ objects: ['deploy/rbac.yaml'] });
 * const robot = await cluster.client({ user: 'system:serviceaccount:default:robot' });
 * console.log((await robot.list('pods')).status);
 * await cluster.stop();
 */
export async function startCluster(options: StartOptions = {}): Promise<Cluster> {
  checkOptions(options);
  const { crds = [], objects = [] } = options;
  const given = crds.length + objects.length > 0 ? await import('./given-objects.js') : undefined;
  // files that cannot be read throw before a cluster is started
  const [definitions, others] = [given?.objectsIn(crds) ?? [], given?.objectsIn(objects) ?? []];
  const engine = await startEngine(options);
  const { cluster, stop } = clusterOf(engine);
  try {
    if (given) {
      const admin = await cluster.client();
      await given.applyDefinitions(admin, definitions);
      await given.applyObjects(admin, others);
    }
    await engine.markStart();
    return cluster;
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startEngine(options: StartOptions): Promise<Engine> {
  const { port = 0, nodes = 1, audit = 'memory', clock, isolated, onError = printFault } = options;
  const engineOptions: EngineOptions = {
    port,
    hasNode: nodes === 1,
    keepsAudit: audit === 'memory',
    onError,
    ...(clock ? { clock } : {}),
  };
  // only one of them is needed, and the cluster is most of what is loaded
  if (isolated) return (await import('./isolated-engine.js')).startIsolatedEngine(engineOptions);
  return (await import('./local-engine.js')).startLocalEngine(engineOptions);
}

function clusterOf(engine: Engine): { cluster: Cluster; stop(): Promise<void> } {
  const { server, caPem: ca, kubeconfig } = engine;
  const clients: Client[] = [];
  let file: KubeconfigFile | undefined;
  let stopped: Promise<void> | undefined;
  /** The method, as long as the cluster runs. */
  const running =
    <Args extends unknown[], T>(method: (...args: Args) => Promise<T>) =>
    async (...args: Args): Promise<T> => {
      refuseWhenStopped(stopped);
      return method(...args);
    };
  const open = async (credential: { cert: string; key: string } | { token: string }): Promise<Client> => {
    const { connect } = await import('../request/connect.js');
    const client = await connect({ server, ca, ...credential });
    clients.push(client);
    return client;
  };
  const admin = (): Promise<Client> => open({ cert: engine.admin.certPem, key: engine.admin.keyPem });
  const credentialOf = async (caller: Caller): Promise<{ cert: string; key: string } | { token: string }> => {
    if ('token' in caller) return { token: caller.token };
    const account = parseServiceAccountUsername(caller.user);
    if (account) return { token: await tokenOf(await admin(), account) };
    const { certPem: cert, keyPem: key } = await engine.certificateFor(caller.user, caller.groups ?? []);
    return { cert, key };
  };
  const stop = async (): Promise<void> => {
    await Promise.all(clients.map((client) => client.close()));
    await engine.stop();
    await file?.remove();
  };
  const cluster: Cluster = {
    server,
    ca,
    kubeconfig,
    kubeconfigFile: () => {
      refuseWhenStopped(stopped);
      file ??= writeKubeconfigFile(kubeconfig);
      return file.path;
    },
    kubeconfigFor: running(async (caller) => {
      const credential = await credentialOf(checkedCaller(caller));
      const { kubeconfigOfUser } = await import('../cluster/pki/kubeconfig.js');
      const pair = 'token' in credential ? credential : { certPem: credential.cert, keyPem: credential.key };
      return kubeconfigOfUser({ server, caPem: ca, user: 'user' in caller ? caller.user : 'user', credential: pair });
    }),
    client: running(async (caller) => (caller ? open(await credentialOf(checkedCaller(caller))) : admin())),
    auditEvents: running(engine.auditEvents),
    reset: running(engine.reset),
    pauseControllers: running(engine.pauseControllers),
    resumeControllers: running(engine.resumeControllers),
    stop: () => {
      stopped ??= stop();
      return stopped;
    },
  };
  return { cluster, stop: cluster.stop };
}

async function tokenOf(admin: Client, { namespace, name }: { namespace: string; name: string }): Promise<string> {
  const { token = '' } = await admin.must.token(name, { namespace });
  return token;
}

function refuseWhenStopped(stopped: unknown): void {
  if (stopped === undefined) return;
  throw new KubelabError('CLUSTER_NOT_RUNNING', 'This practice cluster was stopped.', {
    hint: 'Start another one with startCluster(), or stop it later.',
  });
}

function printFault(error: unknown, where: string): void {
  console.error(`kubelab cluster, ${where}: ${error instanceof Error ? error.message : String(error)}`);
}

function checkedCaller(caller: Caller): Caller {
  const { user, token } = caller as { user?: unknown; token?: unknown };
  const [given] = [user, token].filter((value) => value !== undefined);
  if ((user === undefined) !== (token === undefined) && typeof given === 'string' && given !== '') return caller;
  throw invalid("A caller is { user: 'jane' }, with groups if need be, or { token }.", 'Give one of them.');
}

function checkOptions(options: StartOptions): void {
  for (const name of Object.keys(options)) {
    if (optionNames.includes(name)) continue;
    throw invalid(
      `startCluster() knows no option ${JSON.stringify(name)}.`,
      `Its options are ${optionNames.join(', ')}.`,
    );
  }
  const { nodes = 1, audit = 'memory', port = 0 } = options;
  if (nodes !== 0 && nodes !== 1)
    throw invalid('A practice cluster has one node, or none.', 'Write nodes: 1 or nodes: 0.');
  if (audit !== 'memory' && audit !== 'none') throw invalid("audit is 'memory' or 'none'.", "Write audit: 'memory'.");
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw invalid('A port is a number from 0 to 65535.', 'Leave it out, and a free one is taken.');
  }
}

function invalid(message: string, hint: string): KubelabError {
  return new KubelabError('ARGUMENT_INVALID', message, { hint });
}
