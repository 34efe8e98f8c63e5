/** The rules for the status of a pod (ValidatePodStatusUpdate). */
import { type Fields, fields, list, number, text } from '../../../../../kube/fields.js';
import { dnsSubdomainFaults, qualifiedNameFaults } from '../../../../../kube/names.js';
import type { KubeObject } from '../../../../../kube/object.js';
import { type FieldError, fieldForbidden, invalid } from '../../../../../kube/status.js';
import { familyOf, ipFaults } from '../../../../validation/ip-address.js';
import { validateClaimStatuses, validateExtendedClaim } from './claim-statuses.js';
import { validateEnded, validateUsersAndResources } from './container-statuses.js';

/** The faults of a pod's status that is to replace another. */
export function validatePodStatus(pod: KubeObject, old: KubeObject): FieldError[] {
  const [now, had, spec] = [fields(pod.status), fields(old.status), fields(old.spec)];
  const errors = list(now.conditions).flatMap(({ type, observedGeneration }, i) => [
    ...generation(observedGeneration, `status.conditions[${i}].observedGeneration`),
    // the capital is Kubernetes' own
    ...qualifiedNameFaults(text(type)).map((f) => invalid(`status.conditions[${i}].Type`, type, f)),
  ]);
  const node = text(now.nominatedNodeName);
  if (node !== '' && node !== text(had.nominatedNodeName)) {
    const path = 'status.nominatedNodeName';
    errors.push(...dnsSubdomainFaults(node).map((f) => invalid(path, node, f)));
    const why = 'may not be set on pods that are already bound to a node';
    if (text(spec.nodeName) !== '') errors.push(fieldForbidden(path, why));
  }
  errors.push(...generation(now.observedGeneration, 'status.observedGeneration'));
  if (text(now.qosClass) !== text(had.qosClass)) {
    errors.push(invalid('status.qosClass', text(now.qosClass), 'field is immutable'));
  }
  errors.push(
    ...validateEnded(now, had, spec),
    ...validateClaimStatuses(list(now.resourceClaimStatuses), spec),
    ...validateExtendedClaim(now.extendedResourceClaimStatus, spec),
    ...validateAddresses(list(now.podIPs), list(had.podIPs), 'status.podIPs'),
  );
  const hosts = list(now.hostIPs);
  if (hosts.length > 0 && text(hosts[0]?.ip) !== text(now.hostIP)) {
    errors.push(invalid('status.hostIPs[0].ip', text(hosts[0]?.ip), 'must be equal to `hostIP`'));
  }
  return [
    ...errors,
    ...validateAddresses(hosts, list(had.hostIPs), 'status.hostIPs'),
    ...validateUsersAndResources(now, spec),
  ];
}

const generation = (value: unknown, path: string): FieldError[] =>
  (number(value) ?? 0) < 0 ? [invalid(path, value, 'must be a non-negative integer')] : [];

/** The faults of addresses, at most one of each family; those that were there stay as they are. */
function validateAddresses(addresses: readonly Fields[], had: readonly Fields[], path: string): FieldError[] {
  const ips = addresses.map(({ ip }) => text(ip));
  const kept = had.map(({ ip }) => text(ip));
  const errors = ips.flatMap((ip, i) => (kept.includes(ip) ? [] : ipFaults(ip, `${path}[${i}]`)));
  if (ips.length < 2) return errors;
  const families = ips.map(familyOf);
  const unknown = families.indexOf(undefined);
  if (unknown >= 0) {
    const why = `failed to check for dual stack with error:invalid IP[${unknown}]: ${ips[unknown]}`;
    errors.push({ reason: 'InternalError', field: path, message: `Internal error: ${why}` });
  }
  if (unknown < 0 && new Set(families).size === 2 && ips.length === 2) return errors;
  const shown = ips.map((ip) => ({ IP: ip }));
  return [...errors, invalid(path, shown, 'may specify no more than one IP for each IP family')];
}
