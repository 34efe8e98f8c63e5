/**
 * This process's requests to API servers, in short: the record that a self-check uses where no audit log can be read.
 * Kept in memory, the oldest forgotten first.
 */
import type { PresentCredential } from '../auth/credential.js';
import type { Identity } from '../auth/identity.js';
import { isRecord } from './loose.js';
import type { RawExchange } from './sent-exchange.js';

/** One request that was answered. */
export interface OwnRequest {
  /** When the answer was complete, in milliseconds. */
  at: number;
  server: string;
  method: string;
  /** Path and query. */
  path: string;
  userAgent: string;
  /** The body that was sent, as an object; undefined for any other. */
  body: unknown;
  status: number;
  /** The name of the object in the answer, for one that the server named. */
  name: string | undefined;
  identity: Identity;
  credential: PresentCredential;
}

const LIMIT = 5000;
const requests: OwnRequest[] = [];

/** Records an answered request; a request without an answer never reached a server. */
export function keepRequest(raw: RawExchange, at: number = Date.now()): void {
  const { request, response, body, identity, credential, connection, userAgent } = raw;
  if (!response) return;
  const name: unknown = isRecord(body) && isRecord(body.metadata) ? body.metadata.name : undefined;
  requests.push({
    at,
    server: connection.server,
    method: request.method,
    path: request.path,
    userAgent,
    body: isRecord(request.body) ? request.body : undefined,
    status: response.status,
    name: typeof name === 'string' ? name : undefined,
    identity,
    credential,
  });
  if (requests.length > LIMIT) requests.shift();
}

/** The requests of this process to `server` that were answered, oldest first. */
export function ownRequests(server: string): OwnRequest[] {
  return requests.filter((request) => request.server === server);
}
