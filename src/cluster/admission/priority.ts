/** Priority: without priority classes of a user's own there are the two of the system, and zero. */
import { forbidden } from '../../kube/status.js';
import { type AdmissionPlugin, part } from './admission.js';

const classes = new Map([
  ['system-cluster-critical', 2_000_000_000],
  ['system-node-critical', 2_000_001_000],
]);

/** The plug-in; throws an ApiError 403 for a class that is not there. */
export const priority: AdmissionPlugin = ({ operation, kind, name, subresource, object }) => {
  if (operation !== 'CREATE' || kind.kind !== 'Pod' || subresource || !object) return;
  const spec = part(object, 'spec');
  const asked = typeof spec.priorityClassName === 'string' ? spec.priorityClassName : '';
  if (asked && !classes.has(asked)) throw forbidden(kind, name, `no PriorityClass with name ${asked} was found`);
  spec.priority = classes.get(asked) ?? 0;
  spec.preemptionPolicy ??= 'PreemptLowerPriority';
};
