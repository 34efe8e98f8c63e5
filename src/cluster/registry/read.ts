/** get and list. */
import type { KubeObject, ListMeta } from '../../kube/object.js';
import { badRequest, expired, notFound } from '../../kube/status.js';
import type { ApiResponse } from '../handler.js';
import type { Stored } from '../storage/store.js';
import { answerList, answerObject } from './answers.js';
import { decodeContinue, encodeContinue } from './continue-token.js';
import { type Call, keyOf, prefixOf, type Registry } from './deps.js';
import { fromStorage } from './event-groups.js';
import { listOptions, revisionOf, tooLargeRevision } from './query-options.js';
import { selection } from './selection.js';

/** The stored object that the call names; throws an ApiError 404. */
export function stored(registry: Registry, call: Call): Stored {
  const found = registry.store.get(keyOf(call.kind, call.namespace, call.name));
  if (!found) throw notFound(call.kind, call.name);
  return found;
}

/** GET of one object. */
export function get(registry: Registry, call: Call): ApiResponse {
  const asked = revisionOf(call.request.query.get('resourceVersion') ?? '');
  if (asked > registry.store.revision()) throw tooLargeRevision(asked, registry.store.revision());
  return answerObject(registry, call, 200, fromStorage(call.kind, stored(registry, call).object));
}

/** GET of a collection, whole or in pages. */
export function list(registry: Registry, call: Call): ApiResponse {
  const options = listOptions(call.request, false);
  const selected = selection(call.kind, options);
  const current = registry.store.revision();
  const asked = options.continueToken ? 0 : revisionOfList(options.resourceVersion);
  if (asked > current) throw tooLargeRevision(asked, current);
  // only the present is kept, so an exact past cannot be shown
  if (options.resourceVersionMatch === 'Exact' && asked < current && changedSince(registry, call, asked)) {
    throw expired(`The resourceVersion for the provided list is too old.`);
  }
  const prefix = prefixOf(call.kind, call.namespace);
  const from = options.continueToken ? decodeContinue(options.continueToken) : undefined;
  const all = registry.store.list(prefix);
  const rest = from ? all.filter(({ key }) => key.slice(prefix.length) > from.start) : all;

  const { page, left, last } = cut(rest, selected, options.limit);
  const revision = from?.revision ?? current;
  const metadata: ListMeta = { resourceVersion: String(revision) };
  if (left > 0 && last) {
    metadata.continue = encodeContinue({ revision, start: last.key.slice(prefix.length) });
    // with a selector nobody has counted what is left
    if (!options.labelSelector && !options.fieldSelector) metadata.remainingItemCount = left;
  }
  const objects = page.map(({ object }) => fromStorage(call.kind, object));
  return answerList(registry, call, objects, metadata);
}

/** The first `limit` selected objects (all for 0), how many stored ones are behind them, and the last one taken. */
function cut(
  objects: Stored[],
  selected: (object: KubeObject) => boolean,
  limit: number,
): { page: Stored[]; left: number; last?: Stored } {
  const page: Stored[] = [];
  for (const [place, candidate] of objects.entries()) {
    if (!selected(candidate.object)) continue;
    page.push(candidate);
    if (limit > 0 && page.length === limit) return { page, left: objects.length - place - 1, last: candidate };
  }
  return { page, left: 0 };
}

function revisionOfList(resourceVersion: string): number {
  if (!/^\d{0,19}$/.test(resourceVersion)) {
    throw badRequest(
      `resourceVersion: Invalid value: ${JSON.stringify(resourceVersion)}: strconv.ParseUint: parsing ${JSON.stringify(resourceVersion)}: invalid syntax`,
    );
  }
  return Number(resourceVersion);
}

/** True unless the collection is now as it was at `revision`. */
function changedSince(registry: Registry, call: Call, revision: number): boolean {
  let changed = false;
  const watch = registry.store.watch(prefixOf(call.kind, call.namespace), revision, () => {
    changed = true;
  });
  if (watch === 'expired') return true;
  watch.stop();
  return changed;
}
