/** Requests of the audit log, as the page names them. */
import { createHash } from 'node:crypto';
import { type AuditEvent, requestKey } from '../kube/audit-event.js';

/** The id of a request on the page, the same for each of its events: its key in 43 characters, since a key may be of any length. */
export function requestId(event: AuditEvent): string {
  return createHash('sha256').update(requestKey(event)).digest('base64url');
}
