/** watch: the changes of a collection as a stream of JSON lines (KEP-3157 for the initial events). */

import type { KubeObject } from '../../kube/object.js';
import { expired } from '../../kube/status.js';
import { every } from '../clock.js';
import type { ApiResponse } from '../handler.js';
import type { StoreEvent } from '../storage/store.js';
import { partial, tableOf } from './answers.js';
import { apiVersionOf, type Call, prefixOf, type Registry } from './deps.js';
import { fromStorage } from './event-groups.js';
import { textStream } from './event-stream.js';
import { acceptedForm } from './negotiation.js';
import { objectText } from './object-text.js';
import { listOptions, revisionOf } from './query-options.js';
import { selection } from './selection.js';

const bookmarkEvery = 60_000;
const longest = 30 * 60_000;

/** Answers with a stream that ends at its time-out, when the client goes, or after an ERROR event. */
export function watch(registry: Registry, call: Call): ApiResponse {
  const { request, kind } = call;
  const options = listOptions(request, true);
  // a watch of one object by its path is one by field selector
  const fieldSelector = call.name && !options.fieldSelector ? `metadata.name=${call.name}` : options.fieldSelector;
  const selected = selection(kind, { ...options, fieldSelector });
  const form = acceptedForm(request);
  const since = revisionOf(options.resourceVersion);
  const stream = textStream();
  let first = true;

  const shown = (object: KubeObject): unknown => {
    if (form.as === 'Table') {
      const table = tableOf(registry, call, [object], { isList: false });
      // columns are told once
      return first ? table : { ...table, columnDefinitions: null };
    }
    return partial(object);
  };
  const sendText = (type: string, text: string): void => stream.push(`{"type":"${type}","object":${text}}\n`);
  const send = (type: string, object: unknown): void => sendText(type, JSON.stringify(object));
  const sendObject = (type: string, stored: KubeObject): void => {
    const object = fromStorage(kind, stored);
    if (form.as) send(type, shown(object));
    else sendText(type, objectText(object));
    first = false;
  };
  const bookmark = (revision: number, annotations?: Record<string, string>): void => {
    const metadata = { resourceVersion: String(revision), ...(annotations && { annotations }) };
    const object = { kind: kind.kind, apiVersion: apiVersionOf(kind), metadata };
    send('BOOKMARK', form.as === 'Table' ? { ...tableOf(registry, call, [], { isList: false }), metadata } : object);
  };

  const start =
    options.resourceVersion === '' || since === 0 || options.sendInitialEvents ? registry.store.revision() : since;
  const initial = options.sendInitialEvents || options.resourceVersion === '' || since === 0;
  if (initial) {
    for (const { object } of registry.store.list(prefixOf(kind, call.namespace))) {
      if (selected(object)) sendObject('ADDED', object);
    }
    if (options.sendInitialEvents && options.allowWatchBookmarks)
      bookmark(start, { 'k8s.io/initial-events-end': 'true' });
  }

  let seen = start;
  const following = registry.store.watch(prefixOf(kind, call.namespace), start, (event) => {
    seen = event.revision;
    const type = seenAs(event, selected);
    // what left the selection is shown as it was, at the revision of its leaving
    if (type) sendObject(type, type === 'DELETED' && event.previous ? departed(event) : event.object);
  });
  const cancel: (() => void)[] = [];
  if (following === 'expired') {
    send('ERROR', expired(`too old resource version: ${start} (${registry.store.revision()})`).status);
    stream.end();
  } else {
    cancel.push(following.stop);
    const timeout = options.timeoutSeconds === undefined ? longest : options.timeoutSeconds * 1000;
    cancel.push(registry.clock.after(timeout, stream.end));
    if (options.allowWatchBookmarks) cancel.push(every(registry.clock, bookmarkEvery, () => bookmark(seen)));
    if (request.signal.aborted) stream.end();
    request.signal.addEventListener('abort', stream.end, { once: true });
    cancel.push(() => request.signal.removeEventListener('abort', stream.end));
  }
  stream.onEnd(() => {
    for (const stop of cancel) stop();
  });
  return { status: 200, headers: { 'content-type': 'application/json' }, stream: stream.lines };
}

/** What a change is for a watch that sees some objects only; undefined when it sees neither state. */
function seenAs(event: StoreEvent, selected: (object: KubeObject) => boolean): StoreEvent['type'] | undefined {
  const before = event.previous !== undefined && selected(event.previous);
  if (event.type === 'DELETED') return before || selected(event.object) ? 'DELETED' : undefined;
  const after = selected(event.object);
  if (after) return before ? 'MODIFIED' : 'ADDED';
  return before ? 'DELETED' : undefined;
}

function departed({ previous, object, revision }: StoreEvent): KubeObject {
  const last = previous ?? object;
  return { ...last, metadata: { ...last.metadata, resourceVersion: String(revision) } };
}
