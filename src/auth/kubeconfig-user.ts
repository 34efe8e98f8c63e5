/** A context's cluster and user as a way to a server: PEM decoded, files read, plugins described, removed ways refused. */
import { KubelabError } from '../errors.js';
import type { Credential, ExecConfig, Origins, Trust } from './connection.js';
import type { ResolvedContext } from './kubeconfig.js';
import type { Fields, KubeconfigEntry } from './kubeconfig-file.js';
import { expandHome, readText } from './material.js';
import type { Impersonation } from './options.js';
import { type Checks, checkedServer, checksOf, type Given } from './preflight.js';

/** A context's way to a server. */
export interface ContextConnection {
  server: string;
  trust: Trust;
  credential: Credential;
  impersonate?: Impersonation;
  proxyUrl?: string;
  origins: Origins;
}

interface Part {
  text: string;
  path?: string;
  given: Given;
}

/** Server, trust and credential of a context; throws KUBECONFIG_INVALID, AUTH_METHOD_REMOVED and preflight's errors. */
export function readContext(context: ResolvedContext, unchecked?: boolean): ContextConnection {
  const checks = checksOf(unchecked);
  const { fields: cluster, name } = context.cluster;
  const server = cluster.text('server');
  if (!server)
    throw cluster.fault(
      undefined,
      `The cluster ${JSON.stringify(name)} has no server.`,
      'Give it `server: https://HOST:PORT`.',
    );
  const ca = partOf(cluster, 'certificate-authority');
  const insecure = cluster.flag('insecure-skip-tls-verify');
  if (ca && insecure) {
    throw cluster.fault(
      'insecure-skip-tls-verify',
      `The cluster ${JSON.stringify(name)} has a CA and insecure-skip-tls-verify: one says to check, the other not to.`,
      'Take insecure-skip-tls-verify out.',
    );
  }
  const trust: Trust = { insecure };
  if (ca) trust.ca = checks.ca(ca.text, ca.given);
  const serverName = cluster.text('tls-server-name');
  if (serverName) trust.serverName = serverName;
  const proxyUrl = cluster.text('proxy-url');
  const connection: ContextConnection = {
    server: checkedServer(server, { name: '`server`', place: cluster.place('server') }),
    trust,
    credential: {},
    ...(proxyUrl ? { proxyUrl } : {}),
    origins: { ...(ca?.path ? { ca: ca.path } : {}) },
  };
  if (context.user) readUser(context.user, cluster, connection, checks);
  return connection;
}

function readUser(
  { fields: user, name }: KubeconfigEntry,
  cluster: Fields,
  connection: ContextConnection,
  checks: Checks,
): void {
  refuseRemoved(user, name);
  const { credential, origins } = connection;
  const cert = partOf(user, 'client-certificate');
  const key = partOf(user, 'client-key');
  const pair = checks.pair(cert?.text, key?.text, {
    cert: cert?.given ?? { name: '`client-certificate`', place: user.place() },
    key: key?.given ?? { name: '`client-key`', place: user.place() },
  });
  Object.assign(credential, pair);
  if (cert?.path) origins.cert = cert.path;
  if (key?.path) origins.key = key.path;

  const [token, tokenFile] = [user.text('token'), user.text('tokenFile')];
  // a file can be renewed, so it counts more than the text (clientcmd/api/types.go, AuthInfo.TokenFile)
  if (tokenFile) {
    const path = expandHome(tokenFile, user.folder);
    readText(path, `\`tokenFile\` of the user ${JSON.stringify(name)}`);
    credential.token = { kind: 'file', path };
    origins.token = path;
  } else if (token) {
    const given = { name: `\`token\` of the user ${JSON.stringify(name)}`, place: user.place('token') };
    credential.token = { kind: 'text', text: checks.token(token, given) };
  }
  const exec = user.mapping('exec');
  if (exec && !credential.certificate && !credential.token) credential.exec = readExec(exec, cluster);

  const as = user.text('as');
  if (as) {
    connection.impersonate = { user: as };
    const [uid, groups, extra] = [user.text('as-uid'), user.texts('as-groups'), user.mapping('as-user-extra')];
    if (uid) connection.impersonate.uid = uid;
    if (groups.length) connection.impersonate.groups = groups;
    if (extra) connection.impersonate.extra = Object.fromEntries(extra.keys().map((k) => [k, extra.texts(k)]));
  }
}

/** The text of `KEY-data` (base64), else of the file that `KEY` names. */
function partOf(fields: Fields, key: string): Part | undefined {
  const data = fields.text(`${key}-data`);
  if (data) {
    const place = fields.place(`${key}-data`);
    if (data.includes('-----BEGIN')) {
      throw new KubelabError('PEM_INVALID', `\`${key}-data\` holds PEM; it must be base64 of PEM.`, {
        hint: `Encode it with \`base64 -w0\`, or write its path as \`${key}\`.`,
        place,
      });
    }
    const compact = data.replace(/\s+/g, '');
    if (!/^[A-Za-z0-9+/]*={0,2}$/.test(compact)) {
      throw new KubelabError('PEM_INVALID', `\`${key}-data\` is not base64.`, {
        hint: 'Copy it again, whole: it is one long line.',
        place,
      });
    }
    return { text: Buffer.from(compact, 'base64').toString('utf8'), given: { name: `\`${key}-data\``, place } };
  }
  const path = fields.text(key);
  if (!path) return undefined;
  const full = expandHome(path, fields.folder);
  return { text: readText(full, `\`${key}\``), path: full, given: { name: `\`${key}\``, place: { file: full } } };
}

function refuseRemoved(user: Fields, name: string): void {
  const refuse = (key: string, message: string, hint: string): never => {
    throw new KubelabError('AUTH_METHOD_REMOVED', message, { hint, place: user.place(key) });
  };
  const who = `The user ${JSON.stringify(name)}`;
  if (user.has('auth-provider')) {
    const provider = user.mapping('auth-provider')?.text('name') ?? '';
    const plugin: Record<string, string> = {
      gcp: 'gke-gcloud-auth-plugin',
      azure: 'kubelogin convert-kubeconfig',
      oidc: 'kubectl oidc-login (the plugin kubelogin)',
    };
    refuse(
      'auth-provider',
      `${who} has an auth-provider${provider ? ` (${provider})` : ''}: credential plugins took the place of these; gcp and azure were removed from kubectl in 1.26.`,
      `Write the user with an \`exec:\` plugin instead${plugin[provider] ? `: ${plugin[provider]}` : ''}.`,
    );
  }
  for (const key of ['username', 'password']) {
    if (!user.has(key)) continue;
    refuse(
      key,
      `${who} has a ${key}: Kubernetes removed HTTP basic authentication in 1.19, and a server of today ignores it.`,
      'Use a client certificate, a service account token or an `exec:` plugin.',
    );
  }
}

function readExec(exec: Fields, cluster: Fields): ExecConfig {
  const apiVersion = exec.text('apiVersion') ?? '';
  if (!/^client\.authentication\.k8s\.io\/v1(beta1)?$/.test(apiVersion)) {
    throw exec.fault(
      'apiVersion',
      `The credential plugin is of the apiVersion ${JSON.stringify(apiVersion)}.`,
      'Use client.authentication.k8s.io/v1; v1alpha1 was removed in Kubernetes 1.24.',
    );
  }
  const command = exec.text('command');
  if (!command) throw exec.fault(undefined, 'The credential plugin has no command.', 'Give `exec:` a `command:`.');
  const interactiveMode = exec.text('interactiveMode') ?? (apiVersion.endsWith('beta1') ? 'IfAvailable' : '');
  if (interactiveMode !== 'Never' && interactiveMode !== 'IfAvailable' && interactiveMode !== 'Always') {
    throw exec.fault(
      'interactiveMode',
      `The credential plugin's interactiveMode is ${JSON.stringify(interactiveMode)}.`,
      'Use Never, IfAvailable or Always; v1 demands one of them.',
    );
  }
  const installHint = exec.text('installHint');
  return {
    apiVersion,
    // a command with a folder in it is meant from the kubeconfig's folder, one without from the PATH
    command: command.includes('/') ? expandHome(command, exec.folder) : command,
    args: exec.texts('args'),
    env: Object.fromEntries(exec.list('env').map((e) => [e.text('name') ?? '', e.text('value') ?? ''])),
    interactiveMode,
    ...(installHint ? { installHint } : {}),
    ...(exec.flag('provideClusterInfo') ? { cluster: clusterInfo(cluster) } : {}),
  };
}

function clusterInfo(cluster: Fields): object {
  const ca = partOf(cluster, 'certificate-authority');
  const extension = cluster.list('extensions').find((e) => e.text('name') === 'client.authentication.k8s.io/exec');
  return {
    server: cluster.text('server'),
    ...(cluster.text('tls-server-name') ? { 'tls-server-name': cluster.text('tls-server-name') } : {}),
    ...(cluster.flag('insecure-skip-tls-verify') ? { 'insecure-skip-tls-verify': true } : {}),
    ...(ca ? { 'certificate-authority-data': Buffer.from(ca.text).toString('base64') } : {}),
    ...(cluster.text('proxy-url') ? { 'proxy-url': cluster.text('proxy-url') } : {}),
    ...(extension ? { config: extension.value('extension') } : {}),
  };
}
