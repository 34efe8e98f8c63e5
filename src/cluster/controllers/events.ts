/** Events: news of a controller about an object. News that repeats is one Event with a count (core/v1 Event). */
import type { JsonObject, NamedObject } from '../../kube/object.js';
import { isApiError } from '../../kube/status.js';
import type { ClusterClient } from '../client/client.js';
import { type Clock, formatTime } from '../clock.js';
import { eventCorrelator, type Observation } from './event-correlator.js';
import { resources, target } from './objects.js';

/** Writes Events of one component. Never rejects: news that cannot be delivered is dropped, as in Kubernetes. */
export type Recorder = (
  object: NamedObject,
  type: 'Normal' | 'Warning',
  reason: string,
  message: string,
  fieldPath?: string,
) => void;

/** A reference to the object that an Event is about. */
export function involvedObject(object: NamedObject, fieldPath?: string): JsonObject {
  const { name, namespace, uid, resourceVersion } = object.metadata;
  return {
    ...(object.apiVersion ? { apiVersion: object.apiVersion } : {}),
    ...(object.kind ? { kind: object.kind } : {}),
    name,
    ...(namespace ? { namespace } : {}),
    ...(uid ? { uid } : {}),
    ...(resourceVersion ? { resourceVersion } : {}),
    ...(fieldPath ? { fieldPath } : {}),
  };
}

/** Names of Events: Kubernetes takes the nanoseconds of the telling; a count keeps two of one moment apart. */
export function eventNames(clock: Clock): (name: string) => string {
  let told = 0;
  return (name) => {
    told++;
    const nanoseconds = BigInt(clock.now().getTime()) * 1_000_000n + BigInt(told % 1_000_000);
    return `${name}.${nanoseconds.toString(16)}`;
  };
}

/**
 * Creates an Event under `name`, and returns the name it has. Another component may have told of an object of this name in the
 * same moment: then it is `another()`.
 */
export async function createEvent(
  name: string,
  another: () => string,
  create: (name: string) => Promise<unknown>,
): Promise<string> {
  try {
    await create(name);
    return name;
  } catch (error) {
    if (!isApiError(error, 'AlreadyExists')) throw error;
    return createEvent(another(), another, create);
  }
}

/** Runs the writes it is handed one after the other, so that the second telling finds the first; faults go to `onError`. */
export function inTurn(onError: (error: unknown) => void): (write: () => Promise<void>) => void {
  let last: Promise<void> = Promise.resolve();
  return (write) => {
    last = last.then(write).catch((error: unknown) => {
      // a namespace that is going takes no more news
      if (!isApiError(error, 'Forbidden') && !isApiError(error, 'NotFound')) onError(error);
    });
  };
}

/** A recorder for `component`, such as `kubelet` on `host`. */
export function eventRecorder(
  client: ClusterClient,
  clock: Clock,
  component: string,
  onError: (error: unknown) => void,
  host = '',
): Recorder {
  const correlator = eventCorrelator();
  const newName = eventNames(clock);
  const soon = inTurn(onError);

  const create = async (
    observation: Observation,
    now: string,
    ...[object, type, reason, , fieldPath]: Parameters<Recorder>
  ): Promise<void> => {
    const namespace = object.metadata.namespace ?? 'default';
    const { count, firstTimestamp, message, isCombined } = observation;
    const event = {
      apiVersion: 'v1',
      kind: 'Event',
      involvedObject: involvedObject(object, fieldPath),
      reason,
      message,
      type,
      source: { component, ...(host ? { host } : {}) },
      // client-go names it in Events of one message alone
      reportingComponent: isCombined ? '' : component,
      reportingInstance: isCombined ? '' : host,
      firstTimestamp,
      lastTimestamp: now,
      count,
    };
    observation.name = await createEvent(
      observation.name,
      () => newName(object.metadata.name),
      (name) => client.create(target(resources.events, { namespace }), { ...event, metadata: { name, namespace } }),
    );
  };

  const write = async (...news: Parameters<Recorder>): Promise<void> => {
    const [object, type, reason, message, fieldPath = ''] = news;
    const { name: objectName, namespace = '', uid } = object.metadata;
    const now = clock.now();
    const time = formatTime(now);
    const keys = {
      about: [object.apiVersion, object.kind, namespace, objectName, uid].join('\0'),
      what: `${type}\0${reason}`,
      message,
      fieldPath,
    };
    const observation = correlator.observe(keys, now.getTime(), time, () => newName(objectName));
    if (!observation) return;
    const { name, count, message: told } = observation;
    if (count > 1) {
      const at = target(resources.events, { namespace: namespace || 'default', name });
      try {
        // the message of one that is combined is that of the latest
        await client.patch(at, { count, lastTimestamp: time, ...(told === message ? {} : { message: told }) });
        return;
      } catch (error) {
        if (!isApiError(error, 'NotFound')) throw error;
      }
    }
    await create(observation, time, ...news);
  };

  return (...news) => soon(() => write(...news));
}
