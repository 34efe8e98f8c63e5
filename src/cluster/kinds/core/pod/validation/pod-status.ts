/** The rules for the status of a pod (ValidatePodStatusUpdate). */
import { isIPv6 } from 'node:net';
import { type Fields, fields, isFields, list, number, text } from '../../../../../kube/fields.js';
import { dnsSubdomainFaults, qualifiedNameFaults } from '../../../../../kube/names.js';
import type { KubeObject } from '../../../../../kube/object.js';
import { duplicate, type FieldError, fieldForbidden, invalid } from '../../../../../kube/status.js';
import { ipFaults } from '../../../../validation/ip-address.js';

/** The faults of a pod's status that is to replace another. */
export function validatePodStatus(pod: KubeObject, old: KubeObject): FieldError[] {
  const [now, had] = [fields(pod.status), fields(old.status)];
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
    if (text(fields(old.spec).nodeName) !== '') errors.push(fieldForbidden(path, why));
  }
  errors.push(...generation(now.observedGeneration, 'status.observedGeneration'));
  if (text(now.qosClass) !== text(had.qosClass)) {
    errors.push(invalid('status.qosClass', text(now.qosClass), 'field is immutable'));
  }
  for (const field of ['containerStatuses', 'initContainerStatuses'] as const) {
    errors.push(...validateEnded(list(now[field]), list(had[field]), fields(old.spec), field));
  }
  errors.push(...validateAddresses(list(now.podIPs), 'status.podIPs'));
  const hosts = list(now.hostIPs);
  if (hosts.length > 0 && hosts[0]?.ip !== text(now.hostIP)) {
    errors.push(invalid('status.hostIPs[0].ip', hosts[0]?.ip, 'must be equal to `hostIP`'));
  }
  return [...errors, ...validateAddresses(hosts, 'status.hostIPs')];
}

const generation = (value: unknown, path: string): FieldError[] =>
  (number(value) ?? 0) < 0 ? [invalid(path, value, 'must be a non-negative integer')] : [];

const listOf = { containerStatuses: 'containers', initContainerStatuses: 'initContainers' } as const;

/** A container that has ended, and is not to be restarted, stays ended. A container may have a policy of its own, as sidecars do. */
function validateEnded(
  now: readonly Fields[],
  had: readonly Fields[],
  spec: Fields,
  field: keyof typeof listOf,
): FieldError[] {
  if (spec.restartPolicy === 'Always') return [];
  return had.flatMap((before, i) => {
    const own = list(spec[listOf[field]]).find(({ name }) => name === before.name)?.restartPolicy;
    const policy = own ?? spec.restartPolicy;
    const { terminated } = fields(before.state);
    if (!isFields(terminated) || policy === 'Always') return [];
    if (policy === 'OnFailure' && terminated.exitCode !== 0) return [];
    const again = now.some((c) => c.name === before.name && !isFields(fields(c.state).terminated));
    const path = `status.${field}[${i}].state`;
    return again ? [fieldForbidden(path, 'may not be transitioned to non-terminated state')] : [];
  });
}

function validateAddresses(addresses: readonly Fields[], path: string): FieldError[] {
  const ips = addresses.map(({ ip }) => text(ip));
  const errors = ips.flatMap((ip, i) => ipFaults(ip, `${path}[${i}]`));
  if (ips.length < 2) return errors;
  const families = new Set(ips.map((ip) => isIPv6(ip)));
  if (families.size < 2 || ips.length > 2) {
    const why = 'may specify no more than one IP for each IP family';
    errors.push(
      invalid(
        path,
        addresses.map(({ ip }) => ({ IP: ip })),
        why,
      ),
    );
  }
  for (const [i, ip] of ips.entries()) {
    if (ips.indexOf(ip) < i) errors.push(duplicate(`${path}[${i}]`, { IP: ip }));
  }
  return errors;
}
