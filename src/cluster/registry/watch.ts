/** watch: the changes of a collection as a stream of JSON lines (KEP-3157 for the initial events). */

import { requiredValue } from '../../kube/field-selector.js';
import { isOn } from '../../kube/request-info.js';
import { badRequest, expired } from '../../kube/status.js';
import { type ApiRequest, type ApiResponse, reach } from '../chain/handler.js';
import { every } from '../clock.js';
import type { StoreEvent } from '../storage/store.js';
import { mediaTypes } from '../wire/encoded-value.js';
import { includeObjectOf } from './answers.js';
import { type Call, prefixOf, type Registry } from './deps.js';
import { textStream } from './event-stream.js';
import { type ListOptions, listOptions, revisionOf, tooLargeRevision } from './list-options.js';
import { acceptedForm, streamForm } from './negotiation.js';
import { type Selection, selection } from './selection.js';
import { type WatchEvents, watchEvents } from './watch-events.js';

const bookmarkEvery = 60_000;
/** Before the end of a watch, a bookmark tells its client where to go on. */
const lastBookmark = 2000;
const longest = 30 * 60_000;

/** Answers with a stream that ends at its time-out, when the client goes, or after an ERROR event. */
export function watch(registry: Registry, call: Call): ApiResponse | Promise<ApiResponse> {
  const { request } = call;
  // a path that says watch does not say it in the options
  const options = listOptions(request, isOn(request.query.get('watch')));
  const selected = selection(call.definition, { labels: options.labels, fields: fieldsOf(call, options) });
  const since = revisionOf(options.resourceVersion);
  // events come when nobody waits for a refusal any more
  if (acceptedForm(call).as === 'Table') includeObjectOf(request);
  // the messages of a socket are text: as of custom resources, there is no protobuf of them
  const form = streamForm(wantsSocket(request) ? { ...call, kind: { ...call.kind, isCustom: true } } : call);
  reach(request, 'storage');
  const stream = textStream();
  const events = watchEvents(registry, call, form, stream.push);
  const cancel = follow(registry, call, { options, since, selected, events, end: stream.end });
  stream.onEnd(() => {
    for (const stop of cancel) stop();
  });
  if (wantsSocket(request)) return import('./watch-socket.js').then(({ watchSocket }) => watchSocket(request, stream));
  if (form.format !== 'protobuf') {
    return { status: 200, headers: { 'content-type': mediaTypes.json }, stream: stream.lines };
  }
  return {
    status: 200,
    headers: { 'content-type': `${mediaTypes.protobuf};stream=watch` },
    stream: frames(stream.lines),
  };
}

/** The bytes of the frames, which the stream holds as a text with a letter for each of them. */
async function* frames(texts: AsyncIterable<string>): AsyncGenerator<Buffer> {
  for await (const chunk of texts) yield Buffer.from(chunk, 'latin1');
}

/** True for a request that wants its watch over WebSocket. */
function wantsSocket({ upgrade, headers }: ApiRequest): boolean {
  return upgrade !== undefined && String(headers.upgrade).toLowerCase() === 'websocket';
}

/** A watch of one object by its path is one by field selector. */
function fieldsOf({ name }: Call, { fields }: ListOptions): ListOptions['fields'] {
  if (!name) return fields;
  if (fields.length > 0 && requiredValue(fields, 'metadata.name') !== name) {
    throw badRequest("fieldSelector metadata.name doesn't match requested name");
  }
  return [...fields, { field: 'metadata.name', equal: true, value: name }];
}

interface Following {
  options: ListOptions;
  since: number;
  selected: Selection;
  events: WatchEvents;
  end(): void;
}

/** Sends the initial objects, when asked for, and then the changes; the returned functions stop it. */
function follow(registry: Registry, call: Call, { options, since, selected, events, end }: Following): (() => void)[] {
  const { request, kind } = call;
  const { store, clock } = registry;
  const prefix = prefixOf(kind, call.namespace);
  const current = store.revision();
  const isInitial = options.sendInitialEvents ?? since === 0;
  if (isInitial && since > current) {
    events.error(tooLargeRevision(since, current));
    end();
    return [];
  }
  const start = isInitial || since === 0 ? current : since;
  if (isInitial) {
    for (const { object } of store.list(prefix)) if (selected(object)) events.object('ADDED', object);
    if (options.allowWatchBookmarks) events.bookmark(start, true);
  }
  let seen = start;
  const following = store.watch(prefix, start, (event) => {
    seen = event.revision;
    const type = seenAs(event, selected);
    // an object that left the selection is sent as it was before, with the resourceVersion of the change
    if (type) events.object(type, type === 'DELETED' && event.previous ? departed(event) : event.object);
  });
  if (following === 'expired') {
    events.error(expired(`too old resource version: ${start} (${store.oldest()})`));
    end();
    return [];
  }
  const timeout = options.timeoutSeconds ? options.timeoutSeconds * 1000 : longest;
  const cancel = [following.stop, clock.after(timeout, end)];
  if (options.allowWatchBookmarks) {
    cancel.push(every(clock, bookmarkEvery, () => events.bookmark(seen)));
    if (timeout > lastBookmark) cancel.push(clock.after(timeout - lastBookmark, () => events.bookmark(seen)));
  }
  if (request.signal.aborted) end();
  request.signal.addEventListener('abort', end, { once: true });
  cancel.push(() => request.signal.removeEventListener('abort', end));
  const ended = call.definition.custom?.ended;
  ended?.addEventListener('abort', end, { once: true });
  cancel.push(() => ended?.removeEventListener('abort', end));
  return cancel;
}

/** The event of a change for a watch of selected objects; undefined when it sees neither state. */
function seenAs(event: StoreEvent, selected: Selection): StoreEvent['type'] | undefined {
  const before = event.previous !== undefined && selected(event.previous);
  const after = event.type !== 'DELETED' && selected(event.object);
  if (after) return before ? 'MODIFIED' : 'ADDED';
  return before ? 'DELETED' : undefined;
}

function departed({ previous, object, revision }: StoreEvent): StoreEvent['object'] {
  const last = previous ?? object;
  return { ...last, metadata: { ...last.metadata, resourceVersion: String(revision) } };
}
