/** kube-apiserver's warnings about a pod, or a template of pods (pkg/api/pod/warnings.go). */

import { equalJson } from '../../../../../kube/equal-json.js';
import { type Fields, fields, isFields, list, number, text, textMap, texts } from '../../../../../kube/fields.js';
import { labelValueFaults } from '../../../../../kube/names.js';
import { ipWarnings } from '../../../../validation/ip-address.js';
import { appArmorOf, appArmorPrefix, seccompOfContainer, seccompOfPod, useTheField } from '../annotated-profiles.js';
import { containersOf } from '../containers-of.js';
import { fractions } from './fractions.js';
import { overlappingFiles } from './overlapping-files.js';
import { portNameWarnings, portWarnings } from './port-warnings.js';
import { volumeWarnings } from './volume-warnings.js';

/** Labels of nodes that have other names by now. */
const deprecatedLabels: Record<string, string> = {
  'beta.kubernetes.io/arch': 'deprecated since v1.14; use "kubernetes.io/arch" instead',
  'beta.kubernetes.io/os': 'deprecated since v1.14; use "kubernetes.io/os" instead',
  'failure-domain.beta.kubernetes.io/region': 'deprecated since v1.17; use "topology.kubernetes.io/region" instead',
  'failure-domain.beta.kubernetes.io/zone': 'deprecated since v1.17; use "topology.kubernetes.io/zone" instead',
  'beta.kubernetes.io/instance-type': 'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead',
  'app.kubernetes.io/created-by': 'deprecated since v1.9',
  'scheduler.alpha.kubernetes.io/preferAvoidPods': 'deprecated since v1.22; use Taints and Tolerations instead',
  'node-role.kubernetes.io/master': 'use "node-role.kubernetes.io/control-plane" instead',
};

const deprecatedAnnotations: Record<string, string> = {
  'scheduler.alpha.kubernetes.io/critical-pod': 'non-functional in v1.16+; use the "priorityClassName" field instead',
  'security.alpha.kubernetes.io/sysctls': 'non-functional in v1.11+; use the "sysctls" field instead',
  'security.alpha.kubernetes.io/unsafe-sysctls': 'non-functional in v1.11+; use the "sysctls" field instead',
};

const required = 'requiredDuringSchedulingIgnoredDuringExecution';
const preferred = 'preferredDuringSchedulingIgnoredDuringExecution';
const matchesNothing = 'a null labelSelector results in matching no pod';

/** The warnings about a pod or a template; `at` is the path of the template with a dot behind it, or empty. */
export function podWarnings(pod: Fields, at = ''): string[] {
  const spec = fields(pod.spec);
  const annotations = textMap(fields(pod.metadata).annotations);
  const containers = containersOf(spec, `${at}spec`);
  return [
    ...Object.keys(textMap(spec.nodeSelector)).flatMap((key) => {
      const why = deprecatedLabels[key];
      return why ? [`${at}spec.nodeSelector[${key}]: ${why}`] : [];
    }),
    ...nodeAffinityWarnings(fields(fields(spec.affinity).nodeAffinity), `${at}spec.affinity.nodeAffinity`),
    ...spreadWarnings(list(spec.topologySpreadConstraints), `${at}spec.topologySpreadConstraints`),
    ...Object.entries(deprecatedAnnotations)
      .filter(([key]) => annotations[key] !== undefined)
      .map(([key, why]) => `${at}metadata.annotations[${key}]: ${why}`),
    ...volumeWarnings(list(spec.volumes), `${at}spec.volumes`),
    ...overlappingFiles(list(spec.volumes)),
    ...twice(list(spec.hostAliases), 'ip', `${at}spec.hostAliases`),
    ...twice(list(spec.imagePullSecrets), 'name', `${at}spec.imagePullSecrets`),
    ...list(spec.imagePullSecrets).flatMap(({ name }, i) =>
      text(name) === '' ? [`${at}spec.imagePullSecrets[${i}].name: invalid empty name ""`] : [],
    ),
    ...fractions(spec.overhead, `${at}spec.overhead`, 'memory', 'ephemeral-storage'),
    ...seccompWarning(annotations, seccompOfPod, spec, at),
    ...containers.flatMap(({ container, path }) => [
      ...seccompWarning(annotations, `${seccompOfContainer}${text(container.name)}`, container, at),
      // for a pod itself its creation warns of it
      ...(at === '' ? [] : appArmorWarning(annotations, container, fields(spec.securityContext).appArmorProfile, at)),
      ...containerWarnings(container, path),
    ]),
    ...portWarnings(containers),
    ...portNameWarnings(containers),
    ...((number(spec.terminationGracePeriodSeconds) ?? 0) < 0
      ? [`${at}spec.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1`]
      : []),
    ...['podAffinity', 'podAntiAffinity'].flatMap((kind) =>
      podAffinityWarnings(fields(fields(spec.affinity)[kind]), `${at}spec.affinity.${kind}`),
    ),
    ...texts(fields(spec.dnsConfig).nameservers).flatMap((server, i) =>
      ipWarnings(server, `${at}spec.dnsConfig.nameservers[${i}]`),
    ),
    ...list(spec.hostAliases).flatMap(({ ip }, i) => ipWarnings(text(ip), `${at}spec.hostAliases[${i}].ip`)),
  ];
}

/** The annotation of a seccomp profile without the field; `owner` is the PodSpec or the container. */
function seccompWarning(annotations: Record<string, string>, key: string, owner: Fields, at: string): string[] {
  if (annotations[key] === undefined || fields(owner.securityContext).seccompProfile !== undefined) return [];
  return [`${at}metadata.annotations[${key}]: non-functional in v1.27+; use the "seccompProfile" field instead`];
}

function appArmorWarning(annotations: Record<string, string>, container: Fields, ofPod: unknown, at: string): string[] {
  const key = `${appArmorPrefix}${text(container.name)}`;
  const annotation = annotations[key];
  if (annotation === undefined || fields(container.securityContext).appArmorProfile !== undefined) return [];
  return ofPod !== undefined && equalJson(ofPod, appArmorOf(annotation)) ? [] : [useTheField(key, at)];
}

function nodeAffinityWarnings(affinity: Fields, path: string): string[] {
  return [
    ...nodeSelectorWarnings(fields(affinity[required]), `${path}.${required}`),
    ...list(affinity[preferred]).flatMap((term, i) =>
      termWarnings(fields(term.preference), true, `${path}.${preferred}[${i}].preference`),
    ),
  ];
}

/** The warnings about a NodeSelector at `path`. */
export const nodeSelectorWarnings = (selector: Fields, path: string): string[] =>
  list(selector.nodeSelectorTerms).flatMap((term, i) => termWarnings(term, false, `${path}.nodeSelectorTerms[${i}]`));

function termWarnings(term: Fields, withValues: boolean, path: string): string[] {
  return list(term.matchExpressions).flatMap((expression, i) => {
    const at = `${path}.matchExpressions[${i}]`;
    const why = deprecatedLabels[text(expression.key)];
    const values = withValues ? texts(expression.values) : [];
    return [
      ...(why ? [`${at}.key: ${text(expression.key)} is ${why}`] : []),
      ...values.flatMap((v, j) => labelValueFaults(v).map((f) => `${at}.values[${j}]: ${v} is invalid, ${f}`)),
    ];
  });
}

function spreadWarnings(constraints: readonly Fields[], path: string): string[] {
  return constraints.flatMap((constraint, i) => {
    const key = text(constraint.topologyKey);
    const why = deprecatedLabels[key];
    return [
      ...(why ? [`${path}[${i}].topologyKey: ${key} is ${why}`] : []),
      ...(isFields(constraint.labelSelector) ? [] : [`${path}[${i}].labelSelector: ${matchesNothing}`]),
    ];
  });
}

function podAffinityWarnings(affinity: Fields, path: string): string[] {
  const without = (term: Fields, at: string): string[] =>
    isFields(term.labelSelector) ? [] : [`${at}.labelSelector: ${matchesNothing}`];
  return [
    ...list(affinity[required]).flatMap((term, i) => without(term, `${path}.${required}[${i}]`)),
    ...list(affinity[preferred]).flatMap((term, i) =>
      without(fields(term.podAffinityTerm), `${path}.${preferred}[${i}].podAffinityTerm`),
    ),
  ];
}

function twice(items: readonly Fields[], field: string, path: string): string[] {
  const seen = new Set<string>();
  return items.flatMap((item, i) => {
    const value = text(item[field]);
    if (seen.has(value)) return [`${path}[${i}].${field}: duplicate ${field} ${JSON.stringify(value)}`];
    seen.add(value);
    return [];
  });
}

function containerWarnings(container: Fields, path: string): string[] {
  const { limits, requests } = fields(container.resources);
  return [
    ...['memory', 'ephemeral-storage'].flatMap((name) => [
      ...fractions(limits, `${path}.resources.limits`, name),
      ...fractions(requests, `${path}.resources.requests`, name),
    ]),
    ...hiddenVariables(list(container.env), `${path}.env`),
  ];
}

/** A variable that is set again, and does not build on its earlier value. */
function hiddenVariables(env: readonly Fields[], path: string): string[] {
  const seen = new Set<string>();
  return env.flatMap((variable, i) => {
    const [name, value] = [text(variable.name), text(variable.value)];
    const before = `$(${name})`;
    const again = seen.has(name);
    seen.add(name);
    const builds = !isFields(variable.valueFrom) && value !== before && value.includes(before);
    if (!again || builds) return [];
    const what = `hides previous definition of ${JSON.stringify(name)}`;
    return [`${path}[${i}]: ${what}, which may be dropped when using apply`];
  });
}
