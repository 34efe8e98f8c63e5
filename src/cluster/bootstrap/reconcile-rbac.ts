/**
 * Mends the default roles and bindings at a start (component-helpers/auth/rbac/reconciliation): rules, subjects, labels and
 * annotations that a user has taken away are added again; additions stay.
 */
import { equalJson } from '../../kube/equal-json.js';
import type { KubeObject } from '../../kube/object.js';
import { type PolicyRule, type Subject, uncoveredRules } from '../../kube/rbac.js';

const autoUpdate = 'rbac.authorization.kubernetes.io/autoupdate';

interface RbacObject extends KubeObject {
  rules?: PolicyRule[] | null;
  aggregationRule?: { clusterRoleSelectors?: unknown[] };
  roleRef?: unknown;
  subjects?: Subject[];
}

/**
 * The stored object with all that the default one has; undefined when there is nothing to mend, or when its annotation
 * `autoupdate` is `false`. A binding to another role becomes the default one.
 */
export function reconciled(stored: KubeObject, expected: KubeObject): KubeObject | undefined {
  // both are of the four kinds of rbac.authorization.k8s.io
  const [before, wanted] = [stored as RbacObject, expected as RbacObject];
  if (before.metadata.annotations?.[autoUpdate] === 'false') return undefined;
  if (!equalJson(before.roleRef, wanted.roleRef)) return wanted;
  const labels = { ...wanted.metadata.labels, ...before.metadata.labels };
  const annotations = { ...wanted.metadata.annotations, ...before.metadata.annotations };
  const after: RbacObject = { ...before, metadata: { ...before.metadata, labels, annotations } };
  // the rules of a role that is aggregated are those of others; comparing rules that are the same costs some 10 ms of a start
  const isSame = wanted.aggregationRule !== undefined || equalJson(before.rules, wanted.rules);
  const rules = isSame ? [] : uncoveredRules(before.rules ?? [], wanted.rules ?? []);
  if (rules.length) after.rules = [...(before.rules ?? []), ...rules];
  if (!wanted.aggregationRule) delete after.aggregationRule;
  else {
    const has = before.aggregationRule?.clusterRoleSelectors ?? [];
    const missing = (wanted.aggregationRule.clusterRoleSelectors ?? []).filter(
      (selector) => !has.some((one) => equalJson(one, selector)),
    );
    if (missing.length) after.aggregationRule = { clusterRoleSelectors: [...has, ...missing] };
  }
  const subjects = before.subjects ?? [];
  const missing = (wanted.subjects ?? []).filter((subject) => !subjects.some((one) => equalJson(one, subject)));
  if (missing.length) after.subjects = [...subjects, ...missing];
  return equalJson(before, after) ? undefined : after;
}
