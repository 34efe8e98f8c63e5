/**
 * Waiting for an object, or for a list, by list and watch: over a watch that ends, that reports an ERROR (410: its version
 * is too old) or whose connection is lost. Each time the objects are listed again, so no change is missed.
 */
import { KubelabError } from '../errors.js';
import type { JsonBody, ListOptions, RequestDescription, UntilOptions, WaitTimeout, Watch } from './api.js';
import type { Exchange } from './exchange.js';
import { exchangeBehind, failedRequest } from './failed-request.js';
import { isRecord, recordsOf, textOf } from './loose.js';
import { isCollectionPath } from './objects.js';
import type { Resources } from './resources.js';
import { waitingReason } from './waiting-reason.js';

/** Client functions that a wait uses. */
export interface Waiting {
  send(request: RequestDescription): Promise<Exchange>;
  resources: Resources;
  list(resource: string, options: ListOptions): Promise<Exchange>;
  watch(resource: string, options: ListOptions): Watch;
}

type Condition = (value: JsonBody) => unknown;

const PAUSE = 250;

/**
 * Resolves once `condition` holds with the object of that name (undefined while there is none), or without a name the
 * list of objects. Rejects with WAIT_TIMEOUT, REQUEST_FAILED (a refusal) or ARGUMENT_INVALID, and with an error of `condition`.
 */
export async function until(
  waiting: Waiting,
  resource: string,
  condition: Condition,
  options: UntilOptions = {},
): Promise<JsonBody> {
  const { name, seconds = 15, ...which } = checked(options, condition);
  if (name !== undefined && which.namespace === undefined && !isCollectionPath(resource, undefined)) {
    if ((await waiting.resources.named(resource)).namespaced) which.namespace = 'default';
  }
  const byName = name === undefined ? {} : { fieldSelector: `metadata.name=${name}` };
  const ended = new AbortController();
  const query: ListOptions = { ...which, ...byName, signal: ended.signal };
  const timer = setTimeout(() => ended.abort(), seconds * 1000);
  const objects = new Map<string, JsonBody>();
  const value = (): JsonBody => (name === undefined ? [...objects.values()] : objects.get(name));
  let listed = false;
  let fault: Exchange | undefined;
  try {
    while (!ended.signal.aborted) {
      const list = await waiting.list(resource, query);
      if (list.ok) {
        [listed, fault] = [true, undefined];
        objects.clear();
        for (const item of recordsOf(list.body, 'items')) objects.set(keyOf(item, name), withKind(item, list.body));
        if (holds(condition, value())) return value();
        const { metadata } = list.body;
        const watch = waiting.watch(resource, { ...query, resourceVersion: textOf(metadata, 'resourceVersion') });
        if (await follow(watch, resource, objects, name, () => holds(condition, value()))) return value();
      } else if (!ended.signal.aborted) {
        // a server that is starting again refuses connections for a while; one that was never reached is told at once
        if (!(passes(list) && (listed || list.response))) throw refused(list, resource);
        fault = list;
      }
      await pause(ended.signal);
    }
  } finally {
    clearTimeout(timer);
  }
  throw await timeout(waiting, { resource, name, namespace: which.namespace, seconds, listed, seen: value(), fault });
}

/** Applies a watch's events until `done`; false when the watch ended before, for a reason that a new list mends. */
async function follow(
  watch: Watch,
  resource: string,
  objects: Map<string, JsonBody>,
  name: string | undefined,
  done: () => boolean,
): Promise<boolean> {
  try {
    for await (const { type, object } of watch) {
      if (type === 'ERROR') return false;
      if (type === 'BOOKMARK') continue;
      if (type === 'DELETED') objects.delete(keyOf(object, name));
      else objects.set(keyOf(object, name), object);
      if (done()) return true;
    }
  } catch (error) {
    const exchange = exchangeBehind(error);
    if (!exchange) throw error;
    if (!(passes(exchange) || exchange.status === 410)) throw refused(exchange, resource);
  }
  return false;
}

function keyOf(object: JsonBody, name: string | undefined): string {
  return name ?? `${textOf(object.metadata, 'namespace')}/${textOf(object.metadata, 'name')}`;
}

/** An item lacks apiVersion and kind; its list has them. */
function withKind(item: object, { apiVersion, kind }: JsonBody): object {
  return { apiVersion, kind: String(kind).replace(/List$/, ''), ...item };
}

function holds(condition: Condition, value: JsonBody): boolean {
  const answer = condition(value);
  if (isRecord(answer) && typeof answer.then === 'function') {
    throw new KubelabError('ARGUMENT_INVALID', 'The condition of until() gives a promise, which is never false.', {
      hint: 'Write the condition without async: it gets the object and answers at once.',
    });
  }
  return Boolean(answer);
}

/** True for faults that may pass soon: no connection, a server that is overloaded or starting. */
function passes({ status, failure }: Exchange): boolean {
  if (failure) return ['connect', 'answer', 'timeout', 'dns'].includes(failure.stage);
  return status === 429 || status >= 500;
}

function refused(exchange: Exchange, resource: string): KubelabError {
  return exchange.status === 403
    ? failedRequest(
        exchange,
        `until() needs the verbs list and watch on ${resource}; in between it sends nothing else.`,
      )
    : failedRequest(exchange);
}

function pause(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, PAUSE);
    signal.addEventListener('abort', end, { once: true });
  });
}

function checked(options: UntilOptions, condition: unknown): UntilOptions {
  const { name, seconds } = options;
  const wrong =
    typeof condition !== 'function'
      ? 'a condition: a function that gets the object and says whether it is as you want it'
      : name !== undefined && (typeof name !== 'string' || name === '')
        ? 'the name as a text'
        : seconds !== undefined && !(typeof seconds === 'number' && seconds > 0 && seconds < 86_400)
          ? 'seconds as a number above 0'
          : Object.hasOwn(options, 'name') && name === undefined
            ? 'a name where it says { name }: this one is undefined'
            : undefined;
  if (wrong === undefined) return options;
  throw new KubelabError('ARGUMENT_INVALID', `until() needs ${wrong}.`, {
    hint: "Write client.until('pods', (pod) => pod?.status.phase === 'Running', { namespace: 'lab', name: 'web' }).",
  });
}

interface Missed {
  resource: string;
  name: string | undefined;
  namespace: string | undefined;
  seconds: number;
  /** False when no list came in that time. */
  listed: boolean;
  seen: JsonBody;
  fault: Exchange | undefined;
}

async function timeout(waiting: Waiting, missed: Missed): Promise<WaitTimeout> {
  const { resource, name, namespace, seconds, listed, seen, fault } = missed;
  const what = `${resource}${name === undefined ? '' : ` ${name}`}${namespace ? ` in the namespace ${namespace}` : ''}`;
  const reason = fault
    ? `${listed ? 'the server stopped answering: ' : ''}${failedRequest(fault).message}`
    : await reasonOf(waiting, missed).catch(() => undefined);
  const last = name === undefined ? listWords(seen) : objectWords(seen);
  const how = listed
    ? `and the condition did not hold. Last seen: ${last}.`
    : `and the server did not list ${name === undefined ? 'them' : 'it'} in that time.`;
  const message = `Waited ${seconds} s for ${what}, ${how}`;
  const error = new KubelabError('WAIT_TIMEOUT', reason ? `${message} Why: ${reason}.` : message, {
    hint:
      fault || !listed
        ? 'Look whether the cluster still runs: `npx kubelab cluster status`.'
        : reason
          ? 'Mend that, then run this again; { seconds: 60 } waits longer.'
          : 'Look at the object and at the condition; { seconds: 60 } waits longer.',
  });
  // not to be seen where an error is printed: it may be a Secret
  return Object.defineProperty(Object.assign(error, { reason, lastSeen: undefined }), 'lastSeen', {
    value: seen,
    enumerable: false,
  });
}

function listWords(items: JsonBody[]): string {
  const names = items.slice(0, 5).map((item) => `${textOf(item.metadata, 'name')} (${objectWords(item)})`);
  const count = items.length === 1 ? '1 object' : `${items.length} objects`;
  return items.length === 0 ? 'no object' : `${count}: ${names.join(', ')}${items.length > 5 ? ', …' : ''}`;
}

function objectWords(object: JsonBody): string {
  if (object === undefined) return 'no such object';
  const phase = textOf(object.status, 'phase');
  return `${phase ? `phase ${phase}` : 'it exists'}, version ${textOf(object.metadata, 'resourceVersion')}`;
}

/** The field selector for events of an object; for an empty list, of makers that failed to create. */
function eventsOf(name: string | undefined, stuck: JsonBody): string {
  if (stuck) return `involvedObject.uid=${textOf(stuck.metadata, 'uid')}`;
  return name === undefined ? 'reason=FailedCreate' : `involvedObject.name=${name}`;
}

/** The reason in an object and its events; of a list, in its first object that gives a reason. */
async function reasonOf(waiting: Waiting, { name, namespace, listed, seen }: Missed): Promise<string | undefined> {
  if (!listed) return undefined;
  const objects: JsonBody[] = name === undefined ? seen : [seen];
  const stuck = objects.find((object) => waitingReason(object) !== undefined) ?? objects[0];
  const where = textOf(stuck?.metadata, 'namespace') || namespace;
  if (!where) return waitingReason(stuck);
  const events = await waiting.send({
    method: 'GET',
    path: `/api/v1/namespaces/${encodeURIComponent(where)}/events`,
    query: { fieldSelector: eventsOf(name, stuck) },
    timeout: 2000,
  });
  const reason = waitingReason(stuck, recordsOf(events.body, 'items'));
  return reason && name === undefined && stuck ? `${textOf(stuck.metadata, 'name')}: ${reason}` : reason;
}
