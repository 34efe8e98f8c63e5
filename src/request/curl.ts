/** The `curl` command that sends the same request. Secrets stand as `$TOKEN` and file names unless the client reveals. */
import type { Impersonation } from '../auth/options.js';
import { quote } from '../kube/shell-word.js';
import { bearerToken, missingFiles, withFiles } from './command-files.js';
import type { CommandOptions } from './exchange.js';
import { ACCEPT } from './request-headers.js';
import { type RawExchange, shownParts } from './sent-exchange.js';
import { commandLine } from './shell.js';

// headers that curl sets by itself, or that change nothing
const own = new Set(['host', 'connection', 'content-length', 'user-agent', 'transfer-encoding']);

/** The command, ready to be pasted where the files that it names are; `files` writes them into a folder. */
export function curlCommand(given: RawExchange, { files }: CommandOptions = {}): string {
  const raw = files === undefined ? given : withFiles(given, files);
  const command = wordsOf(raw);
  return missingFiles(command, raw) + command;
}

function wordsOf(raw: RawExchange): string {
  const { connection, credential, proxy } = raw;
  const { reveal, origins, trust } = connection;
  const { request } = shownParts(raw, reveal);
  const words = ['curl'];
  if (request.url.startsWith('https:')) {
    if (trust.insecure) words.push('--insecure');
    else if (trust.ca) words.push('--cacert', quote(origins.ca ?? 'ca.crt'));
    if (credential.certificate) {
      words.push('--cert', quote(origins.cert ?? 'client.crt'), '--key', quote(origins.key ?? 'client.key'));
    }
  }
  if (request.method === 'HEAD') words.push('--head');
  else if (request.method !== 'GET') words.push('-X', request.method);
  for (const [name, value] of Object.entries(request.headers)) {
    if (own.has(name) || (name === 'accept' && value === ACCEPT)) continue;
    // whom the client acts as follows below, each group in a header of its own
    if (connection.impersonate && name.startsWith('impersonate-')) continue;
    if (name === 'authorization' && !reveal && bearerToken(raw)) {
      // a token in a file is best read there: it never stands in the history of the shell
      const token = origins.token ? `$(cat ${quote(origins.token)})` : '$TOKEN';
      words.push('-H', `"Authorization: ${value.slice(0, 'Bearer '.length)}${token}"`);
    } else words.push('-H', quote(`${name}: ${value}`));
  }
  for (const header of impersonation(connection.impersonate)) words.push('-H', quote(header));
  if (request.body !== undefined) {
    const text = typeof request.body === 'string' ? request.body : JSON.stringify(request.body);
    // of a text behind -d that begins with an @, curl reads a file
    words.push(text.startsWith('@') ? '--data-raw' : '-d', quote(text));
  }
  if (proxy) words.push('--proxy', quote(proxy));
  const host = new URL(connection.server);
  if (trust.serverName && trust.serverName !== host.hostname) {
    const port = host.port || '443';
    words.push('--connect-to', quote(`${trust.serverName}:${port}:${host.hostname}:${port}`));
    return commandLine([...words, quote(request.url.replace(host.hostname, trust.serverName))]);
  }
  return commandLine([...words, quote(request.url)]);
}

function impersonation(acting: Impersonation | undefined): string[] {
  if (!acting) return [];
  const { user, uid, groups = [], extra = {} } = acting;
  return [
    `Impersonate-User: ${user}`,
    ...(uid ? [`Impersonate-Uid: ${uid}`] : []),
    ...groups.map((group) => `Impersonate-Group: ${group}`),
    ...Object.entries(extra).flatMap(([key, values]) =>
      values.map((value) => `Impersonate-Extra-${encodeURIComponent(key)}: ${value}`),
    ),
  ];
}
