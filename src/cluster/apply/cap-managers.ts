/** The limit of an object's entries of updates (managedfields/internal/capmanagers.go). */
import { union } from './field-set.js';
import type { Managed } from './managed-fields.js';

const most = 10;
const bucketName = 'ancient-changes';

/** The managers, the oldest updaters of a version made into one when there are too many. */
export function capManagers(managers: readonly Managed[]): Managed[] {
  const updaters = managers.filter((m) => m.operation === 'Update');
  if (updaters.length <= most) return [...managers];
  const age = (m: Managed): string => `${m.time ?? ''}\0${m.manager}\0${m.apiVersion}\0${m.subresource}`;
  updaters.sort((a, b) => (age(a) < age(b) ? -1 : 1));
  const gone = new Set<Managed>();
  const firsts = new Map<string, Managed>();
  const buckets = new Map<string, Managed>();
  let left = updaters.length;
  for (const updater of updaters) {
    if (left <= most) break;
    const first = firsts.get(updater.apiVersion);
    if (!first) {
      firsts.set(updater.apiVersion, updater);
      continue;
    }
    const bucket = buckets.get(updater.apiVersion) ?? first;
    gone.add(first).add(updater);
    const { time } = updater;
    buckets.set(updater.apiVersion, {
      ...bucket,
      manager: bucketName,
      subresource: '',
      time,
      set: union(bucket.set, updater.set),
    });
    left--;
  }
  return [...managers.filter((m) => !gone.has(m)), ...buckets.values()];
}
