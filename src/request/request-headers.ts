/** The headers that a request goes out with: the caller's, checked unless told otherwise, and those of impersonation. */
import type { Connection } from '../auth/connection.js';
import { KubelabError } from '../errors.js';
import { unverifiedMark } from '../kube/user-agent.js';
import { httpModule } from '../when-needed.js';
import type { Message } from './sender.js';

/** The Accept header of a request without its own: an API server answers it with JSON, as it does without the header. */
export const ACCEPT = 'application/json, */*';

/** The headers of a caller unchanged, when they can be sent; throws ARGUMENT_INVALID. */
export function checkedHeaders(headers: Record<string, string> = {}): Record<string, string> {
  for (const [name, value] of Object.entries(headers)) {
    const sound =
      /^[\w!#$%&'*+.^`|~-]+$/.test(name) && typeof value === 'string' && /^[\t\x20-\x7e\x80-\xff]*$/.test(value);
    if (sound) continue;
    throw new KubelabError(
      'ARGUMENT_INVALID',
      `The header ${JSON.stringify(name)} cannot be sent: its ${typeof value === 'string' ? 'name or value holds a character that headers do not carry' : 'value is not a text'}.`,
      {
        hint: /\n/.test(String(value))
          ? 'There is a line break in the value: trim it.'
          : 'Give names and values as plain text.',
      },
    );
  }
  return headers;
}

/** Throws ARGUMENT_INVALID for a header that the client makes itself and that cannot be sent: User-Agent, Impersonate-*. */
export function checkEach(headers: Message['headers']): void {
  for (const [name, values] of Object.entries(headers)) {
    for (const value of [values].flat()) checkedHeaders({ [name]: value });
  }
}

/** Throws TOKEN_INVALID, caused by the error of Node, for a header that no client can write. */
export function refuseUnwritable(headers: Message['headers']): void {
  for (const [name, value] of Object.entries(headers)) {
    try {
      for (const one of [value].flat()) httpModule().validateHeaderValue(name, one);
    } catch (cause) {
      const isToken = name === 'authorization';
      throw new KubelabError(
        'TOKEN_INVALID',
        `The header ${JSON.stringify(name)} cannot be written: its value holds a character that ends a line or is none of HTTP's. Nothing was sent.`,
        {
          hint: `A line break at the end ${isToken ? 'of a token ' : ''}comes from an editor or from \`echo\` without -n: ${isToken ? 'token' : 'value'}.trim().`,
          cause,
        },
      );
    }
  }
}

/** The headers under lower-case names. */
export function lowerCase(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

/** The `Impersonate-*` headers of a connection. */
export function impersonationHeaders({ impersonate }: Connection): Message['headers'] {
  if (!impersonate) return {};
  const { user, uid, groups = [], extra = {} } = impersonate;
  return {
    'impersonate-user': user,
    // one header for each: a comma may be part of a group's name
    ...(groups.length ? { 'impersonate-group': groups } : {}),
    ...(uid ? { 'impersonate-uid': uid } : {}),
    ...Object.fromEntries(
      Object.entries(extra).map(([key, values]) => [
        `impersonate-extra-${encodeURIComponent(key.toLowerCase())}`,
        values,
      ]),
    ),
  };
}

/** The User-Agent. A client that skips the check of the server says so: the audit log does not show it otherwise. */
export function userAgentOf({ userAgent, trust }: Connection): string {
  return trust.insecure ? `${userAgent} ${unverifiedMark}` : userAgent;
}
