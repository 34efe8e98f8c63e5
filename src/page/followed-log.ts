/** The end of the audit log of the practice cluster, followed as it grows. */
import { open, stat } from 'node:fs/promises';
import { type AuditEvent, auditEventsIn } from '../kube/audit-event.js';

/** A log that is followed. */
export interface FollowedLog {
  stop(): void;
}

/** Bytes read of the log from before the page looked. */
const BEFORE_BYTES = 512 * 1024;
/** The most bytes read at once; of a flood, only the last part is read. */
const MOST_BYTES = 4 * 1024 * 1024;
/** How often the size of the file is asked for. */
const LOOK_MS = 300;
const NEWLINE = 0x0a;

/** Hands over events in the order of the file, those of its end first, and then each as it is written. */
export function followLog(file: string, onEvents: (events: AuditEvent[]) => void): FollowedLog {
  let place: { inode: number; offset: number } | undefined;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;

  async function look(): Promise<void> {
    try {
      const { ino, size } = await stat(file);
      // the first time the end counts; a file that was begun anew is read from its start
      const from = place === undefined ? Math.max(0, size - BEFORE_BYTES) : place.inode === ino ? place.offset : 0;
      const start = Math.max(size < from ? 0 : from, size - MOST_BYTES);
      if (size > start) {
        const bytes = await readPart(file, start, size);
        const end = bytes.lastIndexOf(NEWLINE) + 1;
        place = { inode: ino, offset: start + end };
        const events = auditEventsIn(bytes.toString('utf8', 0, end));
        if (events.length > 0 && !stopped) onEvents(events);
      } else place = { inode: ino, offset: size };
    } catch {
      place ??= { inode: 0, offset: 0 }; // the cluster has not written it yet
    }
    if (!stopped) timer = setTimeout(look, LOOK_MS);
  }

  void look();
  return {
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

async function readPart(file: string, start: number, end: number): Promise<Buffer> {
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(end - start), 0, end - start, start);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
