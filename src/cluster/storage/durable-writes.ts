/** Writes events to the disk, several at once when they come faster than the disk takes them, and copes with a full one. */
import type { ClassicLevel } from 'classic-level';
import type { KubeObject } from '../../kube/object.js';
import { internalError } from '../../kube/status.js';
import type { StoreEvent } from './store.js';

/** A value in the database. */
export interface Saved {
  revision: number;
  object: KubeObject;
}

/** The key of the newest revision. */
export const revisionKey = '!revision';

/** The writer of one database. */
export interface DurableWrites {
  /**
   * Calls `done` when the event is safe, in the order of the calls. When it cannot be written, `done` gets an ApiError 500;
   * so does every event that came behind it, the last one first.
   */
  write(event: StoreEvent, done: (error?: Error) => void): void;
  /**
   * Refuses all writes from now on. Resolves when none is under way, and the traces of a failed write on the disk are
   * gone if that is possible.
   */
  end(): Promise<void>;
}

/** A writer to an open database, which no other code closes before it has ended. */
export function durableWrites(database: ClassicLevel): DurableWrites {
  let waiting: { event: StoreEvent; done(error?: Error): void }[] = [];
  let running: Promise<void> | undefined;
  let ended = false;
  /** Keys that refused writes may have left on the disk, and the objects that belong there. Not empty: the database is torn. */
  const doubtful = new Map<string, KubeObject | undefined>();

  /** LevelDB goes on behind a record that was cut off, and would not find later ones; a new log is begun by opening. */
  const mend = async (): Promise<void> => {
    await database.close();
    await database.open();
    const rows = [...doubtful].map(([key, object]) =>
      object ? putRow(key, Number(object.metadata.resourceVersion), object) : ({ type: 'del', key } as const),
    );
    await database.batch(rows, { sync: true });
    doubtful.clear();
  };
  const save = async (events: readonly StoreEvent[]): Promise<void> => {
    if (doubtful.size > 0) await mend();
    const rows = events.map(({ type, key, object, revision }) =>
      type === 'DELETED' ? ({ type: 'del', key } as const) : putRow(key, revision, object),
    );
    const last = String(events.at(-1)?.revision);
    await database.batch([...rows, { type: 'put', key: revisionKey, value: last }], { sync: true });
  };
  const run = async (): Promise<void> => {
    while (waiting.length > 0) {
      const group = waiting;
      waiting = [];
      try {
        await save(group.map(({ event }) => event));
        for (const { done } of group) done();
      } catch (error) {
        // later writes were built on the writes that failed, so they are refused, too
        const refused = [...group, ...waiting];
        waiting = [];
        for (const { event } of refused) {
          if (!doubtful.has(event.key)) doubtful.set(event.key, event.previous);
        }
        for (const { done } of refused.reverse()) done(notStored(error));
      }
    }
    running = undefined;
  };
  return {
    write: (event, done) => {
      // not even tried: a failure would be mended by opening the database again
      if (ended) return done(notStored(new Error('the store is closed')));
      waiting.push({ event, done });
      running ??= run();
    },
    end: async () => {
      ended = true;
      await running;
      // a disk that is still full keeps what it has
      if (doubtful.size > 0) await mend().catch(() => {});
    },
  };
}

function putRow(key: string, revision: number, object: KubeObject): { type: 'put'; key: string; value: string } {
  return { type: 'put', key, value: JSON.stringify({ revision, object } satisfies Saved) };
}

function notStored(error: unknown): Error {
  return internalError(`the change could not be written to the disk, and was not made: ${causeOf(error)}`);
}

/** LevelDB's words for an error, such as `IO error: …/000005.log: No space left on device`. */
export function causeOf(error: unknown): string {
  const { message, cause } = error as Error & { cause?: Error };
  return cause?.message ?? message;
}
