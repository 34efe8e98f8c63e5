/**
 * Whether a node suits a pod beside the pods that have their places: required affinity and anti-affinity between pods
 * (the scheduler's plug-in InterPodAffinity). Preferences do not matter, since there is one node. Pure.
 */
import { own } from '../../kube/fields.js';
import { labelSelectorTerms, matchesLabels } from '../../kube/selector.js';
import type { Node } from './objects.js';
import type { Pod, PodAffinityTerm } from './pod-objects.js';

/** The pods that have their places, with their nodes and namespaces. */
export interface Neighbours {
  pods: readonly Pod[];
  nodeOf(pod: Pod): Node | undefined;
  /** The labels of a namespace. */
  labelsOf(namespace: string): Record<string, string>;
}

/** The reasons that could be ended by evicting pods. */
export const antiAffinityFaults = [
  "node(s) didn't match pod anti-affinity rules",
  "node(s) didn't satisfy existing pods anti-affinity rules",
] as const;

const [ownRules, rulesOfOthers] = antiAffinityFaults;
const affinityFault = "node(s) didn't match pod affinity rules";

/** True for a reason of this file, which a change of other pods can end. */
export const isNeighbourFault = (reason: string): boolean =>
  [...antiAffinityFaults, affinityFault].some((one) => one === reason);

const required = 'requiredDuringSchedulingIgnoredDuringExecution';
const affinityTerms = ({ spec }: Pod): readonly PodAffinityTerm[] => spec.affinity?.podAffinity?.[required] ?? [];
const antiAffinityTerms = ({ spec }: Pod): readonly PodAffinityTerm[] =>
  spec.affinity?.podAntiAffinity?.[required] ?? [];

/** Why the node does not suit the pod beside its neighbours, in kube-scheduler's words; undefined when it does. */
export function neighbourFault(pod: Pod, node: Node, { pods, nodeOf, labelsOf }: Neighbours): string | undefined {
  /** True when `owner`'s term means the pod `other`. */
  const means = (term: PodAffinityTerm, owner: Pod, other: Pod): boolean => {
    const { labelSelector, namespaces = [], namespaceSelector } = term;
    const namespace = other.metadata.namespace ?? '';
    const isNear =
      namespaces.includes(namespace) ||
      (namespaceSelector !== undefined && matchesLabels(labelSelectorTerms(namespaceSelector), labelsOf(namespace))) ||
      (namespaces.length === 0 && namespaceSelector === undefined && namespace === owner.metadata.namespace);
    // a term without a selector means no pod
    if (!isNear || labelSelector === undefined) return false;
    return matchesLabels(labelSelectorTerms(labelSelector), other.metadata.labels);
  };
  const domain = (of: Node | undefined, { topologyKey }: PodAffinityTerm): string | undefined =>
    own(of?.metadata.labels ?? {}, topologyKey);
  const shares = (term: PodAffinityTerm, other: Pod): boolean => {
    const here = domain(node, term);
    return here !== undefined && here === domain(nodeOf(other), term);
  };

  const terms = affinityTerms(pod);
  const meansAll = (other: Pod): boolean => terms.every((term) => means(term, pod, other));
  const mates = terms.length > 0 ? pods.filter(meansAll) : [];
  if (!terms.every((term) => mates.some((mate) => shares(term, mate)))) {
    // the first of pods that want each other's company would wait for ever
    const isFirst = !mates.some((mate) => terms.some((term) => domain(nodeOf(mate), term) !== undefined));
    const hasDomains = terms.every((term) => domain(node, term) !== undefined);
    if (!isFirst || !hasDomains || !meansAll(pod)) return affinityFault;
  }

  const isAvoided = (other: Pod): boolean =>
    antiAffinityTerms(pod).some((term) => means(term, pod, other) && shares(term, other));
  if (pods.some(isAvoided)) return ownRules;
  const isUnwelcome = (other: Pod): boolean =>
    antiAffinityTerms(other).some((term) => means(term, other, pod) && shares(term, other));
  return pods.some(isUnwelcome) ? rulesOfOthers : undefined;
}
