/**
 * The rules for services (pkg/apis/core/validation, ValidateService); those of addresses, ports and traffic have
 * files of their own.
 */

import { equalJson } from '../../../../kube/equal-json.js';
import { type Fields, fields, list, number, text, textMap, texts } from '../../../../kube/fields.js';
import { dnsSubdomainFaults } from '../../../../kube/names.js';
import type { KubeObject } from '../../../../kube/object.js';
import { type FieldError, fieldForbidden, invalid, notSupported, required } from '../../../../kube/status.js';
import { familyOf, ipFaults, specialAddressFaults } from '../../../validation/ip-address.js';
import { validateLabels } from '../../../validation/metadata.js';
import { requiredName } from '../../field-rules.js';
import { isHeadless, validateClusterIPs, validateClusterIPsUpdate } from './cluster-ips.js';
import { validatePortNumbers, validatePorts } from './ports.js';
import {
  needsHealthCheck,
  onlyLoadBalancer,
  validateExternalTraffic,
  validateInternalTraffic,
  validateLoadBalancerClass,
  validateSourceRanges,
} from './traffic.js';

const types = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];
const hintsAnnotation = 'service.kubernetes.io/topology-aware-hints';
const modeAnnotation = 'service.kubernetes.io/topology-mode';
const longestAffinity = 86_400;

/** The faults of a Service. */
export function validateService(service: KubeObject): FieldError[] {
  const spec = fields(service.spec);
  const type = text(spec.type);
  const ports = list(spec.ports);
  const errors = validateTopologyAnnotations(service);
  if (ports.length === 0 && !isHeadless(spec) && type !== 'ExternalName') errors.push(required('spec.ports'));
  errors.push(...validateType(spec, type), ...validatePorts(ports));
  errors.push(...validateLabels(textMap(spec.selector), 'spec.selector'));
  errors.push(...validateAffinity(spec));
  errors.push(...validateClusterIPs(spec));
  for (const [i, address] of texts(spec.externalIPs).entries()) {
    const path = `spec.externalIPs[${i}]`;
    const faults = ipFaults(address, path);
    errors.push(...(faults.length ? faults : specialAddressFaults(address, path)));
  }
  if (!types.includes(type)) errors.push(notSupported('spec.type', type, types));
  errors.push(...validatePortNumbers(ports, type));
  errors.push(...validateSourceRanges(service, spec, type));
  const allocates = spec.allocateLoadBalancerNodePorts !== undefined;
  if (allocates && type !== 'LoadBalancer') {
    errors.push(fieldForbidden('spec.allocateLoadBalancerNodePorts', onlyLoadBalancer));
  }
  errors.push(...validateLoadBalancerClass(spec, type), ...validateExternalTraffic(spec));
  return [...errors, ...validateInternalTraffic(spec)];
}

function validateTopologyAnnotations({ metadata }: KubeObject): FieldError[] {
  const { [hintsAnnotation]: hints, [modeAnnotation]: mode } = metadata.annotations ?? {};
  if (hints === undefined || mode === undefined || hints === mode) return [];
  const why = `must match annotations[${hintsAnnotation}] when both are specified`;
  return [invalid(`metadata.annotations[${modeAnnotation}]`, mode, why)];
}

function validateType(spec: Fields, type: string): FieldError[] {
  if (isHeadless(spec) && (type === 'NodePort' || type === 'LoadBalancer')) {
    return [invalid('spec.clusterIPs[0]', 'None', `may not be set to 'None' for ${type} services`)];
  }
  if (type !== 'ExternalName') return [];
  const errors: FieldError[] = [];
  const unset = 'may not be set for ExternalName services';
  if (texts(spec.clusterIPs).length > 0) errors.push(fieldForbidden('spec.clusterIPs', unset));
  if (texts(spec.ipFamilies).length > 0) errors.push(fieldForbidden('spec.ipFamilies', unset));
  if (spec.ipFamilyPolicy !== undefined) errors.push(fieldForbidden('spec.ipFamilyPolicy', unset));
  const name = text(spec.externalName).replace(/\.$/, '');
  errors.push(...requiredName(name, 'spec.externalName', dnsSubdomainFaults));
  return errors;
}

function validateAffinity(spec: Fields): FieldError[] {
  const affinity = text(spec.sessionAffinity);
  const path = 'spec.sessionAffinity';
  if (affinity !== 'ClientIP') {
    return affinity === 'None' ? [] : [notSupported(path, affinity, ['ClientIP', 'None'])];
  }
  const seconds = number(fields(fields(spec.sessionAffinityConfig).clientIP).timeoutSeconds) ?? 0;
  if (seconds > 0 && seconds <= longestAffinity) return [];
  const why = `must be greater than 0 and less than ${longestAffinity}`;
  return [invalid('spec.sessionAffinityConfig.clientIP.timeoutSeconds', seconds, why)];
}

/** The faults of a Service that replaces another. */
export function validateServiceUpdate(service: KubeObject, old: KubeObject): FieldError[] {
  const [now, before] = [fields(service.spec), fields(old.spec)];
  const errors = validateClusterIPsUpdate(now, before);
  if (now.type === 'LoadBalancer') {
    if (before.type === 'LoadBalancer' && !equalJson(now.loadBalancerClass, before.loadBalancerClass)) {
      errors.push(invalid('spec.loadBalancerClass', now.loadBalancerClass, 'may not change once set'));
    }
  }
  errors.push(...validateLoadBalancerClass(now, text(now.type)));
  if (needsHealthCheck(now) && needsHealthCheck(before) && now.healthCheckNodePort !== before.healthCheckNodePort) {
    errors.push(fieldForbidden('spec.healthCheckNodePort', 'field is immutable'));
  }
  return errors;
}

const ipModes = ['Proxy', 'VIP'];

/** The faults of a status that is written for a Service. */
export function validateServiceStatus(service: KubeObject): FieldError[] {
  const ingress = list(fields(fields(service.status).loadBalancer).ingress);
  const path = 'status.loadBalancer.ingress';
  if (fields(service.spec).type !== 'LoadBalancer' && ingress.length > 0) {
    return [fieldForbidden(path, "may only be used when `spec.type` is 'LoadBalancer'")];
  }
  return ingress.flatMap((entry, i) => validateIngress(entry, `${path}[${i}]`));
}

function validateIngress(entry: Fields, at: string): FieldError[] {
  const [ip, hostname] = [text(entry.ip), text(entry.hostname)];
  const errors = ip ? ipFaults(ip, `${at}.ip`) : [];
  if (entry.ipMode === undefined) {
    if (ip) errors.push(required(`${at}.ipMode`, 'must be specified when `ip` is set'));
  } else if (!ip) errors.push(fieldForbidden(`${at}.ipMode`, 'may not be specified when `ip` is not set'));
  else if (!ipModes.includes(text(entry.ipMode))) errors.push(notSupported(`${at}.ipMode`, entry.ipMode, ipModes));
  if (!hostname) return errors;
  errors.push(...dnsSubdomainFaults(hostname).map((f) => invalid(`${at}.hostname`, hostname, f)));
  if (familyOf(hostname)) errors.push(invalid(`${at}.hostname`, hostname, 'must be a DNS name, not an IP address'));
  return errors;
}
