/**
 * Bearer tokens in the Authorization header or, for WebSocket clients, in a sub-protocol
 * (k8s.io/apiserver/pkg/authentication/request/bearertoken and websocket).
 */
import type { Headers } from '../chain/handler.js';
import type { Authenticator, TokenAuthenticator } from './authenticator.js';
import { headerValue, headerValues } from './headers.js';

const subprotocolPrefix = 'base64url.bearer.authorization.k8s.io.';

/** A token in a request's headers, or why a value that looks like one is not recognised. */
export interface BearerCredential {
  token?: string;
  /** A sentence for a client that meant to send a credential. */
  unrecognised?: string;
  /** The text of the `Warning` header that Kubernetes sends. */
  warning?: string;
}

/** The bearer token in `headers`. An empty one, another scheme, and two spaces behind `Bearer` are no credential. */
export function bearerCredential(headers: Headers): BearerCredential {
  const header = headerValue(headers, 'authorization')?.trim() ?? '';
  if (header !== '') {
    const [scheme, rest] = cut(header);
    if (scheme.toLowerCase() !== 'bearer') {
      return {
        unrecognised:
          scheme.toLowerCase() === 'basic'
            ? 'Basic authentication is no method of Kubernetes any more; the header was passed over.'
            : 'The Authorization header does not begin with "Bearer "; it was passed over.',
      };
    }
    const [token, more] = cut(rest ?? '');
    if (token) return { token };
    if (more !== undefined) {
      return {
        unrecognised: 'There are two spaces behind "Bearer"; the token between them is empty and was passed over.',
        warning: 'the provided Authorization header contains extra space before the bearer token, and is ignored',
      };
    }
    return { unrecognised: 'The Authorization header holds "Bearer" and no token; it was passed over.' };
  }
  const protocols = headerValues(headers, 'sec-websocket-protocol')
    .join(',')
    .split(',')
    .map((p) => p.trim());
  const carrier = protocols.find((p) => p.startsWith(subprotocolPrefix));
  if (carrier) return { token: Buffer.from(carrier.slice(subprotocolPrefix.length), 'base64url').toString() };
  return {};
}

/** The text before the first space, and the text behind it. */
function cut(text: string): [string, string | undefined] {
  const space = text.indexOf(' ');
  return space < 0 ? [text, undefined] : [text.slice(0, space), text.slice(space + 1)];
}

/** An authenticator that judges the bearer token of a request. */
export function bearerTokenAuthenticator(authenticate: TokenAuthenticator): Authenticator {
  return ({ headers }) => {
    const { token } = bearerCredential(headers);
    return token === undefined ? { outcome: 'none' } : authenticate(token);
  };
}

/** Takes a token out of the WebSocket sub-protocols, so that no handler offers it back to the client. */
export function withoutTokenProtocol(headers: Headers): Headers {
  const value = headerValues(headers, 'sec-websocket-protocol').join(',');
  if (!value.includes(subprotocolPrefix)) return headers;
  const rest = value
    .split(',')
    .map((p) => p.trim())
    .filter((p) => !p.startsWith(subprotocolPrefix));
  return { ...headers, 'sec-websocket-protocol': rest.length ? rest.join(', ') : undefined };
}
