/**
 * What a client is warned of when an object is right and yet not what it may want (WarningsOnCreate and WarningsOnUpdate of
 * each strategy).
 */
import { dnsLabelFaults } from '../../kube/names.js';
import type { KubeObject } from '../../kube/object.js';
import { fields, list, text, textMap, texts } from '../schema/access.js';
import { ipWarnings } from './ip-address.js';
import { podWarnings } from './pod-warnings.js';
import { tlsPairFault } from './tls-pair.js';

type Warnings = (object: KubeObject, old: KubeObject | undefined) => string[];

const byKind: Record<string, Warnings> = {
  Pod: warnOfPod,
  Deployment: warnOfTemplate,
  ReplicaSet: warnOfTemplate,
  Service: warnOfService,
  Secret: warnOfSecret,
  ServiceAccount: warnOfAccount,
  Node: warnOfNode,
  Endpoints: warnOfEndpoints,
  EndpointSlice: warnOfSlice,
};

/** The warnings about a new object. */
export function createWarnings(object: KubeObject): string[] {
  return byKind[object.kind]?.(object, undefined) ?? [];
}

/** The warnings about an object that replaces `old`. */
export function updateWarnings(object: KubeObject, old: KubeObject): string[] {
  return byKind[object.kind]?.(object, old) ?? [];
}

function warnOfName({ metadata }: KubeObject, used: string): string[] {
  const faults = dnsLabelFaults(metadata.name ?? '');
  if (faults.length === 0) return [];
  const why = `this is used in ${used}, which can result in surprising behavior`;
  return [`metadata.name: ${why}; a DNS label is recommended: [${faults.join(' ')}]`];
}

/** Of a pod that is there already there are none. */
function warnOfPod(pod: KubeObject, old: KubeObject | undefined): string[] {
  return old ? [] : [...warnOfName(pod, "the Pod's hostname"), ...podWarnings(pod)];
}

function warnOfTemplate(object: KubeObject, old: KubeObject | undefined): string[] {
  if (old && object.metadata.generation === old.metadata.generation) return [];
  const ofName = old ? [] : warnOfName(object, 'Pod names and hostnames');
  return [...ofName, ...podWarnings(fields(fields(object.spec).template), 'spec.template.')];
}

const hints = 'service.kubernetes.io/topology-aware-hints';
const mode = 'service.kubernetes.io/topology-mode';

function warnOfService(service: KubeObject): string[] {
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
  if (external && addresses.length > 0) warnings.push('spec.externalIPs is ignored when spec.type is "ExternalName"');
  if (!external && text(spec.externalName)) {
    warnings.push('spec.externalName is ignored when spec.type is not "ExternalName"');
  }
  if (spec.trafficDistribution === 'PreferClose') {
    warnings.push('spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone"');
  }
  return warnings;
}

function warnOfSecret(secret: KubeObject): string[] {
  if (secret.type !== 'kubernetes.io/tls') return [];
  const data = textMap(secret.data);
  const [certificate = '', key = ''] = ['tls.crt', 'tls.key'].map((name) =>
    Buffer.from(data[name] ?? '', 'base64').toString(),
  );
  const fault = tlsPairFault(certificate, key);
  return fault === undefined ? [] : [fault];
}

const mountable = 'kubernetes.io/enforce-mountable-secrets';

function warnOfAccount(account: KubeObject, old: KubeObject | undefined): string[] {
  const has = (object: KubeObject | undefined): boolean => object?.metadata.annotations?.[mountable] !== undefined;
  if (!has(account) || has(old)) return [];
  const why = 'prefer separate namespaces to isolate access to mounted secrets';
  return [`metadata.annotations[${mountable}]: deprecated in v1.32+; ${why}`];
}

function warnOfNode(node: KubeObject): string[] {
  const spec = fields(node.spec);
  const warnings: string[] = [];
  if (spec.configSource !== undefined) warnings.push('spec.configSource: the feature is removed');
  if (text(spec.externalID)) {
    warnings.push('spec.externalID: this field is deprecated, and is unused by Kubernetes');
  }
  return warnings;
}

function warnOfEndpoints(endpoints: KubeObject): string[] {
  return list(endpoints.subsets).flatMap((subset, i) =>
    ['addresses', 'notReadyAddresses'].flatMap((field) =>
      list(subset[field]).flatMap(({ ip }, j) => ipWarnings(text(ip), `subsets[${i}].${field}[${j}].ip`)),
    ),
  );
}

function warnOfSlice(slice: KubeObject, old: KubeObject | undefined): string[] {
  const deprecated = !old && slice.addressType === 'FQDN' ? ['spec.addressType: FQDN endpoints are deprecated'] : [];
  return [
    ...deprecated,
    ...list(slice.endpoints).flatMap((endpoint, i) =>
      texts(endpoint.addresses).flatMap((ip, j) => ipWarnings(ip, `endpoints[${i}].addresses[${j}]`)),
    ),
  ];
}
