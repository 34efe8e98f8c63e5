/** Families and cluster IPs of services, out of 10.96.0.0/12 as kubeadm sets it (registry/core/service/storage/alloc.go). */

import { fields, texts } from '../../../../kube/fields.js';
import type { KubeObject } from '../../../../kube/object.js';
import { type FieldError, invalid, invalidObject } from '../../../../kube/status.js';
import { type Call, gvkOf, partOf, prefixOf, type Registry } from '../../../registry/deps.js';
import { isHeadless, validateClusterIPs } from './cluster-ips.js';

const first = 0x0a600000;
const size = 1 << 20;
const range = '10.96.0.0/12';

type Spec = Record<string, unknown>;
const same = (a: readonly string[], b: readonly string[]): boolean => a.join() === b.join();

/** Throws the ApiError 422 for the faults, when there are any. */
export function refuse(call: Call, object: KubeObject, faults: readonly FieldError[]): void {
  if (faults.length) throw invalidObject(gvkOf(call.kind), object.metadata.name ?? '', faults);
}

/**
 * Fills in the families of a service, and the policy behind them, as a cluster with IPv4 alone does; throws an ApiError 422
 * for other families.
 */
export function initFamilies(call: Call, object: KubeObject, old: KubeObject | undefined): void {
  const spec = partOf(object, 'spec');
  if (spec.type === 'ExternalName') return;
  const before = old && fields(old.spec);
  if (before && prefersDualStackStill(spec, before)) return;
  const selectsNothing = spec.clusterIP === 'None' && Object.keys(fields(spec.selector)).length === 0;
  spec.ipFamilyPolicy ??= before?.ipFamilyPolicy ?? (selectsNothing ? 'RequireDualStack' : 'SingleStack');
  refuse(call, object, validateClusterIPs(spec));
  const single = spec.ipFamilyPolicy === 'SingleStack';
  const faults = before ? releases(spec, before, single) : [];
  const policyFault = (why: string): FieldError => invalid('spec.ipFamilyPolicy', spec.ipFamilyPolicy, why);
  const needed = "must be 'RequireDualStack' or 'PreferDualStack' when multiple";
  if (single && texts(spec.clusterIPs).length === 2) faults.push(policyFault(`${needed} cluster IPs are specified`));
  if (single && texts(spec.ipFamilies).length === 2) faults.push(policyFault(`${needed} IP families are specified`));
  faults.push(...inferFamilies(spec));
  refuse(call, object, faults);
  if (selectsNothing) {
    const families = texts(spec.ipFamilies);
    const [one = 'IPv4'] = families;
    spec.ipFamilies = families.length > 1 || single ? (families.length ? families : [one]) : bothFrom(one);
    return;
  }
  if (spec.ipFamilyPolicy === 'RequireDualStack') {
    faults.push(policyFault('this cluster is not configured for dual-stack services'));
  }
  for (const [i, family] of texts(spec.ipFamilies).entries()) {
    if (family !== 'IPv4') faults.push(invalid(`spec.ipFamilies[${i}]`, family, 'not configured on this cluster'));
  }
  refuse(call, object, faults);
  if (texts(spec.ipFamilies).length === 0) spec.ipFamilies = ['IPv4'];
}

const bothFrom = (one: string): string[] => [one, one === 'IPv4' ? 'IPv6' : 'IPv4'];

/** An unchanged PreferDualStack service keeps the families that it has. */
function prefersDualStackStill(spec: Spec, before: Spec): boolean {
  return (
    spec.ipFamilyPolicy === 'PreferDualStack' &&
    (before.ipFamilyPolicy ?? 'PreferDualStack') === 'PreferDualStack' &&
    spec.type === before.type &&
    same(texts(spec.clusterIPs), texts(before.clusterIPs)) &&
    same(texts(spec.ipFamilies), texts(before.ipFamilies))
  );
}

/** SingleStack drops second values; another policy may not drop them. */
function releases(spec: Spec, before: Spec, single: boolean): FieldError[] {
  const faults: FieldError[] = [];
  for (const [field, what] of [
    ['clusterIPs', 'cluster IP'],
    ['ipFamilies', 'IP family'],
  ] as const) {
    const [now, had] = [texts(spec[field]), texts(before[field])];
    if (single) {
      if (same(now, had) && now.length > 1) spec[field] = now.slice(0, 1);
    } else if (now.length > 0 && now.length < had.length) {
      const why = `must be 'SingleStack' to release the secondary ${what}`;
      faults.push(invalid('spec.ipFamilyPolicy', spec.ipFamilyPolicy, why));
    }
  }
  return faults;
}

/** A requested address gives the service its family, when the client did not set one. */
function inferFamilies(spec: Spec): FieldError[] {
  const addresses = texts(spec.clusterIPs);
  const families = texts(spec.ipFamilies);
  const faults: FieldError[] = [];
  for (const [i, address] of addresses.entries()) {
    if (address === 'None' || i < families.length) continue;
    if (address.includes(':')) {
      faults.push(invalid(`spec.clusterIPs[${i}]`, addresses, 'IPv6 is not configured on this cluster'));
    } else families.push('IPv4');
  }
  if (families.length > 0) spec.ipFamilies = families;
  return faults;
}

/** Gives a service its cluster IPs; throws an ApiError 422 for one that is taken or out of range. A dry run takes none. */
export function allocateClusterIPs(registry: Registry, call: Call, object: KubeObject, dryRun: boolean): void {
  const spec = partOf(object, 'spec');
  if (spec.type === 'ExternalName' || isHeadless(spec)) return;
  const asked = texts(spec.clusterIPs);
  const taken = new Set(
    registry.store.list(prefixOf(call.kind, '')).flatMap((stored) => texts(fields(stored.object.spec).clusterIPs)),
  );
  const given = texts(spec.ipFamilies).map((_, i) => {
    const address = asked[i];
    if (!address) return dryRun ? dotted(first) : freeAddress(taken, object.metadata.uid ?? '');
    const fault = addressFault(address, taken, dryRun);
    if (fault) refuse(call, object, [invalid('spec.clusterIPs', asked, `failed to allocate IP ${address}: ${fault}`)]);
    return address;
  });
  spec.clusterIPs = given;
  spec.clusterIP = given[0];
}

function addressFault(address: string, taken: ReadonlySet<string>, dryRun: boolean): string | undefined {
  const value = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const inRange = value > first && value < first + size - 1;
  // a dry run asks the one allocator that there is, a real one looks for the allocator of the address
  if (dryRun) {
    return inRange
      ? undefined
      : `the provided IP (${address}) is not in the valid range. The range of valid IPs is ${range}`;
  }
  if (!inRange) return 'the provided network does not match the current range';
  return taken.has(address) ? 'provided IP is already allocated' : undefined;
}

const dotted = (n: number): string => [24, 16, 8, 0].map((shift) => (n >>> shift) & 255).join('.');

/** A free address, looked for from a place that the uid gives, so that addresses are spread as in a real cluster. */
function freeAddress(taken: ReadonlySet<string>, uid: string): string {
  // the lowest addresses are kept for static use
  const start = 256 + (Number.parseInt(uid.slice(0, 8), 16) || 0);
  for (let step = 0; step < size; step++) {
    const offset = (start + step) % (size - 257);
    const address = dotted(first + 256 + offset);
    if (!taken.has(address)) return address;
  }
  throw new Error('no cluster IP is free');
}
