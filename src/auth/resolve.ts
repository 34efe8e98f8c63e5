/** From the options of `connect()` and `with()` to a {@link Connection}: exactly one way in, checked before any socket. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { KubelabError } from '../errors.js';
import { refusePromises } from '../forgotten-await.js';
import { homeFolder, kubelabHome, readRunning, usualKubeconfig } from '../home.js';
import { kernelIdleMinutes } from '../kernel-cluster.js';
import { typedCommand } from '../typed-command.js';
import type { Connection, Credential, Origins, Trust } from './connection.js';
import { tokenOfFile } from './credential.js';
import {
  type Kubeconfig,
  loadKubeconfigOption,
  loadKubeconfigs,
  loadKubeconfigVariable,
  resolveContext,
} from './kubeconfig.js';
import { readContext } from './kubeconfig-user.js';
import { pemOf } from './make-credentials.js';
import { expandHome, isTokenPath, notText, pemMaterial } from './material.js';
import type { ConnectOptions, CredentialOptions, Surroundings, WithOptions } from './options.js';
import { type Checks, checkedServer, checksOf } from './preflight.js';

const connectKeys = [
  'kubeconfig',
  'context',
  'server',
  'ca',
  'cert',
  'key',
  'token',
  'insecure',
  'reveal',
  'timeout',
  'userAgent',
  'impersonate',
  'tlsServerName',
  'unchecked',
];
const withKeys = [...connectKeys.filter((key) => key !== 'kubeconfig' && key !== 'context'), 'anonymous'];

/** The way in that the options name; throws a KubelabError for anything that cannot work. */
export function resolveConnection(options: ConnectOptions = {}, surroundings: Surroundings = {}): Connection {
  checkKeys(options, connectKeys, 'connect()');
  const { server, kubeconfig, context } = options;
  if (server !== undefined) {
    if (kubeconfig !== undefined || context !== undefined) {
      throw twoWays('a server and a kubeconfig', 'Leave one out; the kubeconfig names its own server.');
    }
    return directConnection(server, options, surroundings);
  }
  const stray = (['ca', 'cert', 'key', 'token', 'insecure'] as const).filter((key) => options[key] !== undefined);
  if (stray.length > 0) {
    throw new KubelabError('ARGUMENT_INVALID', `connect() was given ${stray.join(' and ')} and no server to go with.`, {
      hint: `Add server: 'https://HOST:PORT', or change an existing client: (await connect()).with({ ${stray[0]}: … }).`,
    });
  }
  const found = kubeconfig === undefined ? findKubeconfig(surroundings) : undefined;
  const loaded = found?.kubeconfig ?? loadKubeconfigOption(textOption(kubeconfig, 'kubeconfig'));
  return fromKubeconfig(loaded, context, options, surroundings, found?.source);
}

/** The kubeconfig that `connect()` takes without options, and where it was found; throws CLUSTER_STALE or NO_CLUSTER. */
export function findKubeconfig(surroundings: Surroundings = {}): { kubeconfig: Kubeconfig; source: string } {
  const env = surroundings.env ?? process.env;
  if (env.KUBECONFIG) return { kubeconfig: loadKubeconfigVariable(env.KUBECONFIG), source: 'KUBECONFIG' };
  const running = readRunning(kubelabHome(env));
  if (running && !running.alive) {
    throw new KubelabError(
      'CLUSTER_STALE',
      `The practice cluster of ${running.record.startedAt} (process ${running.record.pid}) no longer runs; only its record is left.`,
      {
        hint:
          kernelIdleMinutes(env) === undefined
            ? `Start it again in a terminal, \`${clusterUp(env)}\`, then run this cell again.`
            : RUN_AGAIN,
        place: { file: kubelabHome(env).running },
      },
    );
  }
  if (running)
    return { kubeconfig: loadKubeconfigs([running.record.kubeconfig]), source: 'the running practice cluster' };
  const path = usualKubeconfig(surroundings.homeFolder ?? homeFolder(env));
  if (existsSync(path)) return { kubeconfig: loadKubeconfigs([path]), source: '~/.kube/config' };
  throw new KubelabError(
    'NO_CLUSTER',
    'There is no cluster to connect to: KUBECONFIG is not set, no practice cluster runs, and there is no ~/.kube/config.',
    {
      hint:
        kernelIdleMinutes(env) === undefined
          ? `Start the practice cluster in a terminal, \`${clusterUp(env)}\`, or name a kubeconfig: connect({ kubeconfig: FILE }).`
          : RUN_AGAIN,
    },
  );
}

/** The hint where the kernel starts the cluster itself, before each cell. */
const RUN_AGAIN = 'Run this cell again: this kernel starts the practice cluster first, and says why when it cannot.';

function clusterUp(env: Record<string, string | undefined>): string {
  return typedCommand('cluster up --detach', env);
}

function fromKubeconfig(
  kubeconfig: Kubeconfig,
  wanted: string | undefined,
  options: ConnectOptions,
  surroundings: Surroundings,
  source: string | undefined,
): Connection {
  const context = resolveContext(kubeconfig, wanted);
  const { trust, origins, ...parts } = readContext(context, options.unchecked);
  if (options.tlsServerName) trust.serverName = options.tlsServerName;
  if (trust.insecure) warnInsecure(surroundings, parts.server);
  const file = kubeconfig.files[0];
  return {
    ...parts,
    trust,
    namespace: context.namespace,
    source: `${source ?? (file ? `the kubeconfig ${kubeconfig.files.join(', ')}` : 'a kubeconfig given as text')}, context ${context.name}`,
    origins: { ...origins, ...(file ? { kubeconfig: kubeconfig.files.join(':'), context: context.name } : {}) },
    ...common(options),
  };
}

function directConnection(server: string, options: ConnectOptions, surroundings: Surroundings): Connection {
  const url = checkedServer(textOption(server, 'server'), { name: 'server' });
  const origins: Origins = {};
  const checks = checksOf(options.unchecked);
  const trust = trustOf(options, origins, checks);
  if (trust.insecure) warnInsecure(surroundings, url);
  return {
    server: url,
    trust,
    credential: credentialOf(options, origins, checks),
    namespace: 'default',
    source: 'the options of connect()',
    origins,
    ...common(options),
  };
}

const changed = (source: string): string =>
  source.endsWith(', changed by with()') ? source : `${source}, changed by with()`;

/** The connection that `client.with(options)` uses; throws as `connect()` does. */
export function changeConnection(old: Connection, options: WithOptions, surroundings: Surroundings = {}): Connection {
  checkKeys(options, withKeys, 'with()');
  const { kubeconfig: _file, context: _context, ...origins } = { ...old.origins };
  const checks = checksOf(options.unchecked ?? old.unchecked);
  const named = ['cert', 'key', 'token'].some((key) => Object.hasOwn(options, key));
  if (options.anonymous && named) throw twoWays('anonymous and a credential', 'Leave one out.');
  const next: Connection = { ...old, trust: { ...old.trust }, origins, source: changed(old.source) };
  if (options.server !== undefined)
    next.server = checkedServer(textOption(options.server, 'server'), { name: 'server' });
  const { ca, insecure } = options;
  if (ca === undefined && insecure === false) next.trust.insecure = false;
  else if (ca !== undefined || insecure !== undefined) {
    delete origins.ca;
    next.trust = trustOf({ ca, insecure }, origins, checks);
    if (next.trust.insecure) warnInsecure(surroundings, next.server);
  }
  const serverName = options.tlsServerName ?? old.trust.serverName;
  if (serverName) next.trust.serverName = serverName;
  if (named || options.anonymous) {
    delete origins.cert;
    delete origins.key;
    delete origins.token;
    next.credential = credentialOf(options, origins, checks);
    // whom to act as belonged to the old credential
    delete next.impersonate;
  }
  return { ...next, ...common(options, next) };
}

/** The connection from the files that Kubernetes mounts into a pod; throws NOT_IN_POD. */
export function podConnection(options: ConnectOptions = {}, surroundings: Surroundings = {}): Connection {
  const env = surroundings.env ?? process.env;
  const folder = surroundings.podFolder ?? '/var/run/secrets/kubernetes.io/serviceaccount';
  const [host, port] = [env.KUBERNETES_SERVICE_HOST, env.KUBERNETES_SERVICE_PORT ?? '443'];
  const lacking = ['ca.crt', 'token'].filter((file) => !existsSync(join(folder, file)));
  if (!host || lacking.length > 0) {
    throw new KubelabError(
      'NOT_IN_POD',
      `This is not a pod with a service account: ${[...(host ? [] : ['KUBERNETES_SERVICE_HOST is not set']), ...lacking.map((file) => `${file} is not mounted`)].join(', ')}.`,
      {
        hint: 'Use connect() outside of a pod; inside, set automountServiceAccountToken to true.',
        place: { file: folder },
      },
    );
  }
  const address = host.includes(':') ? `[${host}]` : host;
  const connection = directConnection(
    `https://${address}:${port}`,
    { ...options, ca: join(folder, 'ca.crt'), token: join(folder, 'token') },
    surroundings,
  );
  const namespaceFile = join(folder, 'namespace');
  const namespace = existsSync(namespaceFile) ? pemMaterial(namespaceFile, 'namespace').text.trim() : 'default';
  return { ...connection, namespace, source: 'the files mounted into this pod' };
}

function trustOf(
  { ca, insecure, tlsServerName }: Pick<ConnectOptions, 'ca' | 'insecure' | 'tlsServerName'>,
  origins: Origins,
  checks: Checks,
): Trust {
  if (insecure && ca !== undefined) {
    throw twoWays('a CA and insecure', 'Leave insecure out: with the CA there is no need for it.');
  }
  const trust: Trust = { insecure: insecure === true };
  if (ca !== undefined && ca !== 'system') {
    const material = pemMaterial(ca, 'ca');
    trust.ca = checks.ca(material.text, material.given);
    if (material.path) origins.ca = material.path;
  }
  if (tlsServerName) trust.serverName = tlsServerName;
  return trust;
}

function credentialOf(options: CredentialOptions, origins: Origins, checks: Checks): Credential {
  const credential: Credential = {};
  // a value that is undefined although its name was written is a slip, and would go out as nobody
  for (const key of ['cert', 'key', 'token'] as const) {
    if (Object.hasOwn(options, key) && options[key] === undefined) throw notText(undefined, key, 'a text');
  }
  const cert = options.cert === undefined ? undefined : pemMaterial(options.cert, 'cert');
  const key = options.key === undefined ? undefined : pemMaterial(pemOf(options.key), 'key');
  const pair = checks.pair(cert?.text, key?.text, {
    cert: cert?.given ?? { name: 'cert' },
    key: key?.given ?? { name: 'key' },
  });
  Object.assign(credential, pair);
  if (cert?.path) origins.cert = cert.path;
  if (key?.path) origins.key = key.path;
  if (options.token !== undefined) {
    if (typeof options.token !== 'string')
      throw notText(options.token, 'token', 'a token or the path of a file that holds one');
    if (isTokenPath(options.token)) {
      const path = expandHome(options.token);
      tokenOfFile(path, checks);
      credential.token = { kind: 'file', path };
      origins.token = path;
    } else credential.token = { kind: 'text', text: checks.token(options.token, { name: 'token' }) };
  }
  return credential;
}

function common(
  { reveal, unchecked, timeout, userAgent, impersonate }: Partial<WithOptions>,
  old: Partial<Connection> = {},
): Pick<Connection, 'reveal' | 'unchecked' | 'timeout' | 'userAgent'> & Partial<Pick<Connection, 'impersonate'>> {
  if (timeout !== undefined && !(typeof timeout === 'number' && timeout > 0)) {
    throw new KubelabError('ARGUMENT_INVALID', 'timeout must be a number of milliseconds above 0.', {
      hint: 'Write timeout: 30_000.',
    });
  }
  if (impersonate !== undefined && (typeof impersonate?.user !== 'string' || impersonate.user === '')) {
    throw new KubelabError('ARGUMENT_INVALID', 'Impersonation needs the name of a user.', {
      hint: "Write impersonate: { user: 'jane', groups: ['developers'] }.",
    });
  }
  return {
    reveal: reveal ?? old.reveal ?? false,
    unchecked: unchecked ?? old.unchecked ?? false,
    timeout: timeout ?? old.timeout ?? 30_000,
    userAgent: userAgent ?? old.userAgent ?? 'kubelab',
    ...(impersonate ? { impersonate } : {}),
  };
}

function warnInsecure({ warn = console.warn }: Surroundings, server: string): void {
  if (server.startsWith('http:')) return;
  warn(
    `Warning: the certificate of ${server} is not checked. Whoever answers there, the API server or someone in between, ` +
      'may answer anything, and gets your token if you send one. Give the CA instead: { ca: … }.',
  );
}

function checkKeys(options: object, known: readonly string[], what: string): void {
  if (typeof options !== 'object' || options === null)
    throw notText(options, `What ${what} takes`, 'an object of options');
  refusePromises(what.replace('()', ''), [options]);
  const unknown = Object.keys(options).find((key) => !known.includes(key));
  if (unknown === undefined) return;
  throw new KubelabError('ARGUMENT_INVALID', `${what} has no option ${JSON.stringify(unknown)}.`, {
    hint: `Its options are: ${known.join(', ')}.`,
  });
}

function twoWays(what: string, hint: string): KubelabError {
  return new KubelabError('ARGUMENT_INVALID', `This names two ways in: ${what}.`, { hint });
}

function textOption(value: unknown, name: string): string {
  if (typeof value !== 'string' || value === '') throw notText(value === '' ? undefined : value, name, 'a text');
  return value;
}
