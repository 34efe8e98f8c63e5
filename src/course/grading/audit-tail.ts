/** The events that an API server writes to its audit log between two moments; the file may be begun anew in between. */
import { createReadStream, existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { KubelabError } from '../../errors.js';
import type { AuditEvent } from '../../kube/audit-event.js';

/** A moment in a log. */
export interface AuditMoment {
  file: string;
  inode: number;
  offset: number;
  at: number;
}

/** The events that were written. */
export interface AuditSpan {
  events: AuditEvent[];
  /** True when the mark was found, so that all events before it are there. */
  complete: boolean;
}

/** Events and bytes that are read at most: a run of a lesson writes a few hundred events. */
const MOST_EVENTS = 50_000;
const MOST_BYTES = 64 * 1024 * 1024;
/** A practice cluster has written within milliseconds; a server that writes in batches takes its time. */
const FIRST_PAUSE_MS = 5;
const LONGEST_PAUSE_MS = 320;
const PATIENCE_MS = 10_000;

/** The end of the log as it is now. Throws FILE_MISSING or FILE_UNREADABLE. */
export function auditMoment(file: string): AuditMoment {
  try {
    const { ino, size } = statSync(file);
    return { file, inode: ino, offset: size, at: Date.now() };
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    throw new KubelabError(
      missing ? 'FILE_MISSING' : 'FILE_UNREADABLE',
      `the audit log cannot be read: ${(cause as Error).message}`,
      {
        hint: 'name the file that the API server was given with --audit-log-path',
        place: { file },
        cause,
      },
    );
  }
}

/** The events from `start` to the one with the id `mark`, awaited for `wait` ms; without a mark, those that are there. */
export async function auditSince(
  start: AuditMoment,
  mark: string | undefined,
  wait: number = PATIENCE_MS,
): Promise<AuditSpan> {
  const deadline = performance.now() + wait;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
    const span = await read(start, mark);
    if (span.complete || mark === undefined || performance.now() > deadline) return span;
    await sleep(pause);
  }
}

async function read(start: AuditMoment, mark: string | undefined): Promise<AuditSpan> {
  const events: AuditEvent[] = [];
  let bytes = 0;
  for (const { path, offset } of filesSince(start)) {
    const input = createReadStream(path, { start: offset });
    try {
      for await (const line of linesOf(input)) {
        bytes += line.length + 1;
        if (events.length >= MOST_EVENTS || bytes > MOST_BYTES) return { events, complete: false };
        const event = eventOf(line);
        if (!event) continue;
        if (event.auditID === mark) return { events, complete: true };
        events.push(event);
      }
    } finally {
      input.destroy();
    }
  }
  return { events, complete: false };
}

const NEWLINE = 0x0a;

/**
 * The lines of a stream, the last one also without its end. An event may hold U+2028, which ends no line of JSON Lines;
 * readline takes it for an end from Node 24 on.
 */
async function* linesOf(input: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let begun: Buffer[] = [];
  for await (const chunk of input) {
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, from)) {
      yield Buffer.concat([...begun, chunk.subarray(from, end)]);
      begun = [];
      from = end + 1;
    }
    if (from < chunk.length) begun.push(chunk.subarray(from));
  }
  if (begun.length > 0) yield Buffer.concat(begun);
}

/** The event of a line; undefined for a line that is written only by half. */
function eventOf(line: Buffer): AuditEvent | undefined {
  try {
    const value: unknown = JSON.parse(line.toString());
    const event = value as AuditEvent; // the API server's own file; what is no event is left out
    return event?.kind === 'Event' && typeof event.auditID === 'string' ? event : undefined;
  } catch {
    return undefined;
  }
}

/** The file of the start (it may have another name by now), the files that came after it, and the present one. */
function filesSince({ file, inode, offset, at }: AuditMoment): { path: string; offset: number }[] {
  if (!existsSync(file)) return [];
  const now = statSync(file);
  if (now.ino === inode && now.size >= offset) return [{ path: file, offset }];
  const extension = extname(file);
  const stem = `${basename(file, extension)}-`;
  const rotated = readdirSync(dirname(file))
    .filter((name) => name.startsWith(stem) && name.endsWith(extension))
    .map((name) => join(dirname(file), name))
    .map((path) => ({ path, stat: statSync(path) }))
    .filter(({ stat }) => stat.ino === inode || stat.mtimeMs >= at)
    .sort((a, b) => a.stat.mtimeMs - b.stat.mtimeMs)
    .map(({ path, stat }) => ({ path, offset: stat.ino === inode ? offset : 0 }));
  return [...rotated, { path: file, offset: 0 }];
}
