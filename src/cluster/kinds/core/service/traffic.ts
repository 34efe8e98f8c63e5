/** The rules for how traffic reaches services: load balancers and traffic policies (pkg/apis/core/validation). */

import { type Fields, number, text, texts } from '../../../../kube/fields.js';
import { qualifiedNameFaults } from '../../../../kube/names.js';
import type { KubeObject } from '../../../../kube/object.js';
import { type FieldError, fieldForbidden, invalid, notSupported, required } from '../../../../kube/status.js';
import { portRange } from '../../../validation/field-checks.js';
import { cidrFaults } from '../../../validation/ip-address.js';
import { oneOf } from '../../field-rules.js';

/** The fault of a field that belongs to another type of service. */
export const onlyLoadBalancer = "may only be used when `type` is 'LoadBalancer'";
const rangesAnnotation = 'service.beta.kubernetes.io/load-balancer-source-ranges';

/** The faults of a load balancer's source ranges: those of the specification, or of an older annotation. */
export function validateSourceRanges(service: KubeObject, spec: Fields, type: string): FieldError[] {
  const ranges = texts(spec.loadBalancerSourceRanges);
  const annotation = service.metadata.annotations?.[rangesAnnotation];
  if (ranges.length === 0 && annotation === undefined) return [];
  const path = ranges.length ? 'spec.LoadBalancerSourceRanges' : `metadata.annotations[${rangesAnnotation}]`;
  const errors = type === 'LoadBalancer' ? [] : [fieldForbidden(path, onlyLoadBalancer)];
  if (ranges.length) return [...errors, ...ranges.flatMap((range, i) => cidrFaults(range.trim(), `${path}[${i}]`))];
  const written = annotation?.trim() ? annotation.split(',') : [];
  return [...errors, ...written.flatMap((range) => cidrFaults(range.trim(), path))];
}

/** A load balancer's class is a qualified name. */
export function validateLoadBalancerClass(spec: Fields, type: string): FieldError[] {
  if (spec.loadBalancerClass === undefined) return [];
  const path = 'spec.loadBalancerClass';
  if (type !== 'LoadBalancer') return [fieldForbidden(path, onlyLoadBalancer)];
  const name = text(spec.loadBalancerClass);
  return qualifiedNameFaults(name).map((f) => invalid(path, name, f));
}

/** True for a service that can be reached from outside the cluster. */
export const reachedFromOutside = ({ type, externalIPs }: Fields): boolean =>
  type === 'LoadBalancer' || type === 'NodePort' || (type === 'ClusterIP' && texts(externalIPs).length > 0);

/** True for a service that has a port for its health checks. */
export const needsHealthCheck = (spec: Fields): boolean =>
  spec.type === 'LoadBalancer' && spec.externalTrafficPolicy === 'Local';

/** The faults of externalTrafficPolicy and of the port that may go with it. */
export function validateExternalTraffic(spec: Fields): FieldError[] {
  const errors: FieldError[] = [];
  const policy = text(spec.externalTrafficPolicy);
  const path = 'spec.externalTrafficPolicy';
  if (!reachedFromOutside(spec)) {
    if (policy) errors.push(invalid(path, policy, 'may only be set for externally-accessible services'));
  } else if (!policy) errors.push(required(path));
  else if (!['Cluster', 'Local'].includes(policy)) errors.push(notSupported(path, policy, ['Cluster', 'Local']));
  const check = number(spec.healthCheckNodePort) ?? 0;
  const checkPath = 'spec.healthCheckNodePort';
  if (!needsHealthCheck(spec)) {
    const why = "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'";
    if (check) errors.push(invalid(checkPath, check, why));
  } else errors.push(...(check ? portRange(check, checkPath) : [required(checkPath)]));
  return errors;
}

const distributions = ['PreferClose', 'PreferSameZone', 'PreferSameNode'];

/** The faults of internalTrafficPolicy and trafficDistribution. */
export function validateInternalTraffic(spec: Fields): FieldError[] {
  const { internalTrafficPolicy: policy, trafficDistribution: distribution } = spec;
  return [
    ...oneOf(policy, 'spec.internalTrafficPolicy', ['Cluster', 'Local']),
    ...oneOf(distribution, 'spec.trafficDistribution', distributions),
  ];
}
