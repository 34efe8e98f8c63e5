/** The rules for a PodSpec as a whole (ValidatePodSpec), in Kubernetes' order. */

import { type Fields, fields, isFields, list, number, text, textMap } from '../../../../../kube/fields.js';
import { dnsLabelFaults, dnsSubdomainFaults, qualifiedNameFaults } from '../../../../../kube/names.js';
import type { ObjectMeta } from '../../../../../kube/object.js';
import {
  type FieldError,
  fieldForbidden,
  invalid,
  notSupported,
  required,
  tooLong,
} from '../../../../../kube/status.js';
import { validateLabels } from '../../../../validation/metadata.js';
import { named as ofName } from '../../../field-rules.js';
import { validateFileVolumes } from './container-env.js';
import { validateContainers } from './containers.js';
import { validateDnsConfig, validateHostAliases } from './dns.js';
import { validatePodResources } from './pod-resources.js';
import { claimNames, validateResourceClaims, validateResources } from './resources.js';
import { validateAffinity, validateGates, validateSpread, validateTolerations } from './scheduling.js';
import { validateHostUsers, validatePodSecurityContext } from './security-context.js';
import { validateVolumes } from './volumes.js';
import { validateHostProcesses, validateSystem } from './windows.js';

// in the order in which Kubernetes names them
const restartPolicies = ['Always', 'OnFailure', 'Never'];
const dnsPolicies = ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None'];
const preemptionPolicies = ['PreemptLowerPriority', 'Never'];

function oneOf(value: unknown, path: string, supported: readonly string[]): FieldError[] {
  const now = text(value);
  if (now === '') return [required(path)];
  return supported.includes(now) ? [] : [notSupported(path, now, supported)];
}

/** The faults of the PodSpec at `path`; `pod` is the metadata of its pod, and undefined in a template. */
export function validatePodSpec(spec: Fields, path: string, pod?: ObjectMeta): FieldError[] {
  const isPod = pod !== undefined;
  const { errors, good } = validateVolumes(list(spec.volumes), `${path}.volumes`, pod);
  const claims = claimNames(spec);
  const named = (field: string, faultsOf: (name: string) => string[]): FieldError[] => {
    const name = text(spec[field]);
    return name === '' ? [] : faultsOf(name).map((f) => invalid(`${path}.${field}`, name, f));
  };
  return [
    ...errors,
    ...validateResourceClaims(list(spec.resourceClaims), `${path}.resourceClaims`, pod),
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
    ...validateHostProcesses(spec, path),
    ...validateHostUsers(spec, path),
    ...validateHostname(spec, path),
    ...named('serviceAccountName', dnsSubdomainFaults),
    ...named('nodeName', dnsSubdomainFaults),
    ...validateDeadline(spec, path),
    ...named('hostname', dnsLabelFaults),
    ...named('subdomain', dnsLabelFaults),
    ...validateTolerations(list(spec.tolerations), `${path}.tolerations`),
    ...validateHostAliases(list(spec.hostAliases), `${path}.hostAliases`),
    ...named('priorityClassName', dnsSubdomainFaults),
    ...(spec.runtimeClassName === undefined
      ? []
      : ofName(text(spec.runtimeClassName), `${path}.runtimeClassName`, dnsSubdomainFaults)),
    ...(spec.preemptionPolicy === undefined
      ? []
      : oneOf(spec.preemptionPolicy, `${path}.preemptionPolicy`, preemptionPolicies)),
    ...(isFields(spec.overhead) ? validateResources({ limits: spec.overhead }, [], `${path}.overhead`) : []),
    ...validateSystem(spec, path),
    ...validateFileVolumes(spec, path),
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

/** The name that the pod's own system has for itself, whatever the pod's name. */
function validateHostname(spec: Fields, path: string): FieldError[] {
  const { hostnameOverride: name } = spec;
  if (typeof name !== 'string') return [];
  const at = `${path}.hostnameOverride`;
  return [
    ...['setHostnameAsFQDN', 'hostNetwork']
      .filter((field) => spec[field] === true)
      .map((field) => fieldForbidden(at, `may not be specified when ${field} is true`)),
    ...(Buffer.byteLength(name) > 64 ? [tooLong(at, 64)] : []),
    ...ofName(name, at, dnsSubdomainFaults),
  ];
}
