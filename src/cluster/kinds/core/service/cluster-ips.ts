/** The rules for a service's addresses and their families (ValidateServiceClusterIPsRelatedFields and its update). */

import { type Fields, text, texts } from '../../../../kube/fields.js';
import { duplicate, type FieldError, invalid, notSupported, required } from '../../../../kube/status.js';
import { familyOf, ipFaults } from '../../../validation/ip-address.js';
import { oneOf } from '../../field-rules.js';

const families = ['IPv4', 'IPv6'];
const policies = ['PreferDualStack', 'RequireDualStack', 'SingleStack'];
const path = 'spec.clusterIPs';
const kept = 'may not change once set';

/** True for a service that has no address on purpose. */
export function isHeadless(spec: Fields): boolean {
  const addresses = texts(spec.clusterIPs);
  return addresses.length === 1 && addresses[0] === 'None';
}

/** The faults of clusterIP, clusterIPs, ipFamilies and ipFamilyPolicy; none for an ExternalName. */
export function validateClusterIPs(spec: Fields): FieldError[] {
  if (spec.type === 'ExternalName') return [];
  const addresses = texts(spec.clusterIPs);
  const errors = validateSingular(text(spec.clusterIP), addresses);
  const seen = new Set<string>();
  for (const [i, family] of texts(spec.ipFamilies).entries()) {
    if (!families.includes(family)) errors.push(notSupported(`spec.ipFamilies[${i}]`, family, families));
    if (seen.has(family)) errors.push(duplicate(`spec.ipFamilies[${i}]`, family));
    seen.add(family);
  }
  const policy = spec.ipFamilyPolicy;
  errors.push(...oneOf(policy, 'spec.ipFamilyPolicy', policies));
  const faults = addresses.flatMap((address, i) => {
    if (i !== 0 || address !== 'None') return ipFaults(address, `${path}[${i}]`);
    return addresses.length > 1 ? [invalid(path, addresses, "'None' must be the first and only value")] : [];
  });
  errors.push(...faults);
  if (addresses.length > 2) errors.push(invalid(path, addresses, 'may only hold up to 2 values'));
  // the checks of families would report an invalid address once more
  if (faults.length > 0 || isHeadless(spec)) return errors;
  return [...errors, ...validateFamilies(addresses, texts(spec.ipFamilies))];
}

function validateSingular(address: string, addresses: readonly string[]): FieldError[] {
  if (address === '') {
    return addresses.length ? [invalid(path, addresses, 'must be empty when `clusterIP` is not specified')] : [];
  }
  if (addresses.length === 0) return [required(path)];
  return addresses[0] === address ? [] : [invalid(path, addresses, 'first value must match `clusterIP`')];
}

function validateFamilies(addresses: readonly string[], wanted: readonly string[]): FieldError[] {
  const errors: FieldError[] = [];
  if (addresses.length > 1 && new Set(addresses.map(familyOf)).size < 2) {
    errors.push(invalid(path, addresses, 'may specify no more than one IP for each IP family'));
  }
  for (const [i, address] of addresses.entries()) {
    const family = wanted[i];
    if (family === undefined || !families.includes(family) || familyOf(address) === family) continue;
    const why = `expected an ${family} value as indicated by \`ipFamilies[${i}]\``;
    errors.push(invalid(`${path}[${i}]`, address, why));
  }
  return errors;
}

/** Faults of changed addresses and families of a service, unless it becomes or was an ExternalName. */
export function validateClusterIPsUpdate(now: Fields, before: Fields): FieldError[] {
  if (now.type === 'ExternalName' || before.type === 'ExternalName') return [];
  const errors: FieldError[] = [];
  const [headless, wasHeadless] = [isHeadless(now), isHeadless(before)];
  if (!headless || !wasHeadless) {
    const [addresses, had] = [texts(now.clusterIPs), texts(before.clusterIPs)];
    const removed = addresses.length < had.length;
    if (removed && addresses.length === 0) {
      errors.push(invalid(`${path}[0]`, addresses, 'primary clusterIP can not be unset'));
    }
    for (const i of changed(addresses, had)) errors.push(invalid(`${path}[${i}]`, addresses, kept));
    if (removed && addresses.length === 1) errors.push(...released(now, 'clusterIP'));
  }
  if (headless || wasHeadless) return errors;
  const [wanted, had] = [texts(now.ipFamilies), texts(before.ipFamilies)];
  // Kubernetes shows the addresses where the number of families differs
  const shown = wanted.length === had.length ? wanted : texts(now.clusterIPs);
  for (const _ of changed(wanted, had)) errors.push(invalid('spec.ipFamilies[0]', shown, kept));
  if (wanted.length < had.length && wanted.length === 1) errors.push(...released(now, 'ipFamily'));
  return errors;
}

/** Places that differ; of lists of two lengths only the first place is compared. */
function changed(now: readonly string[], before: readonly string[]): number[] {
  if (now.length === before.length) return [...before.keys()].filter((i) => now[i] !== before[i]);
  return now.length > 0 && before.length > 0 && now[0] !== before[0] ? [0] : [];
}

function released(now: Fields, what: string): FieldError[] {
  if (now.ipFamilyPolicy === 'SingleStack') return [];
  const why = `must be set to 'SingleStack' when releasing the secondary ${what}`;
  return [invalid('spec.ipFamilyPolicy', now.ipFamilyPolicy, why)];
}
