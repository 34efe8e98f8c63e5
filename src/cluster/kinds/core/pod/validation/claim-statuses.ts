/** The rules for what a pod's status says of the claims on devices that were made for it. */
import { type Fields, fields, isFields, list, text } from '../../../../../kube/fields.js';
import { dnsLabelFaults, dnsSubdomainFaults } from '../../../../../kube/names.js';
import { duplicate, type FieldError, invalid, required } from '../../../../../kube/status.js';
import { named, requiredName } from '../../../field-rules.js';

/** The faults of the claims that were made for the entries of the pod's resourceClaims. */
export function validateClaimStatuses(statuses: readonly Fields[], spec: Fields): FieldError[] {
  const known = new Set(list(spec.resourceClaims).map(({ name }) => name));
  const seen = new Set<string>();
  return statuses.flatMap((status, i) => {
    const at = `status.resourceClaimStatuses[${i}]`;
    const { resourceClaimName: made } = status;
    const name = text(status.name);
    const isTwice = seen.has(name);
    seen.add(name);
    const why = 'must match the name of an entry in `spec.resourceClaims`';
    return [
      ...(known.has(name) ? [] : [invalid(`${at}.name`, name, why)]),
      ...(isTwice ? [duplicate(`${at}.name`, name)] : []),
      ...(typeof made === 'string' ? named(made, `${at}.resourceClaimName`, dnsSubdomainFaults) : []),
    ];
  });
}

/** The faults of the claim that was made for the extended resources of the pod. */
export function validateExtendedClaim(status: unknown, spec: Fields): FieldError[] {
  if (!isFields(status)) return [];
  const at = 'status.extendedResourceClaimStatus';
  const mappings = list(status.requestMappings);
  const errors: FieldError[] = [];
  if (mappings.length === 0) errors.push(required(`${at}.requestMappings`, 'at least one request mapping is required'));
  // of two containers with one name the second is looked at
  const containers = new Map([...list(spec.initContainers), ...list(spec.containers)].map((one) => [one.name, one]));
  const seen = new Set<string>();
  for (const [i, mapping] of mappings.entries()) {
    const where = `${at}.requestMappings[${i}]`;
    const [container, resource, request] = ['containerName', 'resourceName', 'requestName'].map((field) =>
      text(mapping[field]),
    ) as [string, string, string];
    const own = containers.get(container);
    if (!own) {
      const why = 'must match the name of an entry in spec.initContainers.name or spec.containers.name';
      errors.push(invalid(`${where}.containerName`, container, why));
    } else if (!Object.hasOwn(fields(fields(own.resources).requests), resource)) {
      const why =
        'must match the extended resource name of an entry in spec.initContainers.resources.requests or spec.containers.resources.requests';
      errors.push(invalid(`${where}.resourceName`, resource, why));
    }
    // the path is Kubernetes' own
    errors.push(...named(request, `${at}.requestName`, dnsLabelFaults));
    const key = JSON.stringify([container, resource, request]);
    if (seen.has(key)) {
      errors.push(
        duplicate(`${where}.containerName`, container),
        duplicate(`${where}.resourceName`, resource),
        duplicate(`${where}.requestName`, request),
      );
    }
    seen.add(key);
  }
  return [...errors, ...requiredName(status.resourceClaimName, `${at}.resourceClaimName`, dnsSubdomainFaults)];
}
