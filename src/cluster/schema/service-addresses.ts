/** The addresses and node ports that the API server itself gives to services. */
import type { KubeObject } from '../../kube/object.js';
import { type Fields, fields, list, number, text } from './access.js';

/**
 * Gives a service that asks for an address one of 10.96.0.0/12, and node ports where its type wants them. Both follow
 * from namespace, name and port (FNV-1a), so that they need no register of what is taken.
 */
export function allocateAddresses(service: KubeObject): void {
  const spec = fields(service.spec);
  if (spec.type === 'ExternalName') return;
  const { namespace = '', name = '' } = service.metadata;
  if (text(spec.clusterIP) === '' && Array.isArray(spec.clusterIPs)) spec.clusterIP = spec.clusterIPs[0];
  if (text(spec.clusterIP) === '') spec.clusterIP = address(`${namespace}/${name}`);
  spec.clusterIPs ??= [spec.clusterIP];
  spec.ipFamilies ??= [text(spec.clusterIP).includes(':') ? 'IPv6' : 'IPv4'];
  spec.ipFamilyPolicy ??= 'SingleStack';
  allocateNodePorts(service, spec);
}

/** Takes from `old` the addresses and node ports that a replacement has left out, and gives new ones where needed. */
export function keepAllocated(service: KubeObject, old: KubeObject): void {
  (service as Fields).status = structuredClone(old.status);
  const [spec, before] = [fields(service.spec), fields(old.spec)];
  if (spec.type === 'ExternalName') return;
  if (text(spec.clusterIP) === '' && before.clusterIP !== undefined) spec.clusterIP = before.clusterIP;
  for (const field of ['clusterIPs', 'ipFamilies', 'ipFamilyPolicy']) {
    if (spec[field] === undefined && before[field] !== undefined) spec[field] = structuredClone(before[field]);
  }
  for (const port of list(spec.ports)) {
    const same = list(before.ports).find((p) => p.port === port.port && p.protocol === port.protocol);
    if (!number(port.nodePort) && number(same?.nodePort) && wantsNodePorts(spec)) port.nodePort = same?.nodePort;
  }
  allocateAddresses(service);
}

const wantsNodePorts = (spec: Fields): boolean =>
  spec.type === 'NodePort' || (spec.type === 'LoadBalancer' && spec.allocateLoadBalancerNodePorts !== false);

function allocateNodePorts(service: KubeObject, spec: Fields): void {
  if (!wantsNodePorts(spec)) return;
  const { namespace = '', name = '' } = service.metadata;
  for (const port of list(spec.ports)) {
    if (number(port.nodePort)) continue;
    port.nodePort = 30_000 + (hash(`${namespace}/${name}/${String(port.port)}/${text(port.protocol)}`) % 2768);
  }
}

function address(seed: string): string {
  // 10.96.0.0 to 10.96.0.255 stays free for the cluster's own services
  const host = 256 + (hash(seed) % (2 ** 20 - 512));
  return `10.${96 + (host >>> 16)}.${(host >>> 8) & 255}.${host & 255}`;
}

function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const byte of Buffer.from(text)) value = Math.imul(value ^ byte, 0x01000193) >>> 0;
  return value;
}
