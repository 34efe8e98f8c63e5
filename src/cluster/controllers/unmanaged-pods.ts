/** What a disruption budget is told whose pods have no controller (pkg/controller/disruption). */
import { goSelector, type LabelSelector } from '../../kube/selector.js';

/** The message of the Event `UnmanagedPods`. */
export function unmanagedPodsMessage(selector: LabelSelector): string {
  return (
    `Pods selected by this PodDisruptionBudget (selector: ${goSelector(selector)}) were found to be unmanaged. ` +
    'As a result, the status of the PDB cannot be calculated correctly, which may result in undefined behavior. ' +
    'To account for these pods please set ".spec.minAvailable" field of the PDB to an integer value.'
  );
}
