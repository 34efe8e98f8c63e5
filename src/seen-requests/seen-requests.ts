/** The requests that an API server saw, as audit events: by its audit log, or by the helper's own record where that is out of reach. */
import { randomUUID } from 'node:crypto';
import type { AuditEvent } from '../kube/audit-event.js';
import { checkUserAgent } from '../kube/user-agent.js';
import type { Client } from '../request/api.js';
import { ownRequests } from '../request/own-record.js';
import { auditEventsUpTo } from './audit-file.js';
import { auditEventsOf } from './own-events.js';

/** Which requests. */
export interface SeenRequestsOptions {
  /** Only those that came at this moment (milliseconds) or later. */
  since: number;
  /** The API server's audit log; without one the helper's own record is taken. */
  auditLog: string | undefined;
}

/**
 * The events of all requests to the client's server until now, the oldest first. Where there is an audit log, `client` sends a
 * request of its own whose line is waited for. Rejects with the file system's error when the log cannot be read.
 */
export async function seenRequests(client: Client, { since, auditLog }: SeenRequestsOptions): Promise<AuditEvent[]> {
  if (auditLog === undefined) return auditEventsOf(ownRequests(client.server).filter(({ at }) => at >= since));
  return auditEventsUpTo(auditLog, since, await mark(client));
}

/** Sends a request that the audit log shows, whatever the answer is; returns the id by which it is found there. */
async function mark(client: Client): Promise<string> {
  const id = randomUUID();
  const sent = await client
    .with({ userAgent: checkUserAgent })
    .get('/api/v1/namespaces/default', { headers: { 'audit-id': id } });
  // a refusal that nobody looks at is told at the end of the cell
  void sent.ok;
  return id;
}
