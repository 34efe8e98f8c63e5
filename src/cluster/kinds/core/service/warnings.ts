/** Warnings to a client about a service (pkg/api/service/warnings.go). */

import { fields, text, texts } from '../../../../kube/fields.js';
import type { KubeObject } from '../../../../kube/object.js';
import { cidrWarnings, ipWarnings } from '../../../validation/ip-address.js';

const hints = 'service.kubernetes.io/topology-aware-hints';
const mode = 'service.kubernetes.io/topology-mode';

/** The warnings. */
export function serviceWarnings(service: KubeObject): string[] {
  const spec = fields(service.spec);
  const warnings: string[] = [];
  if (service.metadata.annotations?.[hints] !== undefined) {
    warnings.push(`annotation ${hints} is deprecated, please use ${mode} instead`);
  }
  const headless = spec.type === 'ClusterIP' && spec.clusterIP === 'None';
  const external = spec.type === 'ExternalName';
  const addresses = texts(spec.externalIPs);
  if (headless) {
    if (text(spec.loadBalancerIP)) warnings.push('spec.loadBalancerIP is ignored for headless services');
    if (addresses.length > 0) warnings.push('spec.externalIPs is ignored for headless services');
    if (spec.sessionAffinity !== 'None') warnings.push('spec.SessionAffinity is ignored for headless services');
  } else {
    warnings.push(...texts(spec.clusterIPs).flatMap((ip, i) => ipWarnings(ip, `spec.clusterIPs[${i}]`)));
  }
  warnings.push(...addresses.flatMap((ip, i) => ipWarnings(ip, `spec.externalIPs[${i}]`)));
  if (addresses.length > 0 && !headless && !external) {
    warnings.push('spec.externalIPs is deprecated and may no longer be implemented in some clusters');
  }
  if (text(spec.loadBalancerIP)) warnings.push(...ipWarnings(text(spec.loadBalancerIP), 'spec.loadBalancerIP'));
  const ranges = texts(spec.loadBalancerSourceRanges);
  warnings.push(...ranges.flatMap((range, i) => cidrWarnings(range, `spec.loadBalancerSourceRanges[${i}]`)));
  if (external && addresses.length > 0) warnings.push('spec.externalIPs is ignored when spec.type is "ExternalName"');
  if (!external && text(spec.externalName)) {
    warnings.push('spec.externalName is ignored when spec.type is not "ExternalName"');
  }
  if (spec.trafficDistribution === 'PreferClose') {
    warnings.push('spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone"');
  }
  return warnings;
}
