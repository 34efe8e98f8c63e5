/** The rules for a PodSpec as a whole (ValidatePodSpec), in Kubernetes' order. */

import { type Fields, fields, isFields, list, number, text, textMap } from '../../../../../kube/fields.js';
import { dnsLabelFaults, dnsSubdomainFaults, qualifiedNameFaults } from '../../../../../kube/names.js';
import { type FieldError, invalid, notSupported, required } from '../../../../../kube/status.js';
import { validateLabels } from '../../../../validation/metadata.js';
import { validateContainers } from './containers.js';
import { validateDnsConfig, validateHostAliases } from './dns.js';
import { validatePodResources } from './pod-resources.js';
import { claimNames, validateResourceClaims } from './resources.js';
import { validateAffinity, validateGates, validateSpread, validateTolerations } from './scheduling.js';
import { validateHostUsers, validatePodSecurityContext } from './security-context.js';
import { validateVolumes } from './volumes.js';

// in the order in which Kubernetes names them
const restartPolicies = ['Always', 'OnFailure', 'Never'];
const dnsPolicies = ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None'];
const preemptionPolicies = ['PreemptLowerPriority', 'Never'];
const systems = ['linux', 'windows'];

function oneOf(value: unknown, path: string, supported: readonly string[]): FieldError[] {
  const now = text(value);
  if (now === '') return [required(path)];
  return supported.includes(now) ? [] : [notSupported(path, now, supported)];
}

/** The faults of the PodSpec at `path`: that of a pod, or of a template. */
export function validatePodSpec(spec: Fields, path: string, { isPod }: { isPod: boolean }): FieldError[] {
  const { errors, good } = validateVolumes(list(spec.volumes), `${path}.volumes`, { isPod });
  const claims = claimNames(spec);
  const named = (field: string, faultsOf: (name: string) => string[]): FieldError[] => {
    const name = text(spec[field]);
    return name === '' ? [] : faultsOf(name).map((f) => invalid(`${path}.${field}`, name, f));
  };
  return [
    ...errors,
    ...validateResourceClaims(list(spec.resourceClaims), `${path}.resourceClaims`),
    ...validateContainers(spec, good, path),
    ...(isFields(spec.resources) ? validatePodResources(spec, claims, `${path}.resources`) : []),
    ...validateHostPorts(spec, path, isPod),
    ...oneOf(spec.restartPolicy, `${path}.restartPolicy`, restartPolicies),
    ...oneOf(spec.dnsPolicy, `${path}.dnsPolicy`, dnsPolicies),
    ...validateLabels(textMap(spec.nodeSelector), `${path}.nodeSelector`),
    ...validatePodSecurityContext(spec, path),
    ...validateAffinity(fields(spec.affinity), `${path}.affinity`),
    ...validateDnsConfig(spec, `${path}.dnsConfig`),
    ...list(spec.readinessGates).flatMap((gate, i) =>
      qualifiedNameFaults(text(gate.conditionType)).map((f) =>
        invalid(`${path}.readinessGates[${i}].conditionType`, gate.conditionType, f),
      ),
    ),
    ...validateGates(list(spec.schedulingGates), `${path}.schedulingGates`),
    ...validateSpread(list(spec.topologySpreadConstraints), `${path}.topologySpreadConstraints`),
    ...validateHostUsers(spec, path),
    ...named('serviceAccountName', dnsSubdomainFaults),
    ...named('nodeName', dnsSubdomainFaults),
    ...validateDeadline(spec, path),
    ...named('hostname', dnsLabelFaults),
    ...named('subdomain', dnsLabelFaults),
    ...validateTolerations(list(spec.tolerations), `${path}.tolerations`),
    ...validateHostAliases(list(spec.hostAliases), `${path}.hostAliases`),
    ...named('priorityClassName', dnsSubdomainFaults),
    ...named('runtimeClassName', dnsSubdomainFaults),
    ...(spec.preemptionPolicy === undefined
      ? []
      : oneOf(spec.preemptionPolicy, `${path}.preemptionPolicy`, preemptionPolicies)),
    ...(isFields(spec.os) ? validateSystem(spec.os, `${path}.os`) : []),
  ];
}

/** On the node's network a container's port is the node's; a template may leave that for its pods to fill in. */
function validateHostPorts(spec: Fields, path: string, isPod: boolean): FieldError[] {
  if (spec.hostNetwork !== true) return [];
  return list(spec.containers).flatMap((container, c) =>
    list(container.ports).flatMap((port, p) => {
      const own = number(port.hostPort) ?? 0;
      if ((!isPod && own === 0) || own === number(port.containerPort)) return [];
      const why = 'must match `containerPort` when `hostNetwork` is true';
      return [invalid(`${path}.containers[${c}].ports[${p}].hostPort`, own, why)];
    }),
  );
}

function validateDeadline(spec: Fields, path: string): FieldError[] {
  const deadline = number(spec.activeDeadlineSeconds);
  return deadline !== undefined && (deadline < 1 || deadline > 2147483647)
    ? [invalid(`${path}.activeDeadlineSeconds`, deadline, 'must be between 1 and 2147483647, inclusive')]
    : [];
}

function validateSystem(os: Fields, path: string): FieldError[] {
  const name = text(os.name);
  if (name === '') return [required(`${path}.name`, 'cannot be empty')];
  return systems.includes(name) ? [] : [notSupported(path, name, systems)];
}
