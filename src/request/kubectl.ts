/** The `kubectl` command that sends the same request, or the nearest one. Secrets stand as `$TOKEN` unless revealed. */
import type { Impersonation } from '../auth/options.js';
import { kindOfResource } from '../kube/kinds.js';
import { type RequestInfo, requestInfo } from '../kube/request-info.js';
import { quote } from '../kube/shell-word.js';
import { yamlLibrary } from '../when-needed.js';
import { bearerToken, withFiles } from './command-files.js';
import type { CommandOptions } from './exchange.js';
import { deleteFlags, logFlags, objectFlags, option, writeFlags } from './kubectl-flags.js';
import { type RawExchange, shownParts } from './sent-exchange.js';
import { commandLine } from './shell.js';

/**
 * The command; several lines when it reads an object from its standard input. A comment of the shell when kubectl cannot send
 * such a request.
 */
export function kubectlCommand(given: RawExchange, { files }: CommandOptions = {}): string {
  const raw = files === undefined ? given : withFiles(given, files);
  const { request } = shownParts(raw, raw.connection.reveal);
  const unsendable = unsendableHeaders(raw);
  if (unsendable) return unsendable;
  const info = requestInfo(request.method, request.path);
  const query = new URL(request.path, 'http://x').searchParams;
  const {
    words,
    tail = [],
    stdin,
  } = verbWords(info, request.method, request.path, query, request.body, request.headers);
  const [first = ''] = words;
  if (first.startsWith('#')) return first;
  const command = commandLine(['kubectl', ...words, ...connectionWords(raw), ...tail]);
  return stdin === undefined ? command : `${command} <<'EOF'\n${stdin.trimEnd()}\nEOF`;
}

// headers that every client sends, and those for which kubectl has a flag or a field of the kubeconfig
const sendable =
  /^(host|connection|user-agent|accept|content-length|content-type|transfer-encoding|authorization|impersonate-(user|group|uid))$/;

/** The impersonation: of the client, or of the request's own headers. */
function actingOf({ connection, request: { headers } }: RawExchange): Impersonation | undefined {
  const { 'impersonate-user': user, 'impersonate-group': group, 'impersonate-uid': uid } = headers;
  if (connection.impersonate || user === undefined) return connection.impersonate;
  return { user, ...(group ? { groups: [group] } : {}), ...(uid ? { uid } : {}) };
}

/** Why kubectl cannot send the headers of this request; undefined when it can. */
function unsendableHeaders(raw: RawExchange): string | undefined {
  const { headers } = raw.request;
  const { impersonate } = raw.connection;
  const names = Object.keys(headers).filter(
    (name) => !sendable.test(name) && !(impersonate && name.startsWith('impersonate-')),
  );
  if (impersonate?.extra && Object.keys(impersonate.extra).length > 0) names.push('impersonate-extra-…');
  if (headers.authorization !== undefined && !bearerToken(raw)) names.push('authorization');
  if (names.length === 0) return undefined;
  const shown = names.map((name) => name.replace(/(^|-)[a-z]/g, (letters) => letters.toUpperCase())).join(', ');
  const proxy = names.some((name) => name.startsWith('x-remote-'));
  return [
    `# kubectl cannot send this request: it has no flag for the header${names.length > 1 ? 's' : ''} ${shown}.`,
    `# ${proxy ? 'Only an authenticating proxy speaks for others like that. ' : ''}Without ${names.length > 1 ? 'them' : 'it'} the server would see another request, so use curl().`,
  ].join('\n');
}

interface Words {
  words: string[];
  /** Words that stand behind the flags of the connection. */
  tail?: string[];
  stdin?: string;
}

function verbWords(
  info: RequestInfo,
  method: string,
  path: string,
  query: URLSearchParams,
  body: unknown,
  headers: Record<string, string>,
): Words {
  const review = reviewWords(info, body);
  if (review) return { words: review };
  if (info.resource === 'pods' && info.subresource === 'exec') return execWords(info, query);
  const kind = kindOfResource(info.apiGroup, info.resource);
  if (!kind || (info.subresource && !['scale', 'status', 'log'].includes(info.subresource))) {
    return rawWords(method, path, body);
  }
  const resource =
    info.apiGroup && kindOfResource('', info.resource) ? `${info.resource}.${info.apiGroup}` : info.resource;
  const scope = !kind.namespaced ? [] : info.namespace ? ['-n', quote(info.namespace)] : ['-A'];
  const selectors = [
    ...option('-l', query.get('labelSelector')),
    ...option('--field-selector', query.get('fieldSelector')),
  ];
  const subresource = info.subresource ? [`--subresource=${info.subresource}`] : [];
  switch (info.verb) {
    case 'get':
      if (info.subresource === 'log') return { words: ['logs', quote(info.name), ...scope, ...logFlags(query)] };
      return { words: ['get', resource, quote(info.name), ...scope, ...subresource, '-o', 'yaml'] };
    case 'list':
      return { words: ['get', resource, ...scope, ...selectors] };
    case 'watch':
      return { words: ['get', resource, ...scope, ...selectors, '--watch'] };
    case 'create':
      return {
        words: ['create', ...scope.filter((w) => w !== '-A'), ...objectFlags(query), '-f', '-'],
        stdin: yamlOf(body),
      };
    case 'update':
      return { words: ['replace', ...scope, ...subresource, ...objectFlags(query), '-f', '-'], stdin: yamlOf(body) };
    case 'patch':
      return patchWords(resource, info, scope, subresource, query, body, headers);
    case 'delete':
      return { words: ['delete', resource, quote(info.name), ...scope, ...deleteFlags(query, body), '--wait=false'] };
    case 'deletecollection':
      return {
        words: [
          'delete',
          resource,
          ...scope,
          ...(selectors.length ? selectors : ['--all']),
          ...deleteFlags(query, body),
          '--wait=false',
        ],
      };
    default:
      return rawWords(method, path, body);
  }
}

function execWords({ name, namespace }: RequestInfo, query: URLSearchParams): Words {
  const isSet = (flag: string): boolean => query.get(flag) === 'true';
  return {
    words: [
      'exec',
      quote(name),
      '-n',
      quote(namespace),
      ...option('-c', query.get('container')),
      ...(isSet('stdin') ? ['-i'] : []),
      ...(isSet('tty') ? ['-t'] : []),
    ],
    tail: ['--', ...query.getAll('command').map(quote)],
  };
}

function patchWords(
  resource: string,
  info: RequestInfo,
  scope: string[],
  subresource: string[],
  query: URLSearchParams,
  body: unknown,
  headers: Record<string, string>,
): Words {
  const type = headers['content-type'] ?? '';
  if (type.includes('apply-patch')) {
    const force = query.get('force') === 'true' ? ['--force-conflicts'] : [];
    return {
      words: ['apply', '--server-side', ...objectFlags(query), ...force, ...scope, ...subresource, '-f', '-'],
      stdin: yamlOf(body),
    };
  }
  const how = type.includes('json-patch') ? 'json' : type.includes('strategic') ? 'strategic' : 'merge';
  const patch = typeof body === 'string' ? body : JSON.stringify(body);
  const on = [resource, quote(info.name), ...scope, ...subresource, ...writeFlags(query)];
  return { words: ['patch', ...on, '--type', how, '-p', quote(patch)] };
}

/** The requests that kubectl has a command of its own for. */
function reviewWords(
  { verb, resource, subresource, name, namespace }: RequestInfo,
  body: unknown,
): string[] | undefined {
  if (verb !== 'create') return undefined;
  const spec = field(body, 'spec');
  if (resource === 'selfsubjectreviews') return ['auth', 'whoami'];
  if (resource === 'selfsubjectaccessreviews') {
    const wanted = field(spec, 'resourceAttributes');
    if (!wanted) {
      const path = field(spec, 'nonResourceAttributes');
      return ['auth', 'can-i', quote(text(path, 'verb')), quote(text(path, 'path'))];
    }
    const group = text(wanted, 'group');
    const what = `${text(wanted, 'resource')}${group ? `.${group}` : ''}${text(wanted, 'name') ? `/${text(wanted, 'name')}` : ''}`;
    const part = text(wanted, 'subresource');
    const where = text(wanted, 'namespace');
    return [
      'auth',
      'can-i',
      quote(text(wanted, 'verb')),
      quote(what),
      ...(part ? [`--subresource=${part}`] : []),
      ...(where ? ['-n', quote(where)] : ['-A']),
    ];
  }
  if (resource === 'serviceaccounts' && subresource === 'token') {
    const audiences = field(spec, 'audiences');
    const bound = field(spec, 'boundObjectRef');
    const seconds = field(spec, 'expirationSeconds');
    return [
      'create',
      'token',
      quote(name),
      '-n',
      quote(namespace),
      ...(Array.isArray(audiences) ? audiences.map((a) => `--audience=${quote(String(a))}`) : []),
      ...(seconds === undefined ? [] : [`--duration=${String(seconds)}s`]),
      ...(bound
        ? [`--bound-object-kind=${text(bound, 'kind')}`, `--bound-object-name=${quote(text(bound, 'name'))}`]
        : []),
    ];
  }
  return undefined;
}

function rawWords(method: string, path: string, body: unknown): Words {
  const commands: Record<string, string> = { GET: 'get', POST: 'create', PUT: 'replace', DELETE: 'delete' };
  const command = commands[method];
  if (!command) return { words: [`# kubectl has no command for ${method} of this path; use curl()`] };
  const stdin =
    command === 'create' || command === 'replace'
      ? { stdin: typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body, null, 2) }
      : {};
  return { words: [command, '--raw', quote(path), ...('stdin' in stdin ? ['-f', '-'] : [])], ...stdin };
}

/** Cluster and identity: the kubeconfig when they come from it, else flag by flag. */
function connectionWords(raw: RawExchange): string[] {
  const { connection, credential, identity } = raw;
  const { origins, trust, server, reveal } = connection;
  const words: string[] = [];
  // a header of the request's own replaces the credential of the client
  const own = identity.method === 'authorization header' || bearerToken(raw) !== credential.token;
  if (origins.kubeconfig && !own) {
    const paths = origins.kubeconfig.split(':');
    // --kubeconfig takes one file; several are a matter of the variable
    if (paths.length === 1) words.push('--kubeconfig', quote(origins.kubeconfig));
    if (origins.context) words.push('--context', quote(origins.context));
  } else {
    // without a file of one's own kubectl would add the identity of ~/.kube/config
    words.push('--kubeconfig', '/dev/null', '--server', quote(server));
    if (trust.insecure) words.push('--insecure-skip-tls-verify');
    else if (trust.ca) words.push('--certificate-authority', quote(origins.ca ?? 'ca.crt'));
    if (trust.serverName) words.push('--tls-server-name', quote(trust.serverName));
    if (credential.certificate) {
      words.push(
        '--client-certificate',
        quote(origins.cert ?? 'client.crt'),
        '--client-key',
        quote(origins.key ?? 'client.key'),
      );
    }
    const token = bearerToken(raw);
    if (token)
      words.push(
        reveal ? `--token=${token}` : origins.token ? `--token="$(cat ${quote(origins.token)})"` : '--token="$TOKEN"',
      );
  }
  const acting = actingOf(raw);
  if (acting) {
    words.push(`--as=${quote(acting.user)}`, ...(acting.groups ?? []).map((group) => `--as-group=${quote(group)}`));
    if (acting.uid) words.push(`--as-uid=${quote(acting.uid)}`);
  }
  return words;
}

function yamlOf(body: unknown): string {
  return typeof body === 'string' ? body : yamlLibrary().stringify(body ?? {});
}

function field(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}

function text(value: unknown, key: string): string {
  const found = field(value, key);
  return found === undefined ? '' : String(found);
}
