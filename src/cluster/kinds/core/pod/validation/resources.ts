/** The rules for the requests and limits of containers (validateResourceRequirements, pkg/apis/core/helper). */

import { type Fields, fields, list, text } from '../../../../../kube/fields.js';
import { isMirror } from '../../../../../kube/mirror-pod.js';
import { dnsLabelFaults, dnsSubdomainFaults, qualifiedNameFaults } from '../../../../../kube/names.js';
import type { ObjectMeta } from '../../../../../kube/object.js';
import { formatQuantity, parseQuantity, type Quantity } from '../../../../../kube/quantity.js';
import { isExtendedResource, isNativeResource } from '../../../../../kube/resource-names.js';
import { duplicate, type FieldError, fieldForbidden, invalid, required } from '../../../../../kube/status.js';
import { named } from '../../../field-rules.js';
import { internalValue } from '../../../internal-value.js';
import { isHugePages } from '../default-resources.js';

const forContainers = ['cpu', 'memory', 'ephemeral-storage'];
/** Known resource names without a domain, be it in a quota alone. */
const standard = [
  ...forContainers,
  ...['requests', 'limits'].flatMap((kind) => forContainers.map((name) => `${kind}.${name}`)),
  ...['pods', 'resourcequotas', 'services', 'replicationcontrollers', 'secrets', 'configmaps', 'storage'],
  ...['persistentvolumeclaims', 'requests.storage', 'services.nodeports', 'services.loadbalancers'],
];

/** Whether more of the resource may be promised than there is. */
export const mayOvercommit = (name: string): boolean => isNativeResource(name) && !isHugePages(name);

/** Whether `name` has a domain or is a known name without one. */
export const isStandardResource = (name: string): boolean =>
  name.includes('/') || standard.includes(name) || isHugePages(name) || name.startsWith('requests.hugepages-');

/** The faults of `name` as the name of a resource. */
export function resourceNameFaults(name: string, path: string): FieldError[] {
  const errors = qualifiedNameFaults(name).map((f) => invalid(path, name, f));
  if (errors.length === 0 && !isStandardResource(name)) {
    errors.push(invalid(path, name, 'must be a standard resource type or fully qualified'));
  }
  return errors;
}

/** The faults of `name` as the name of a container's resource. */
export function containerResourceNameFaults(name: string, path: string): FieldError[] {
  const errors = qualifiedNameFaults(name).map((f) => invalid(path, name, f));
  if (!name.includes('/')) {
    if (errors.length === 0 && !isStandardResource(name)) {
      errors.push(invalid(path, name, 'must be a standard resource type or fully qualified'));
    }
    if (!forContainers.includes(name) && !isHugePages(name)) {
      errors.push(invalid(path, name, 'must be a standard resource for containers'));
    }
  } else if (!isNativeResource(name) && !isExtendedResource(name)) {
    errors.push(invalid(path, name, "doesn't follow extended resource name standard"));
  }
  return errors;
}

const parsed = (amount: unknown): Quantity => parseQuantity(text(amount)) ?? { nanos: 0n, format: 'DecimalSI' };

function quantityFaults(name: string, amount: Quantity, path: string): FieldError[] {
  const shown = formatQuantity(amount);
  const errors = amount.nanos < 0n ? [invalid(path, shown, 'must be greater than or equal to 0')] : [];
  if (isExtendedResource(name) && amount.nanos % 1_000_000_000n !== 0n)
    errors.push(invalid(path, shown, 'must be an integer'));
  return errors;
}

/** Huge pages come in whole pages. */
function pageFaults(name: string, amount: Quantity, path: string): FieldError[] {
  if (!isHugePages(name)) return [];
  const shown = formatQuantity(amount);
  const size = parseQuantity(name.slice('hugepages-'.length));
  if (size && size.nanos > 0n && amount.nanos % size.nanos === 0n) return [];
  return [invalid(path, shown, `${shown} is not positive integer multiple of ${name}`)];
}

/**
 * The faults of the resources at `path`; `claims` are the names of the pod's resource claims. In the order of names, while
 * Go's maps have none.
 */
export function validateResources(
  resources: Fields,
  claims: readonly string[],
  path: string,
  nameFaults: (name: string, path: string) => FieldError[] = containerResourceNameFaults,
): FieldError[] {
  const [limits, requests] = [fields(resources.limits), fields(resources.requests)];
  const errors: FieldError[] = [];
  for (const [name, value] of Object.entries(limits)) {
    const [at, amount] = [`${path}.limits[${name}]`, parsed(value)];
    errors.push(...nameFaults(name, at), ...quantityFaults(name, amount, at), ...pageFaults(name, amount, at));
  }
  for (const [name, value] of Object.entries(requests)) {
    const [at, amount] = [`${path}.requests[${name}]`, parsed(value)];
    errors.push(...nameFaults(name, at), ...quantityFaults(name, amount, at));
    errors.push(...againstLimit(name, amount, limits[name], path), ...pageFaults(name, amount, at));
  }
  const names = [...Object.keys(limits), ...Object.keys(requests)];
  if (names.some(isHugePages) && !names.includes('cpu') && !names.includes('memory')) {
    errors.push(fieldForbidden(path, 'HugePages require cpu or memory'));
  }
  return [...errors, ...validateClaims(list(resources.claims), claims, `${path}.claims`)];
}

function againstLimit(name: string, request: Quantity, given: unknown, path: string): FieldError[] {
  if (given === undefined) {
    return mayOvercommit(name)
      ? []
      : [required(`${path}.limits`, 'Limit must be set for non overcommitable resources')];
  }
  const limit = parsed(given);
  const [shown, most] = [formatQuantity(request), formatQuantity(limit)];
  if (request.nanos !== limit.nanos && !mayOvercommit(name)) {
    return [invalid(`${path}.requests`, shown, `must be equal to ${name} limit of ${most}`)];
  }
  if (request.nanos <= limit.nanos) return [];
  return [invalid(`${path}.requests`, shown, `must be less than or equal to ${name} limit of ${most}`)];
}

function validateClaims(wanted: readonly Fields[], claims: readonly string[], path: string): FieldError[] {
  const seen = new Set<string>();
  return wanted.flatMap((claim, i) => {
    const at = `${path}[${i}]`;
    const name = text(claim.name);
    if (name === '') return [required(at)];
    const errors: FieldError[] = [];
    const request = text(claim.request);
    const key = request === '' ? name : `${name}/${request}`;
    if (seen.has(name)) errors.push(duplicate(at, name));
    else {
      if (request !== '') errors.push(...named(request, `${at}.request`, dnsLabelFaults));
      if (seen.has(key)) errors.push(duplicate(at, key));
      // the claim as a whole has in it what was asked for before
      const parts = request === '' ? [...seen].filter((other) => other.startsWith(`${name}/`)) : [];
      errors.push(...parts.map(() => duplicate(at, name)));
      seen.add(key);
    }
    if (claims.includes(name)) return errors;
    const offered = claims.length === 0 ? ' which is empty' : `: ${[...claims].sort().join(', ')}`;
    const message = `Not found: ${JSON.stringify(name)}: must be one of the names in pod.spec.resourceClaims${offered}`;
    return [...errors, { reason: 'FieldValueNotFound', field: at, message }];
  });
}

/** The names of a pod's resource claims. */
export function claimNames(spec: Fields): string[] {
  const names = list(spec.resourceClaims).map((claim) => text(claim.name));
  return [...new Set(names)].filter((name) => name !== '');
}

/** The faults of a pod's resourceClaims at `path`; `pod` is the metadata of the pod, and undefined in a template. */
export function validateResourceClaims(claims: readonly Fields[], path: string, pod?: ObjectMeta): FieldError[] {
  // once for each; the empty path is written so
  if (pod && isMirror({ metadata: pod })) {
    return claims.map(() => fieldForbidden('[]', 'static pods do not support resource claims'));
  }
  const names = new Set<string>();
  return claims.flatMap((claim, i) => {
    const at = `${path}[${i}]`;
    const errors: FieldError[] = [];
    const name = text(claim.name);
    if (name === '') errors.push(required(`${at}.name`));
    else if (names.has(name)) errors.push(duplicate(`${at}.name`, name));
    else errors.push(...dnsLabelFaults(name).map((f) => invalid(`${at}.name`, name, f)));
    names.add(name);
    const refs = ['resourceClaimName', 'resourceClaimTemplateName'];
    const count = refs.filter((field) => claim[field] !== undefined).length;
    if (count !== 1) {
      const why =
        count === 2
          ? 'at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified'
          : 'must specify one of: `resourceClaimName`, `resourceClaimTemplateName`';
      errors.push(invalid(at, internalValue('core.v1.PodResourceClaim', claim), why));
    }
    for (const field of refs) {
      const ref = claim[field];
      if (typeof ref === 'string')
        errors.push(...dnsSubdomainFaults(ref).map((f) => invalid(`${at}.${field}`, ref, f)));
    }
    return errors;
  });
}
