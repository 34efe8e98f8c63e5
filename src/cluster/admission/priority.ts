/** Priority: without priority classes of a user's own there are the two of the system, and zero. */
import { fields } from '../../kube/fields.js';
import { forbidden } from '../../kube/status.js';
import type { AdmissionPlugin } from './admission.js';

const classes = new Map([
  ['system-cluster-critical', 2_000_000_000],
  ['system-node-critical', 2_000_001_000],
]);

/** The plug-in; throws an ApiError 403 for a class that is not there. */
export const priority: AdmissionPlugin = ({ operation, kind, name, subresource, object, oldObject }) => {
  if (kind.kind !== 'Pod' || subresource || !object) return;
  const spec = fields(object.spec);
  if (operation === 'UPDATE') keepPriority(spec, fields(oldObject?.spec));
  if (operation !== 'CREATE') return;
  const asked = typeof spec.priorityClassName === 'string' ? spec.priorityClassName : '';
  if (asked && !classes.has(asked)) throw forbidden(kind, name, `no PriorityClass with name ${asked} was found`);
  const computed = classes.get(asked) ?? 0;
  const given = 'must not be provided in pod spec; priority admission controller computed';
  if (spec.priority !== undefined && spec.priority !== computed) {
    const why = `the integer value of priority (${spec.priority}) ${given} ${computed} from the given PriorityClass name`;
    throw forbidden(kind, name, why);
  }
  const policy = 'PreemptLowerPriority';
  if (spec.preemptionPolicy !== undefined && spec.preemptionPolicy !== policy) {
    const own = String(spec.preemptionPolicy);
    const why = `the string value of PreemptionPolicy (${own}) ${given} ${policy} from the given PriorityClass name`;
    throw forbidden(kind, name, why);
  }
  spec.priority = computed;
  spec.preemptionPolicy = policy;
};

/** What was found out when the pod was made stays where the client leaves it out. */
function keepPriority(spec: Record<string, unknown>, old: Record<string, unknown>): void {
  for (const field of ['priority', 'preemptionPolicy']) {
    if (spec[field] === undefined && old[field] !== undefined) spec[field] = old[field];
  }
}
