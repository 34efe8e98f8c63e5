/**
 * Events of events.k8s.io/v1, as the scheduler writes them: with an action, a time in microseconds, and, for the same
 * news again, a series (client-go, tools/events).
 */
import type { JsonObject, StoredObject } from '../../kube/object.js';
import type { ClusterClient } from '../client/client.js';
import type { Clock } from '../clock.js';
import { createEvent, eventNames, inTurn, involvedObject } from './events.js';
import { resources, target } from './objects.js';

/** Writes Events of one component. Never rejects. */
export type SeriesRecorder = (
  object: StoredObject,
  type: 'Normal' | 'Warning',
  reason: string,
  action: string,
  note: string,
) => void;

/** After so long a series is over, and the same news is a new Event. */
const seriesFor = 360_000;

const microTime = (date: Date): string => date.toISOString().replace('Z', '000Z');

/** A recorder for `controller`, such as `default-scheduler`, on `host`. */
export function seriesRecorder(
  client: ClusterClient,
  clock: Clock,
  controller: string,
  host: string,
  onError: (error: unknown) => void,
): SeriesRecorder {
  const newName = eventNames(clock);
  const soon = inTurn(onError);
  const known = new Map<string, { name: string; count: number; at: number }>();

  const write = async (...[object, type, reason, action, note]: Parameters<SeriesRecorder>): Promise<void> => {
    const now = clock.now();
    for (const [key, { at }] of known) if (now.getTime() - at > seriesFor) known.delete(key);
    const { name: objectName, namespace = 'default' } = object.metadata;
    const regarding = involvedObject(object);
    const key = JSON.stringify([type, action, reason, regarding]);
    const before = known.get(key);
    if (before) {
      known.set(key, { ...before, count: before.count + 1, at: now.getTime() });
      // the second makes it a series; of the others nobody is told one by one
      if (before.count > 1) return;
      const series: JsonObject = { count: 2, lastObservedTime: microTime(now) };
      await client.patch(target(resources.newEvents, { namespace, name: before.name }), { series });
      return;
    }
    const event = {
      apiVersion: 'events.k8s.io/v1',
      kind: 'Event',
      eventTime: microTime(now),
      reportingController: controller,
      reportingInstance: `${controller}-${host}`,
      action,
      reason,
      regarding,
      note,
      type,
    };
    const entry = { name: newName(objectName), count: 1, at: now.getTime() };
    known.set(key, entry);
    entry.name = await createEvent(
      entry.name,
      () => newName(objectName),
      (name) => client.create(target(resources.newEvents, { namespace }), { ...event, metadata: { name, namespace } }),
    );
  };

  return (...news) => soon(() => write(...news));
}
