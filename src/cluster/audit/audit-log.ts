/** Where audit events go: a file of JSON lines in the order in which they came, begun anew when it is full. */
import { closeSync, fstatSync, openSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { AuditEvent } from '../../kube/audit-event.js';
import type { Clock } from '../clock.js';
import { makeFolder } from './make-folder.js';

/** A sink of events. */
export interface AuditLog {
  write(event: AuditEvent): void;
  /** Resolves when all that was written before is in the file. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

/** As kube-apiserver's --audit-log-maxsize. */
const defaultMaxBytes = 100 * 1024 * 1024;
/** Milliseconds between two writes to the file. */
const pause = 5;

/** A log without events. */
export const noAuditLog: AuditLog = { write: () => {}, flush: async () => {}, close: async () => {} };

/**
 * Appends to `path` (mode 0600, its folder is made). A file over `maxBytes` is renamed to `NAME-TIME.EXT` first. Events are
 * in the file before their turn of the event loop ends, or 5 ms later where they come quicker than that. Throws the file
 * system's error when it cannot be opened; later faults go to `onError`, and the events of a failed write are lost.
 */
export function fileAuditLog(options: {
  path: string;
  clock: Clock;
  maxBytes?: number;
  onError(error: unknown): void;
}): AuditLog {
  const { path, maxBytes = defaultMaxBytes } = options;
  makeFolder(dirname(path));
  let file = openSync(path, 'a', 0o600);
  let size = fstatSync(file).size;
  let waiting: string[] = [];
  let scheduled = false;
  let drained = Number.NEGATIVE_INFINITY;
  let closed = false;

  const rotate = (): void => {
    closeSync(file);
    const stamp = options.clock.now().toISOString().replace(/[:.]/g, '-');
    renameSync(
      path,
      path.replace(/(\.[^./]+)?$/, (extension) => `-${stamp}${extension}`),
    );
    file = openSync(path, 'a', 0o600);
    size = 0;
  };
  const drain = (): void => {
    scheduled = false;
    if (waiting.length === 0) return;
    const batch = Buffer.from(waiting.join(''));
    waiting = [];
    drained = performance.now();
    try {
      if (size > 0 && size + batch.length > maxBytes) rotate();
      size += batch.length;
      for (let at = 0; at < batch.length; ) at += writeSync(file, batch, at);
    } catch (error) {
      options.onError(error);
    }
  };
  return {
    write: (event) => {
      // the file's number may be another file's by now
      if (closed) return;
      waiting.push(JSON.stringify(event), '\n');
      if (scheduled) return;
      scheduled = true;
      // a write costs as much as ten events: those that come thick and fast share one
      if (performance.now() - drained < pause) setTimeout(drain, pause);
      else setImmediate(drain);
    },
    flush: async () => drain(),
    close: async () => {
      drain();
      closed = true;
      closeSync(file);
    },
  };
}
