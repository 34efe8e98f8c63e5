/** The end of an audit log file: the events since a moment, without reading what lies before. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { type AuditEvent, auditEventsIn } from '../kube/audit-event.js';

const FIRST_BYTES = 256 * 1024;
const LOOK_AGAIN_MS = 5;
/** An audit policy may leave out the awaited event. */
const PATIENCE_MS = 500;

/**
 * The events in `file` of requests that came at `since` (milliseconds) or later, in the order of the file. A line that is
 * no event is passed over. Throws the file system's error when it cannot be read.
 */
export function auditEventsSince(file: string, since: number, firstBytes: number = FIRST_BYTES): AuditEvent[] {
  const descriptor = openSync(file, 'r');
  try {
    const { size } = fstatSync(descriptor);
    for (let bytes = firstBytes; ; bytes *= 4) {
      const from = Math.max(0, size - bytes);
      const events = auditEventsIn(readEnd(descriptor, from, size));
      // lines are written when a request ends, so one that came long before may stand behind one that came after
      if (from === 0 || events.some((event) => Date.parse(event.stageTimestamp) < since)) {
        return events.filter((event) => Date.parse(event.requestReceivedTimestamp) >= since);
      }
    }
  } finally {
    closeSync(descriptor);
  }
}

/**
 * Events up to the request whose audit id is `mark`. A server writes a little after it has answered, so the mark is waited
 * for; after half a second the events so far count.
 */
export async function auditEventsUpTo(file: string, since: number, mark: string): Promise<AuditEvent[]> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const events = auditEventsSince(file, since);
    const end = events.findIndex(({ auditID }) => auditID === mark);
    if (end >= 0) return events.slice(0, end);
    if (performance.now() > deadline) return events;
    await sleep(LOOK_AGAIN_MS);
  }
}

/** The events in the last `bytes` of a file; that of the first line, where it is cut, is left out. Throws the file system's error. */
export function auditEventsAtEnd(file: string, bytes: number): AuditEvent[] {
  const descriptor = openSync(file, 'r');
  try {
    const { size } = fstatSync(descriptor);
    return auditEventsIn(readEnd(descriptor, Math.max(0, size - bytes), size));
  } finally {
    closeSync(descriptor);
  }
}

function readEnd(descriptor: number, from: number, size: number): string {
  const bytes = Buffer.alloc(size - from);
  let read = 0;
  while (read < bytes.length) {
    const count = readSync(descriptor, bytes, read, bytes.length - read, from + read);
    if (count === 0) break;
    read += count;
  }
  return bytes.toString('utf8', 0, read);
}
