/** How many entries of updates an object carries at most (managedfields/internal/capmanagers.go). */
import { type FieldSet, union } from './field-set.js';

/** What is looked at of a manager. */
interface Entry {
  manager: string;
  operation: 'Apply' | 'Update';
  apiVersion: string;
  subresource: string;
  time: string | undefined;
  set: FieldSet;
}

const most = 10;
const bucketName = 'ancient-changes';

/** The managers, the oldest updaters of a version made into one when there are too many. */
export function capManagers<M extends Entry>(managers: readonly M[]): M[] {
  const updaters = managers.filter((m) => m.operation === 'Update');
  if (updaters.length <= most) return [...managers];
  const age = (m: M): string => `${m.time ?? ''}\0${m.manager}\0${m.apiVersion}\0${m.subresource}`;
  updaters.sort((a, b) => (age(a) < age(b) ? -1 : 1));
  const gone = new Set<M>();
  const firsts = new Map<string, M>();
  const buckets = new Map<string, M>();
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
