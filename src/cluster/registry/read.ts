/** get and list. */
import type { KubeObject, ListMeta } from '../../kube/object.js';
import { isOn } from '../../kube/request-info.js';
import { type ApiError, badRequest, expired, notFound } from '../../kube/status.js';
import { type ApiResponse, reach } from '../chain/handler.js';
import type { Stored } from '../storage/store.js';
import { answerList, answerObject } from './answers.js';
import { decodeContinue, encodeContinue, type ListPosition } from './continue-token.js';
import { type Call, keyOf, prefixOf, type Registry } from './deps.js';
import { type ListOptions, listOptions, revisionOf, revisionOfList, tooLargeRevision } from './list-options.js';
import { selection } from './selection.js';
import { fromStorage } from './stored-form.js';

/** The stored object that the call names; throws an ApiError 404. */
export function stored(registry: Registry, call: Call): Stored {
  reach(call.request, 'storage');
  const found = registry.store.get(keyOf(call.kind, call.namespace, call.name));
  if (!found) throw notFound(call.kind, call.name);
  return found;
}

/** GET of one object. */
export function get(registry: Registry, call: Call): ApiResponse {
  const { query } = call.request;
  if (isOn(query.get('export'))) {
    throw badRequest('the export parameter, deprecated since v1.14, is no longer supported');
  }
  const readRevision = call.definition.isReadFromStore ? revisionOfList : revisionOf;
  const asked = readRevision(query.get('resourceVersion') ?? '');
  reach(call.request, 'storage');
  if (asked > registry.store.revision()) throw tooLargeRevision(asked, registry.store.revision());
  return answerObject(registry, call, 200, fromStorage(call.definition, stored(registry, call).object));
}

/** GET of a collection, whole or in pages. */
export function list(registry: Registry, call: Call): ApiResponse {
  const { page, metadata } = pageOf(registry, call, listOptions(call.request, false));
  const objects = page.map(({ object }) => fromStorage(call.definition, object));
  return answerList(registry, call, objects, metadata);
}

/** The objects of a list with the list's metadata. Throws an ApiError 400, 410 or 504. */
export function pageOf(
  registry: Registry,
  call: Call,
  options: ListOptions,
): { page: readonly Stored[]; metadata: ListMeta } {
  const selected = selection(call.definition, options);
  const current = registry.store.revision();
  const from = options.continueToken ? decodeContinue(options.continueToken) : undefined;
  if (from && !['', '0'].includes(options.resourceVersion)) {
    throw badRequest('specifying resource version is not allowed when using continue');
  }
  const asked = revisionOfList(options.resourceVersion);
  reach(call.request, 'storage');
  if (asked > current) throw tooLargeRevision(asked, current);
  const prefix = prefixOf(call.kind, call.namespace);
  const revision = from ? pastOf(from.revision, current) : isExact(options, asked) ? asked : current;

  const all = revision < current ? registry.store.listAt(prefix, revision) : registry.store.list(prefix);
  if (all === 'expired') throw from ? expiredContinue(from) : expired(tooOld);
  const rest = from ? all.filter(({ key }) => key.slice(prefix.length) > from.start) : all;
  // any version is at hand whole: there are no pages of it
  const limit = options.resourceVersion === '0' && !from ? 0 : options.limit;
  const { page, left, last } = cut(rest, selected, limit);
  const metadata: ListMeta = { resourceVersion: String(revision) };
  if (left > 0 && last) {
    metadata.continue = encodeContinue({ revision, start: last.key.slice(prefix.length) });
    // with a selector nobody has counted what is left
    if (options.labels.length === 0 && options.fields.length === 0) metadata.remainingItemCount = left;
  }
  return { page, metadata };
}

const tooOld = 'The resourceVersion for the provided list is too old.';

const pastOf = (revision: number, current: number): number => (revision < 0 ? current : Math.min(revision, current));

/** A page of a named version has exactly that one, even where the client does not say so. */
function isExact({ resourceVersionMatch, limit }: ListOptions, asked: number): boolean {
  return resourceVersionMatch === 'Exact' || (resourceVersionMatch === '' && limit > 0 && asked > 0);
}

/** 410 with a token by which a client may accept to go on at the present version. */
function expiredContinue({ start }: ListPosition): ApiError {
  const error = expired(
    'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.',
  );
  error.status.metadata.continue = encodeContinue({ revision: -1, start });
  return error;
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
