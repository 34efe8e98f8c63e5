/** The objects of one resource as they are now: listed, and followed by a watch from there on. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { KubeList, KubeObject } from '../kube/object.js';
import type { Client } from '../request/api.js';
import { failedRequest } from '../request/failed-request.js';

/** The known objects of a resource. */
export type FollowedList =
  | { type: 'asked' }
  /** `only` is the namespace to which the client is limited; `cut` when there are more than are followed. */
  | { type: 'there'; objects: ReadonlyMap<string, KubeObject>; only: string | undefined; cut: boolean }
  /** The sentence of the server. */
  | { type: 'refused'; why: string };

/** How a list is followed. */
export interface FollowOptions {
  signal: AbortSignal;
  /** Called with the whole list after each change. */
  onChange: (list: FollowedList) => void;
}

/** More objects than these are not followed. */
const MOST = 500;
const WATCH_SECONDS = 600;
/** A refused list is asked for again after this time: rights may have changed. */
const REFUSED_MS = 30_000;
/** A watch that ended sooner was refused, or the server is about to go. */
const SHORT_MS = 1000;
const BETWEEN_MS = 3000;

/**
 * Follows the objects of a resource until the signal. Without the right to list them everywhere, only those of the client's
 * namespace. Throws REQUEST_FAILED when the server does not answer.
 */
export async function followList(client: Client, resource: string, { signal, onChange }: FollowOptions): Promise<void> {
  let only: string | undefined;
  while (!signal.aborted) {
    const where = only === undefined ? {} : { namespace: only };
    const listed = await client.list(resource, { ...where, limit: MOST, signal });
    if (signal.aborted) return;
    if (listed.status === 401 || listed.status === 403) {
      if (only === undefined && isNamespaced(resource)) {
        only = client.namespace ?? 'default';
        continue;
      }
      onChange({ type: 'refused', why: String((listed.body as { message?: unknown })?.message ?? listed.status) });
      only = undefined;
      await pause(REFUSED_MS, signal);
      continue;
    }
    if (!listed.ok) throw failedRequest(listed);
    const { items, metadata, kind } = listed.body as unknown as KubeList;
    // an item of a list does not say its kind
    const objects = new Map(
      items.map((item) => [keyOf(item), { ...item, kind: item.kind ?? kind.replace(/List$/, '') }] as const),
    );
    const tell = (): void =>
      onChange({ type: 'there', objects, only, cut: metadata.continue !== undefined && metadata.continue !== '' });
    tell();
    const begun = performance.now();
    await watch(client, resource, { ...where, resourceVersion: metadata.resourceVersion ?? '' }, objects, tell, signal);
    if (performance.now() - begun < SHORT_MS) await pause(BETWEEN_MS, signal);
  }
}

/** Takes changes into the list until the watch ends, however it does: the next list shows any fault. */
async function watch(
  client: Client,
  resource: string,
  from: { namespace?: string; resourceVersion: string },
  objects: Map<string, KubeObject>,
  tell: () => void,
  signal: AbortSignal,
): Promise<void> {
  try {
    const events = client.watch<KubeObject>(resource, { ...from, timeoutSeconds: WATCH_SECONDS, signal });
    for await (const { type, object } of events) {
      if (type === 'ERROR') return;
      if (type === 'BOOKMARK') continue;
      if (type === 'DELETED') objects.delete(keyOf(object));
      else objects.set(keyOf(object), object);
      tell();
    }
  } catch {
    // refused or broken off
  }
}

function keyOf({ metadata: { namespace = '', name = '' } }: KubeObject): string {
  return `${namespace}/${name}`;
}

function isNamespaced(resource: string): boolean {
  return !resource.startsWith('cluster') && resource !== 'namespaces';
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal, ref: false }).catch(() => {});
}
