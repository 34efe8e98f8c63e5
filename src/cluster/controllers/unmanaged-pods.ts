/** What a disruption budget is told whose pods have no controller (pkg/controller/disruption). */
import type { LabelSelector } from '../../kube/selector.js';

/** A selector as Go prints it. */
function printed({ matchLabels = {}, matchExpressions = [] }: LabelSelector): string {
  const names = Object.keys(matchLabels).sort();
  const labels = names.map((name) => `${name}: ${matchLabels[name]},`).join('');
  const expressions = matchExpressions.map(
    ({ key, operator, values = [] }) =>
      `LabelSelectorRequirement{Key:${key},Operator:${operator},Values:[${values.join(' ')}],},`,
  );
  const all = `[]LabelSelectorRequirement{${expressions.join('')}}`;
  return `&LabelSelector{MatchLabels:map[string]string{${labels}},MatchExpressions:${all},}`;
}

/** The message of the Event `UnmanagedPods`. */
export function unmanagedPodsMessage(selector: LabelSelector): string {
  return (
    `Pods selected by this PodDisruptionBudget (selector: ${printed(selector)}) were found to be unmanaged. ` +
    'As a result, the status of the PDB cannot be calculated correctly, which may result in undefined behavior. ' +
    'To account for these pods please set ".spec.minAvailable" field of the PDB to an integer value.'
  );
}
