/** The cluster IP of a Service, out of 10.96.0.0/12 as kubeadm sets it. */
import type { KubeObject } from '../../kube/object.js';
import { type FieldError, invalid, invalidObject } from '../../kube/status.js';
import { type Call, gvkOf, part, partOf, prefixOf, type Registry } from './deps.js';

const first = 0x0a600000;
const size = 1 << 20;

const dotted = (n: number): string => [24, 16, 8, 0].map((shift) => (n >>> shift) & 255).join('.');

/** Fills in the address fields of a new Service; throws an ApiError 422 for an address that is taken or out of range. */
export function allocateClusterIP(registry: Registry, call: Call, object: KubeObject): void {
  const spec = partOf(object, 'spec');
  if (spec.type === 'ExternalName') return;
  const taken = new Set(
    registry.store.list(prefixOf(call.kind, '')).map((stored) => part(stored.object, 'spec').clusterIP as string),
  );
  const asked = spec.clusterIP as string | undefined;
  if (asked && asked !== 'None') {
    if (taken.has(asked)) {
      refuse(
        call,
        object,
        invalid('spec.clusterIPs', [asked], `failed to allocate IP ${asked}: provided IP is already allocated`),
      );
    }
    if (!inRange(asked)) {
      refuse(
        call,
        object,
        invalid(
          'spec.clusterIPs',
          [asked],
          `failed to allocate IP ${asked}: the provided IP (${asked}) is not in the valid range. The range of valid IPs is 10.96.0.0/12`,
        ),
      );
    }
  } else if (!asked) spec.clusterIP = freeAddress(taken, object.metadata.uid ?? '');
  spec.clusterIPs = [spec.clusterIP];
  spec.ipFamilies ??= ['IPv4'];
  spec.ipFamilyPolicy ??= 'SingleStack';
}

function refuse(call: Call, object: KubeObject, fault: FieldError): never {
  throw invalidObject(gvkOf(call.kind), object.metadata.name ?? '', [fault]);
}

function inRange(address: string): boolean {
  const numbers = address.split('.').map(Number);
  if (numbers.length !== 4 || numbers.some((n) => !Number.isInteger(n) || n < 0 || n > 255)) return false;
  const value = numbers.reduce((sum, n) => sum * 256 + n, 0);
  return value > first && value < first + size - 1;
}

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

/** A client that leaves the address fields out keeps the address it has. */
export function keepClusterIP(object: KubeObject, old: KubeObject): void {
  const spec = partOf(object, 'spec');
  const before = part(old, 'spec');
  if (spec.type === 'ExternalName' || before.type === 'ExternalName') return;
  for (const field of ['clusterIP', 'clusterIPs', 'ipFamilies', 'ipFamilyPolicy']) {
    if (spec[field] === undefined && before[field] !== undefined) spec[field] = before[field];
  }
}
