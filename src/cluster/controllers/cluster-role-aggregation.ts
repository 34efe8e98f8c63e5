/** Gives a ClusterRole with an aggregationRule the rules of all ClusterRoles that it selects (KEP-3, clusterroleaggregation). */
import { canonicalJson } from '../../kube/equal-json.js';
import type { JsonObject, StoredObject } from '../../kube/object.js';
import { type LabelSelector, labelSelectorTerms, matchesLabels } from '../../kube/selector.js';
import type { ControllerContext } from './context.js';
import { equalJson, resources, target } from './objects.js';

/** rbac/v1 ClusterRole, as far as aggregation needs it. */
export interface AggregatedRole extends StoredObject {
  rules?: JsonObject[];
  aggregationRule?: { clusterRoleSelectors?: LabelSelector[] };
}

/** The rules that `role` should have: those of the selected roles in the order of their names, each once. */
function aggregatedRules(role: AggregatedRole, all: readonly AggregatedRole[]): JsonObject[] {
  const rules = new Map<string, JsonObject>();
  const sorted = [...all].sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
  for (const selector of role.aggregationRule?.clusterRoleSelectors ?? []) {
    const terms = labelSelectorTerms(selector);
    const selected = sorted.filter(
      ({ metadata: { name, labels } }) => name !== role.metadata.name && matchesLabels(terms, labels),
    );
    // an equal rule keeps the place of the first
    for (const rule of selected.flatMap((other) => other.rules ?? [])) rules.set(canonicalJson(rule), rule);
  }
  return [...rules.values()];
}

/** Starts the aggregation of ClusterRoles. */
export function startClusterRoleAggregation(context: ControllerContext): void {
  const client = context.clientOf('clusterrole-aggregation-controller');
  // any role may be selected by any other, so they are looked at together
  const queue = context.queue('clusterrole-aggregation-controller', async () => {
    const all = roles.list();
    for (const role of all) {
      if (!role.aggregationRule || role.metadata.deletionTimestamp) continue;
      const rules = aggregatedRules(role, all);
      if (equalJson(role.rules ?? [], rules)) continue;
      const { name } = role.metadata;
      // without rules nothing is claimed, and those that somebody else wrote stay
      const own = rules.length > 0 ? { rules } : {};
      const wanted = { apiVersion: role.apiVersion, kind: role.kind, metadata: { name }, ...own };
      await client.apply(target(resources.clusterRoles, { name }), wanted, 'clusterrole-aggregation-controller');
    }
  });
  const roles = context.watch<AggregatedRole>(resources.clusterRoles, () => queue.add('all'));
}
