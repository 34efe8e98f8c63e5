/** Node ports of services, 30000 to 32767 (registry/core/service/storage/alloc.go and portallocator). */
import { fields } from '../../../../kube/fields.js';
import type { KubeObject } from '../../../../kube/object.js';
import { ApiError, internalError, invalid } from '../../../../kube/status.js';
import { type Call, partOf, prefixOf, type Registry } from '../../../registry/deps.js';
import { refuse } from './allocate-addresses.js';
import { needsHealthCheck } from './traffic.js';

const first = 30_000;
const last = 32_767;
/** The lowest ports are kept for explicit requests (KEP-3668). */
const firstGiven = 30_086;

/** A port of a service. */
type Port = Record<string, unknown> & { port: number; protocol?: string; name?: string; nodePort?: number };
/** The ports of a specification, to be changed in place. */
export const portsOf = (spec: Record<string, unknown>): Port[] => (spec.ports as Port[] | undefined) ?? [];

/** True for a type of service that has node ports. */
export const wantsPorts = (type: unknown): boolean => type === 'NodePort' || type === 'LoadBalancer';

/** Node ports that one write may take. */
interface Ports {
  /** Why the port cannot be had; undefined when it is this service's now. */
  take(port: number): string | undefined;
  /** A port that is free. */
  next(): number;
}

/** Gives a service its node ports; throws an ApiError 422 for one that is taken or out of range. A dry run takes none. */
export function allocateNodePorts(
  registry: Registry,
  call: Call,
  object: KubeObject,
  old: KubeObject | undefined,
  dryRun: boolean,
): void {
  const spec = partOf(object, 'spec');
  const before = fields(old?.spec);
  const checks = needsHealthCheck(spec) && !needsHealthCheck(before);
  if (!wantsPorts(spec.type) && !checks) return;
  const ports = portsFor(registry, call, object.metadata.uid ?? '', dryRun);
  if (wantsPorts(spec.type)) {
    if (old) updatePorts(call, object, portsOf(before), ports);
    else initPorts(call, object, ports);
  }
  if (checks) takeHealthCheckPort(spec, ports);
}

function initPorts(call: Call, object: KubeObject, ports: Ports): void {
  const spec = partOf(object, 'spec');
  const all = portsOf(spec);
  const given = new Map<number, number>();
  for (const [i, entry] of all.entries()) {
    if (!entry.nodePort && !givesPorts(spec)) continue;
    const known = given.get(entry.port);
    if (known === undefined) {
      const asked = all.find((p) => p.port === entry.port && p.nodePort)?.nodePort;
      if (asked) takePort(call, object, i, asked, ports);
      entry.nodePort = asked || ports.next();
      given.set(entry.port, entry.nodePort);
    } else if (!entry.nodePort) entry.nodePort = known;
    else if (entry.nodePort !== known) takePort(call, object, i, entry.nodePort, ports);
  }
}

function updatePorts(call: Call, object: KubeObject, before: readonly Port[], ports: Ports): void {
  const spec = partOf(object, 'spec');
  const own = new Set(before.map((p) => p.nodePort ?? 0));
  const pairs = new Set<string>();
  for (const [i, entry] of portsOf(spec).entries()) {
    if (!entry.nodePort) {
      if (givesPorts(spec)) entry.nodePort = ports.next();
    } else if (!own.has(entry.nodePort)) {
      takePort(call, object, i, entry.nodePort, ports);
      own.add(entry.nodePort);
    }
    if (!entry.nodePort) continue;
    const pair = `${entry.protocol} ${entry.nodePort}`;
    if (pairs.has(pair)) throw new ApiError({ code: 500, message: `duplicate nodePort: {${pair}}` });
    pairs.add(pair);
  }
}

/** True for a service whose ports get node ports that nobody asked for. */
export const givesPorts = ({ type, allocateLoadBalancerNodePorts }: Record<string, unknown>): boolean =>
  type === 'NodePort' || (type === 'LoadBalancer' && allocateLoadBalancerNodePorts !== false);

function takePort(call: Call, object: KubeObject, i: number, port: number, ports: Ports): void {
  const fault = ports.take(port);
  if (fault) refuse(call, object, [invalid(`spec.ports[${i}].nodePort`, port, fault)]);
}

function takeHealthCheckPort(spec: Record<string, unknown>, ports: Ports): void {
  const asked = spec.healthCheckNodePort as number | undefined;
  if (!asked) {
    spec.healthCheckNodePort = ports.next();
    return;
  }
  const fault = ports.take(asked);
  if (fault) throw internalError(`failed to allocate requested HealthCheck NodePort ${asked}: ${fault}`);
}

function portsFor(registry: Registry, call: Call, uid: string, dryRun: boolean): Ports {
  const taken = new Set<number>();
  for (const { object } of registry.store.list(prefixOf(call.kind, ''))) {
    const spec = fields(object.spec);
    for (const { nodePort } of portsOf(spec)) if (nodePort) taken.add(nodePort);
    if (spec.healthCheckNodePort) taken.add(spec.healthCheckNodePort as number);
  }
  let dummy = 0;
  return {
    take: (port) => {
      // a dry run looks only whether somebody has the port
      if (!dryRun && (port < first || port > last)) {
        return `provided port is not in the valid range. The range of valid ports is ${first}-${last}`;
      }
      if (taken.has(port)) return 'provided port is already allocated';
      taken.add(port);
      dummy = Math.max(dummy, port);
      return undefined;
    },
    next: () => {
      if (dryRun) {
        // a number that stands for the one that would be given
        dummy = dummy === 0 ? last + 2 : dummy + 1;
        return dummy;
      }
      const port = freePort(taken, uid);
      taken.add(port);
      return port;
    },
  };
}

/** A free port, looked for from a place that the uid gives. */
function freePort(taken: ReadonlySet<number>, uid: string): number {
  const size = last - firstGiven + 1;
  const start = Number.parseInt(uid.slice(0, 8), 16) || 0;
  for (let step = 0; step < size; step++) {
    const port = firstGiven + ((start + step) % size);
    if (!taken.has(port)) return port;
  }
  throw internalError('failed to allocate a nodePort: range is full');
}
