/** Events: what a controller tells people about an object. The same news is one Event with a count (core/v1 Event). */
import type { KubeObject } from '../../kube/object.js';
import { isApiError } from '../../kube/status.js';
import type { ClusterClient } from '../client.js';
import { type Clock, formatTime } from '../clock.js';
import { resources, target } from './objects.js';

/** Writes Events of one component. Never rejects: news that cannot be delivered is dropped, as in Kubernetes. */
export type Recorder = (
  object: KubeObject,
  type: 'Normal' | 'Warning',
  reason: string,
  message: string,
  fieldPath?: string,
) => void;

interface Known {
  namespace: string;
  name: string;
  count: number;
}

const remembered = 512;

/** A recorder for `component`, such as `kubelet` on `host`. */
export function eventRecorder(
  client: ClusterClient,
  clock: Clock,
  component: string,
  onError: (error: unknown) => void,
  host = '',
): Recorder {
  const known = new Map<string, Known>();
  // one after the other, so that the second telling finds the first
  let last: Promise<void> = Promise.resolve();
  let told = 0;

  const write = async (...[object, type, reason, message, fieldPath]: Parameters<Recorder>): Promise<void> => {
    const { name = '', uid, resourceVersion } = object.metadata;
    const namespace = object.metadata.namespace ?? 'default';
    const now = formatTime(clock.now());
    const key = [object.kind, namespace, uid, type, reason, message, fieldPath].join('\0');
    const before = known.get(key);
    if (before) {
      before.count++;
      try {
        await client.patch(target(resources.events, before), { count: before.count, lastTimestamp: now });
        return;
      } catch (error) {
        if (!isApiError(error, 'NotFound')) throw error;
        known.delete(key);
      }
    }
    // Kubernetes takes the nanoseconds of the first telling; the count of what was told keeps two of one moment apart
    told++;
    const suffix = (BigInt(clock.now().getTime()) * 1_000_000n + BigInt(told % 1_000_000)).toString(16);
    const event = {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: `${name}.${suffix}`, namespace },
      involvedObject: {
        apiVersion: object.apiVersion,
        kind: object.kind,
        name,
        ...(object.metadata.namespace ? { namespace } : {}),
        ...(uid ? { uid } : {}),
        ...(resourceVersion ? { resourceVersion } : {}),
        ...(fieldPath ? { fieldPath } : {}),
      },
      reason,
      message,
      type,
      source: { component, ...(host ? { host } : {}) },
      reportingComponent: component,
      reportingInstance: host,
      firstTimestamp: now,
      lastTimestamp: now,
      count: 1,
    };
    let created: KubeObject;
    try {
      created = await client.create(target(resources.events, { namespace }), event);
    } catch (error) {
      // another component told of an object of this name in the same moment
      if (isApiError(error, 'AlreadyExists')) return write(object, type, reason, message, fieldPath);
      throw error;
    }
    if (known.size >= remembered) known.delete(known.keys().next().value ?? '');
    known.set(key, { namespace, name: created.metadata.name ?? '', count: 1 });
  };

  return (...news) => {
    last = last
      .then(() => write(...news))
      .catch((error: unknown) => {
        // a namespace that is going takes no more news
        if (!isApiError(error, 'Forbidden') && !isApiError(error, 'NotFound')) onError(error);
      });
  };
}
