/** A kubeconfig as a view: contexts, clusters and users, with the path that is current marked in all three. */

import { identityOf } from '../auth/identity.js';
import { type Kubeconfig, type ResolvedContext, resolveContext } from '../auth/kubeconfig.js';
import type { KubeconfigEntry } from '../auth/kubeconfig-file.js';
import { type ContextConnection, readContext } from '../auth/kubeconfig-user.js';
import { isKubelabError } from '../errors.js';
import { decodeCertificate } from '../inspect/x509.js';
import type { Block, Cell, View } from './view.js';

/** Contexts, clusters and users; with `reveal` the certificates and keys of the current one follow as PEM. */
export function kubeconfigView(kubeconfig: Kubeconfig, source: string, reveal: boolean): View {
  const { currentContext, contexts, clusters, users, files } = kubeconfig;
  const current = orFault(() => resolveContext(kubeconfig)).value;
  const marked = (isCurrent: boolean): string => (isCurrent ? '*' : '');
  const rowsOf = (entries: Map<string, KubeconfigEntry>, row: (entry: KubeconfigEntry) => Cell[]): Cell[][] =>
    [...entries.values()].map(row);
  return [
    { type: 'heading', text: `Kubeconfig: ${source}` },
    { type: 'text', text: files.join('\n'), tone: 'quiet' },
    pathBlock(kubeconfig, current),
    table(
      'contexts: which cluster, and as whom',
      ['', 'Context', 'Cluster', 'User', 'Namespace'],
      rowsOf(contexts, (entry) => contextRow(kubeconfig, entry.name, marked(entry.name === currentContext))),
    ),
    table(
      'clusters: where, and checked by what',
      ['', 'Cluster', 'Server', 'CA'],
      rowsOf(clusters, (entry) => clusterRow(entry, marked(entry.name === current?.cluster.name))),
    ),
    table(
      'users: who that is',
      ['', 'User', 'Identity'],
      rowsOf(users, (entry) => userRow(entry, clusters, marked(entry.name === current?.user?.name))),
    ),
    ...(reveal && current ? secrets(current) : []),
  ];
}

const table = (caption: string, columns: string[], rows: Cell[][]): Block => ({
  type: 'table',
  caption,
  columns,
  rows,
});

/** The result of `read`, or a cell with its fault. */
function orFault<T>(read: () => T): { value?: T; fault?: Cell } {
  try {
    return { value: read() };
  } catch (error) {
    if (!isKubelabError(error)) throw error;
    return { fault: { text: `${error.message} ${error.hint}`, tone: 'bad' } };
  }
}

function pathBlock({ currentContext }: Kubeconfig, current: ResolvedContext | undefined): Block {
  if (currentContext === undefined)
    return { type: 'text', tone: 'warn', text: 'There is no current-context: name one with { context }.' };
  if (!current) return { type: 'text', tone: 'bad', text: `The current-context ${currentContext} leads nowhere.` };
  const { name, cluster, user, namespace } = current;
  return {
    type: 'text',
    text: `* current: context ${name} -> cluster ${cluster.name}, ${user ? `user ${user.name}` : 'no user (anonymous)'}, namespace ${namespace}`,
  };
}

function contextRow(kubeconfig: Kubeconfig, name: string, mark: string): Cell[] {
  const { value, fault = '' } = orFault(() => resolveContext(kubeconfig, name));
  if (!value) return [mark, name, '', '', fault];
  return [mark, name, value.cluster.name, value.user?.name ?? 'none: anonymous', value.namespace];
}

function clusterRow(cluster: KubeconfigEntry, mark: string): Cell[] {
  const { value, fault = '' } = orFault(() => connectionOf(cluster, undefined));
  return value ? [mark, cluster.name, value.server, caCell(value)] : [mark, cluster.name, '', fault];
}

function userRow(user: KubeconfigEntry, clusters: Map<string, KubeconfigEntry>, mark: string): Cell[] {
  // a user is read together with a cluster, and any that is sound will do
  const cluster = [...clusters.values()].find((one) => orFault(() => connectionOf(one, undefined)).value);
  if (!cluster) return [mark, user.name, { text: 'not read: there is no cluster to go with it', tone: 'warn' }];
  const { value, fault = '' } = orFault(() => identityText(connectionOf(cluster, user)));
  return [mark, user.name, value ?? fault];
}

/** A connection of a cluster and a user; their own entries hold all it needs. */
function connectionOf(cluster: KubeconfigEntry, user: KubeconfigEntry | undefined): ContextConnection {
  return readContext({ name: cluster.name, namespace: '', context: cluster, cluster, user });
}

function identityText({ credential, impersonate }: ContextConnection): string {
  const { certificate, token, exec } = credential;
  if (token?.kind === 'file') return `the token in ${token.path}`;
  return identityOf(
    {
      ...(certificate ? { certificate } : {}),
      ...(token?.kind === 'text' ? { token: token.text } : {}),
      ...(exec ? { exec } : {}),
    },
    impersonate,
  ).description;
}

function caCell({ trust: { ca, insecure } }: ContextConnection): Cell {
  if (insecure) return { text: 'not checked', tone: 'bad' };
  return ca ? decodeCertificate(ca).subject.text : "Node's own list";
}

function secrets(current: ResolvedContext): View {
  const { trust, credential } = readContext(current);
  const parts: [string, string | undefined][] = [
    ['CA', trust.ca],
    ['certificate', credential.certificate?.cert],
    ['key', credential.certificate?.key],
    ['token', credential.token?.kind === 'text' ? credential.token.text : undefined],
  ];
  return parts.flatMap(([caption, text]) => (text ? [{ type: 'code' as const, caption, text }] : []));
}
