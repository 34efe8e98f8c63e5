/** Requests of the audit log, told apart. */
import type { AuditEvent } from '../kube/audit-event.js';

/**
 * The id of a request on the page, the same for each of its events. An audit id alone may be that of several requests, since
 * clients may choose it.
 */
export function requestId({ auditID, requestReceivedTimestamp }: AuditEvent): string {
  return `${auditID} ${requestReceivedTimestamp}`;
}
