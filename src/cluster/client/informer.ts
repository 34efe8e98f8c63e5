/** A list that is kept up to date by a watch, and begins again when the watch breaks (client-go's reflector). */
import type { KubeList, StoredObject } from '../../kube/object.js';
import { ApiError, isApiError, type Status } from '../../kube/status.js';
import type { Clock } from '../clock.js';
import type { Informer, WatchEvent } from './client.js';
import { decoded, isGone, itemsOf, type Send } from './in-process-client.js';

const retryDelay = 1000;

/** Starts to list and watch `path`; faults go to `onError` and are tried again after a second. */
export function startInformer<T extends StoredObject>(options: {
  path: string;
  send: Send;
  clock: Clock;
  signal: AbortSignal;
  onEvent?: (event: WatchEvent<T>) => void;
  onError(error: unknown): void;
}): Informer<T> {
  const { path, send } = options;
  const stopped = new AbortController();
  const signal = AbortSignal.any([options.signal, stopped.signal]);
  const known = new Map<string, T>();
  let synced = (): void => {};
  const whenSynced = new Promise<void>((resolve) => {
    synced = resolve;
  });
  const emit = (event: WatchEvent<T>): void => {
    const key = keyOf(event.object);
    dropManagers(event.object);
    if (event.type === 'DELETED') known.delete(key);
    else known.set(key, event.object);
    try {
      options.onEvent?.(event);
    } catch (error) {
      options.onError(error);
    }
  };

  /** Reads all, tells of new, changed and gone objects, and returns the version to watch from. */
  const list = async (): Promise<string> => {
    const answer = decoded(await send('GET', path, { signal })) as KubeList<T>; // the list of the path's resource
    const items = new Map(itemsOf(answer).map((item) => [keyOf(item), item]));
    for (const [key, object] of [...known]) if (!items.has(key)) emit({ type: 'DELETED', object });
    for (const [key, object] of items) {
      const before = known.get(key);
      if (before?.metadata.resourceVersion === object.metadata.resourceVersion) continue;
      emit({ type: before ? 'MODIFIED' : 'ADDED', object });
    }
    synced();
    return answer.metadata.resourceVersion ?? '';
  };
  /** Watches until the server ends it; returns the version to go on from. Throws an ApiError that the watch told. */
  const watch = async (from: string): Promise<string> => {
    let version = from;
    const query = `watch=true&allowWatchBookmarks=true&resourceVersion=${encodeURIComponent(from)}`;
    const response = await send('GET', `${path}?${query}`, { signal });
    if (!response.stream) {
      decoded(response);
      throw new Error(`a watch of ${path} was answered without a stream`);
    }
    for await (const line of lines(response.stream)) {
      if (signal.aborted) break;
      const event = JSON.parse(line) as { type: string; object: T }; // WatchEvent of meta/v1
      if (event.type === 'ERROR') {
        const { code = 500, message, reason } = event.object as unknown as Status; // an ERROR holds a Status
        throw new ApiError({ code, ...(message ? { message } : {}), ...(reason ? { reason } : {}) });
      }
      version = event.object.metadata.resourceVersion ?? version;
      if (event.type !== 'BOOKMARK') emit(event as WatchEvent<T>);
    }
    return version;
  };

  void (async () => {
    let version: string | undefined;
    while (!signal.aborted) {
      try {
        version ??= await list();
        version = await watch(version);
      } catch (error) {
        if (signal.aborted) return;
        version = undefined;
        if (isGone(error)) continue;
        // a kind that a definition has added may go, and come again
        if (!isApiError(error, 'NotFound')) options.onError(error);
        await pause(options.clock, retryDelay, signal);
      }
    }
  })();

  return {
    synced: whenSynced,
    get: (namespace, name) => known.get(`${namespace}/${name}`),
    list: (namespace) =>
      [...known.values()].filter((o) => namespace === undefined || o.metadata.namespace === namespace),
    stop: () => stopped.abort(),
  };
}

/** Drops the managed fields, which no controller reads, as kube-controller-manager does: a good part of a small object. */
function dropManagers(object: StoredObject): void {
  if (!object.metadata.managedFields) return;
  const { managedFields: _, ...metadata } = object.metadata;
  object.metadata = metadata;
}

const keyOf = ({ metadata }: StoredObject): string => `${metadata.namespace ?? ''}/${metadata.name}`;

async function* lines(chunks: AsyncIterable<Buffer | string>): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of chunks) {
    const parts = (rest + chunk.toString()).split('\n');
    rest = parts.pop() ?? '';
    for (const part of parts) if (part) yield part;
  }
  if (rest) yield rest;
}

function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      cancel();
      signal.removeEventListener('abort', done);
      resolve();
    };
    const cancel = clock.after(ms, done);
    signal.addEventListener('abort', done);
  });
}
