/** kube-apiserver's warnings about a pod, or a template of pods (pkg/api/pod/warnings.go). */

import { type Fields, fields, isFields, list, number, text, textMap, texts } from '../../../../../kube/fields.js';
import { labelValueFaults } from '../../../../../kube/names.js';
import { formatQuantity, parseQuantity } from '../../../../../kube/quantity.js';
import { portWarnings } from './port-warnings.js';
import { duplicateFiles, volumeWarnings } from './volume-warnings.js';

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
    ...duplicateFiles(list(spec.volumes), `${at}spec.volumes`),
    ...twice(list(spec.hostAliases), 'ip', `${at}spec.hostAliases`),
    ...twice(list(spec.imagePullSecrets), 'name', `${at}spec.imagePullSecrets`),
    ...list(spec.imagePullSecrets).flatMap(({ name }, i) =>
      text(name) === '' ? [`${at}spec.imagePullSecrets[${i}].name: invalid empty name ""`] : [],
    ),
    ...containersOf(spec, `${at}spec`).flatMap(({ container, path }) => containerWarnings(container, path)),
    ...portWarnings(containersOf(spec, `${at}spec`)),
    ...((number(spec.terminationGracePeriodSeconds) ?? 0) < 0
      ? [`${at}spec.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1`]
      : []),
    ...['podAffinity', 'podAntiAffinity'].flatMap((kind) =>
      podAffinityWarnings(fields(fields(spec.affinity)[kind]), `${at}spec.affinity.${kind}`),
    ),
  ];
}

/** All containers of a pod with their paths, in the order in which they are visited. */
function containersOf(spec: Fields, path: string): { container: Fields; path: string }[] {
  return ['initContainers', 'containers', 'ephemeralContainers'].flatMap((field) =>
    list(spec[field]).map((container, i) => ({ container, path: `${path}.${field}[${i}]` })),
  );
}

function nodeAffinityWarnings(affinity: Fields, path: string): string[] {
  const terms = list(fields(affinity[required]).nodeSelectorTerms);
  return [
    ...terms.flatMap((term, i) => termWarnings(term, false, `${path}.${required}.nodeSelectorTerms[${i}]`)),
    ...list(affinity[preferred]).flatMap((term, i) =>
      termWarnings(fields(term.preference), true, `${path}.${preferred}[${i}].preference`),
    ),
  ];
}

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
  const resources = fields(container.resources);
  const fractions = ['memory', 'ephemeral-storage'].flatMap((name) =>
    ['limits', 'requests'].flatMap((kind) => {
      const amount = parseQuantity(text(fields(resources[kind])[name]));
      if (!amount || amount.nanos % 1_000_000_000n === 0n) return [];
      const shown = JSON.stringify(formatQuantity(amount));
      return [`${path}.resources.${kind}[${name}]: fractional byte value ${shown} is invalid, must be an integer`];
    }),
  );
  return [...fractions, ...hiddenVariables(list(container.env), `${path}.env`)];
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
