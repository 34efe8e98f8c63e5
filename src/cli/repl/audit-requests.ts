/** The requests of kubelab's helper in the audit log of the practice cluster, as `.last` lists them. */
import { setTimeout as sleep } from 'node:timers/promises';
import { KubelabError } from '../../errors.js';
import { type AuditEvent, requestKey } from '../../kube/audit-event.js';
import { isKubelabsOwn } from '../../kube/user-agent.js';
import { redactText } from '../../redact-text.js';
import { auditEventsAtEnd } from '../../seen-requests/audit-file.js';
import { sanitise } from '../terminal/sanitise.js';
import type { Terminal } from '../terminal/terminal.js';
import { widthOf } from '../terminal/text.js';

/** Of the log this much is read, from its end. */
const MOST_BYTES = 8 * 1024 * 1024;
/** The cluster writes an event when it has answered; it is waited for, up to this long. */
const PATIENCE_MS = 3000;
const PAUSE_MS = 20;

/**
 * The last `count` requests by a client that calls itself kubelab, oldest first, those of checks and of set-ups left out. Waits
 * until the request with the audit id `until` is there. Throws FILE_UNREADABLE.
 */
export async function lastRequests(file: string, count: number, until: string | undefined): Promise<AuditEvent[]> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const events = endOf(file);
    if (until === undefined || events.some(({ auditID }) => auditID === until) || performance.now() > deadline) {
      return answered(events.filter(isOfHelper)).slice(-count);
    }
    await sleep(PAUSE_MS);
  }
}

/** The latest event of each request: a watch that goes on and a refused credential have none of the stage ResponseComplete. */
function answered(events: readonly AuditEvent[]): AuditEvent[] {
  const latest = new Map<string, AuditEvent>();
  for (const event of events) {
    if (event.stage !== 'RequestReceived') latest.set(requestKey(event), event);
  }
  return [...latest.values()];
}

function isOfHelper({ userAgent }: AuditEvent): boolean {
  return userAgent?.startsWith('kubelab') === true && !isKubelabsOwn(userAgent);
}

function endOf(file: string): AuditEvent[] {
  try {
    return auditEventsAtEnd(file, MOST_BYTES);
  } catch (cause) {
    throw new KubelabError('FILE_UNREADABLE', `the audit log cannot be read: ${(cause as Error).message}`, {
      hint: 'kubelab cluster status',
      place: { file },
      cause,
    });
  }
}

/** Each request: time (UTC), status, verb and URI, and user, in a line of its own where the terminal is narrow. */
export function requestRows(events: readonly AuditEvent[], { style, columns }: Terminal): string {
  return events
    .map(({ requestReceivedTimestamp, user, impersonatedUser, verb, requestURI, responseStatus }) => {
      const own = user.username ?? 'not recognised';
      const as = sanitise(`as ${impersonatedUser ? `${impersonatedUser.username} (by ${own})` : own}`);
      const status = responseStatus?.code ?? 0;
      const request = sanitise(redactText(`${verb} ${requestURI}`));
      const start = `${requestReceivedTimestamp.slice(11, 19)}  ${(status < 400 ? style.green : style.red)(String(status))}  `;
      const indent = ' '.repeat(widthOf(start));
      const fits = widthOf(start + request + as) + 2 <= columns;
      return `${start}${request}${fits ? '  ' : `\n${indent}`}${style.dim(as)}`;
    })
    .join('\n');
}
