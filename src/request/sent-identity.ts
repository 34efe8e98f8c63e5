/** The claimed identity of a request: its credential, and its own headers that change that. */
import type { Connection } from '../auth/connection.js';
import type { PresentCredential } from '../auth/credential.js';
import { type Identity, identityOf } from '../auth/identity.js';

/** The identity that goes out with `headers` (lower-case names), as the API server reads them. */
export function sentIdentity(
  connection: Connection,
  credential: PresentCredential,
  headers: Record<string, string>,
): Identity {
  const identity = claimed(connection, credential, headers.authorization);
  const user = headers['x-remote-user'];
  // whether the header is believed is the server's matter; that it was sent belongs to who asked
  return user
    ? { ...identity, description: `${identity.description}, speaking for ${user} (X-Remote-User)` }
    : identity;
}

// a header of the caller's own replaces the token; what it claims is what the request claims
function claimed(connection: Connection, credential: PresentCredential, authorization: string | undefined): Identity {
  const { impersonate } = connection;
  const { certificate } = credential;
  if (authorization === undefined) return identityOf(credential, impersonate);
  // as the API server reads it: the word in any case, one space, the token (bearertoken.go)
  const token = /^bearer (\S+)/i.exec(authorization.trim())?.[1];
  if (token) return identityOf({ ...(certificate ? { certificate } : {}), token }, impersonate);
  const own = identityOf(certificate ? { certificate } : {}, impersonate);
  if (certificate) return own;
  return {
    ...own,
    method: 'authorization header',
    description: 'nobody: the Authorization header is not of a form that Kubernetes knows',
  };
}
