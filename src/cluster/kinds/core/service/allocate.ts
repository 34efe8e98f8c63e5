/** Fields that the server sets, keeps or drops in a Service (registry/core/service: beginCreate, beginUpdate, strategy.go). */

import { equalJson } from '../../../../kube/equal-json.js';
import { fields, texts } from '../../../../kube/fields.js';
import type { KubeObject } from '../../../../kube/object.js';
import { type Call, partOf, type Registry } from '../../../registry/deps.js';
import { allocateClusterIPs, initFamilies } from './allocate-addresses.js';
import { allocateNodePorts, givesPorts, portsOf, wantsPorts } from './allocate-node-ports.js';
import { needsHealthCheck, reachedFromOutside } from './traffic.js';

type Spec = Record<string, unknown>;

const hasAddress = (spec: Spec): boolean => spec.type !== 'ExternalName';
const hasNodePorts = (spec: Spec): boolean => wantsPorts(spec.type);

/** Gives a service its addresses and node ports; throws an ApiError 422 for unavailable ones. */
export function allocateForService(
  registry: Registry,
  call: Call,
  object: KubeObject,
  old: KubeObject | undefined,
  dryRun: boolean,
): void {
  if (call.subresource) return;
  const spec = partOf(object, 'spec');
  if (!old) {
    // a client that knows one address only
    if (spec.clusterIP && texts(spec.clusterIPs).length === 0) spec.clusterIPs = [spec.clusterIP];
    initFamilies(call, object, undefined);
    allocateClusterIPs(registry, call, object, dryRun);
    allocateNodePorts(registry, call, object, undefined, dryRun);
    return;
  }
  const before = fields(old.spec);
  keepAllocated(spec, before);
  adjustClusterIPs(spec, before);
  initFamilies(call, object, old);
  if (!hasAddress(before) && hasAddress(spec)) allocateClusterIPs(registry, call, object, dryRun);
  allocateNodePorts(registry, call, object, old, dryRun);
  dropTypeDependent(object, old);
}

/** Keeps the allocated fields that the client leaves out. */
function keepAllocated(spec: Spec, before: Spec): void {
  if (hasAddress(before) && hasAddress(spec)) {
    if (!spec.clusterIP && before.clusterIP !== undefined) spec.clusterIP = before.clusterIP;
    if (texts(spec.clusterIPs).length === 0 && before.clusterIPs) spec.clusterIPs = texts(before.clusterIPs);
  }
  if (givesPorts(before) && givesPorts(spec)) {
    const had = new Set(portsOf(before).map((p) => p.nodePort));
    const used = new Set(portsOf(spec).flatMap((p) => (p.nodePort && had.has(p.nodePort) ? [p.nodePort] : [])));
    const byName = new Map(portsOf(before).map((p) => [p.name ?? '', p.nodePort]));
    for (const port of portsOf(spec)) {
      const known = byName.get(port.name ?? '');
      if (!port.nodePort && known && !used.has(known)) port.nodePort = known;
    }
  }
  if (needsHealthCheck(before) && needsHealthCheck(spec) && !spec.healthCheckNodePort) {
    spec.healthCheckNodePort = before.healthCheckNodePort;
  }
}

/** A client that changed one of clusterIP and clusterIPs means both, and one that left clusterIP as it is knows no clusterIPs. */
function adjustClusterIPs(spec: Spec, before: Spec): void {
  if (spec.clusterIP === before.clusterIP) {
    if (texts(spec.clusterIPs).length === 0 && before.clusterIPs) spec.clusterIPs = texts(before.clusterIPs);
    return;
  }
  if (!equalJson(texts(spec.clusterIPs), texts(before.clusterIPs))) return;
  if (spec.clusterIP) spec.clusterIPs = [spec.clusterIP];
  else delete spec.clusterIPs;
}

/** Drops fields that the new type does not use and the client did not change itself. */
function dropTypeDependent(object: KubeObject, old: KubeObject): void {
  const [spec, before] = [partOf(object, 'spec'), fields(old.spec)];
  const drop = (had: boolean, has: boolean, ...names: string[]): void => {
    if (!had || has) return;
    if (names.every((name) => equalJson(spec[name], before[name]))) for (const name of names) delete spec[name];
  };
  const [balanced, wasBalanced] = [spec.type === 'LoadBalancer', before.type === 'LoadBalancer'];
  drop(hasAddress(before), hasAddress(spec), 'clusterIP', 'clusterIPs');
  drop(hasAddress(before), hasAddress(spec), 'ipFamilies');
  drop(hasAddress(before), hasAddress(spec), 'ipFamilyPolicy');
  if (hasNodePorts(before) && !hasNodePorts(spec)) {
    const had = new Set(portsOf(before).map((p) => p.nodePort));
    if (portsOf(spec).every((p) => !p.nodePort || had.has(p.nodePort))) {
      for (const port of portsOf(spec)) delete port.nodePort;
    }
  }
  drop(needsHealthCheck(before), needsHealthCheck(spec), 'healthCheckNodePort');
  drop(wasBalanced, balanced, 'allocateLoadBalancerNodePorts');
  drop(wasBalanced, balanced, 'loadBalancerClass');
  drop(reachedFromOutside(before), reachedFromOutside(spec), 'externalTrafficPolicy');
  if (!balanced && wasBalanced) (object as Spec).status = { loadBalancer: {} };
}
