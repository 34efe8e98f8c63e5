/**
 * matchLabelKeys and mismatchLabelKeys of a pod: the API server writes the pod's own labels of these keys into the selectors
 * beside them (pkg/registry/core/pod/strategy.go).
 */
import { type Fields, fields, isFields, list, textMap, texts } from '../../../../kube/fields.js';

/** Writes the own labels of `pod` into its selectors, in place. */
export function mergeLabelKeys(pod: Fields): void {
  const labels = textMap(fields(pod.metadata).labels);
  const spec = fields(pod.spec);
  for (const kind of ['podAffinity', 'podAntiAffinity']) {
    const rules = fields(fields(spec.affinity)[kind]);
    const preferred = list(rules.preferredDuringSchedulingIgnoredDuringExecution);
    const required = list(rules.requiredDuringSchedulingIgnoredDuringExecution);
    for (const term of [...preferred.map((weighted) => fields(weighted.podAffinityTerm)), ...required]) {
      merge(term, labels);
    }
  }
  for (const constraint of list(spec.topologySpreadConstraints)) merge(constraint, labels);
}

function merge({ labelSelector, matchLabelKeys, mismatchLabelKeys }: Fields, labels: Record<string, string>): void {
  if (!isFields(labelSelector)) return;
  const requirements = (keys: unknown, operator: string): Fields[] =>
    texts(keys)
      .filter((key) => Object.hasOwn(labels, key))
      .map((key) => ({ key, operator, values: [labels[key]] }));
  const added = [...requirements(matchLabelKeys, 'In'), ...requirements(mismatchLabelKeys, 'NotIn')];
  if (added.length === 0) return;
  labelSelector.matchExpressions = [...list(labelSelector.matchExpressions), ...added];
}
