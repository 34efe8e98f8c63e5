/** Since when the endpoints of a Service are out of date, as their annotation tells (k8s.io/endpointslice/util). */
import type { Pod } from './pod-objects.js';
import type { Service } from './service-endpoints.js';

const annotation = 'endpoints.kubernetes.io/last-change-trigger-time';

/** The tracker's memory of a Service from one look to the next. */
export interface TriggerTimes {
  /** The earliest of the changes since the last look; `''` when none has a time. */
  since(key: string, service: Service, pods: readonly Pod[]): string;
  forget(key: string): void;
}

const readySince = (pod: Pod): string =>
  pod.status?.conditions?.find(({ type }) => type === 'Ready')?.lastTransitionTime ?? '';

/** A tracker that knows no Service. */
export function triggerTimes(): TriggerTimes {
  const known = new Map<string, { service: string; pods: Map<string, string> }>();
  return {
    since: (key, { metadata: { creationTimestamp: created = '' } }, pods) => {
      const before = known.get(key);
      const now = new Map(pods.map((pod) => [pod.metadata.name, readySince(pod)]));
      known.set(key, { service: created, pods: now });
      // of a Service that is new its own time counts
      if (!before) return created;
      const changed = [...now].filter(([name, time]) => time > (before.pods.get(name) ?? '')).map(([, time]) => time);
      if (created > before.service) changed.push(created);
      return changed.sort()[0] ?? '';
    },
    forget: (key) => {
      known.delete(key);
    },
  };
}

/** The annotations with the time from which the endpoints are; without, where it is not known. */
export function triggered(annotations: Record<string, string> | undefined, since: string): Record<string, string> {
  const { [annotation]: _old, ...others } = annotations ?? {};
  return since ? { ...others, [annotation]: since } : others;
}
