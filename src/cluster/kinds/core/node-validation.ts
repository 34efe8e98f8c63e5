/** The rules for nodes (pkg/apis/core/validation, ValidateNode and ValidateNodeUpdate). */

import { type Fields, fields, list, text, textMap, texts } from '../../../kube/fields.js';
import { labelValueFaults, qualifiedNameFaults } from '../../../kube/names.js';
import type { KubeObject } from '../../../kube/object.js';
import { nanosOf } from '../../../kube/quantity.js';
import { isExtendedResource } from '../../../kube/resource-names.js';
import { duplicate, type FieldError, fieldForbidden, invalid, notSupported, required } from '../../../kube/status.js';
import { cidrFaults, familyOf } from '../../validation/ip-address.js';
import { named } from '../field-rules.js';
import { internalValue } from '../internal-value.js';

const effects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

/** The faults of a Node. */
export function validateNode(node: KubeObject): FieldError[] {
  const networks = texts(fields(node.spec).podCIDRs);
  const path = 'spec.podCIDRs';
  const errors = [
    ...validateTaints(node),
    ...validateResources(node),
    ...validateSwap(node),
    ...validateFeatures(node),
  ];
  errors.push(...networks.flatMap((network, i) => cidrFaults(network, `${path}[${i}]`)));
  if (networks.length < 2) return errors;
  const families = networks.map(networkFamily);
  const wrong = families.indexOf(undefined);
  if (wrong >= 0) {
    const why = `invalid CIDR[${wrong}]: <nil> (invalid CIDR address: ${networks[wrong]})`;
    const message = `Internal error: invalid PodCIDRs. failed to check with dual stack with error:${why}`;
    errors.push({ reason: 'InternalError', field: path, message });
  }
  if (networks.length > 2 || wrong >= 0 || families[0] === families[1]) {
    errors.push(invalid(path, networks, 'may specify no more than one CIDR for each IP family'));
  }
  return errors;
}

/** The family of a network; undefined for a text that is none. */
function networkFamily(network: string): ReturnType<typeof familyOf> {
  const [host = '', length = ''] = network.split('/', 2);
  const family = familyOf(host);
  return /^\d+$/.test(length) && Number(length) <= (family === 'IPv4' ? 32 : 128) ? family : undefined;
}

/** Taints of the specification, at the path that Kubernetes gives them. */
function validateTaints(node: KubeObject): FieldError[] {
  const seen = new Set<string>();
  return list(fields(node.spec).taints).flatMap((taint, i) => {
    const path = `metadata.taints[${i}]`;
    const [key, effect, value] = [text(taint.key), text(taint.effect), text(taint.value)];
    const errors = qualifiedNameFaults(key).map((f) => invalid(`${path}.key`, key, f));
    const faults = labelValueFaults(value);
    if (faults.length) errors.push(invalid(`${path}.value`, value, faults.join(';')));
    if (effect === '') errors.push(required(`${path}.effect`));
    else if (!effects.includes(effect)) errors.push(notSupported(`${path}.effect`, effect, effects));
    const pair = `${key}:${effect}`;
    if (seen.has(pair)) errors.push(taintTwice(path, taint));
    seen.add(pair);
    return errors;
  });
}

function taintTwice(path: string, taint: Fields): FieldError {
  const error = duplicate(path, internalValue('core.v1.Taint', taint));
  return { ...error, message: `${error.message}: taints must be unique by key and effect pair` };
}

/** What a node has in whole numbers, beside devices. */
const counts = [
  ...['pods', 'resourcequotas', 'services', 'replicationcontrollers', 'secrets', 'configmaps'],
  ...['persistentvolumeclaims', 'services.nodeports', 'services.loadbalancers'],
];

function validateResources(node: KubeObject): FieldError[] {
  const status = fields(node.status);
  return ['capacity', 'allocatable'].flatMap((field) =>
    Object.entries(textMap(status[field])).flatMap(([name, amount]) => {
      const path = `status.${field}.${name}`;
      const nanos = nanosOf(amount);
      const errors = nanos < 0n ? [invalid(path, amount, 'must be greater than or equal to 0')] : [];
      const isCount = counts.includes(name) || isExtendedResource(name);
      if (isCount && nanos % 1_000_000_000n !== 0n) errors.push(invalid(path, amount, 'must be an integer'));
      return errors;
    }),
  );
}

function validateSwap(node: KubeObject): FieldError[] {
  const { capacity } = fields(fields(fields(node.status).nodeInfo).swap);
  if (typeof capacity !== 'number' || capacity > 0) return [];
  return [invalid('metadata.nodeSwapStatus.capacity', capacity, 'must be greater than 0')];
}

const featureName = /^[A-Z][a-zA-Z0-9]*(\/[a-zA-Z][a-zA-Z0-9]*)*$/;

function featureNameFaults(name: string): string[] {
  const prefix = `invalid feature name ${JSON.stringify(name)}: must`;
  if (Buffer.byteLength(name) > 253) return [`${prefix} be no more than 253 characters`];
  const why =
    "start with an UpperCamelCase segment, with subsequent segments separated by '/' (e.g., MyFeature or MyFeature/mySubFeature), and contain only alphanumeric characters and slashes";
  return featureName.test(name) ? [] : [`${prefix} ${why}`];
}

/** The features that a node declares stand in the order of their names, each once. */
function validateFeatures(node: KubeObject): FieldError[] {
  const features = texts(fields(node.status).declaredFeatures);
  return features.flatMap((feature, i) => {
    const next = features[i + 1];
    const at = (index: number): string => `status.declaredFeatures[${index}]`;
    const errors = named(feature, at(i), featureNameFaults);
    if (next === feature) errors.push(duplicate(at(i + 1), next));
    else if (next !== undefined && feature > next) {
      errors.push(invalid(at(i + 1), next, 'list must be sorted alphabetically'));
    }
    return errors;
  });
}

/** Fields that a replaced Node keeps, and fields that are validated again. */
export function validateNodeUpdate(node: KubeObject, old: KubeObject): FieldError[] {
  const [spec, before] = [fields(node.spec), fields(old.spec)];
  const errors = [...validateResources(node), ...validateFeatures(node)];
  const seen = new Set<string>();
  for (const [i, { type, address }] of list(fields(node.status).addresses).entries()) {
    const pair = `${text(type)}/${text(address)}`;
    if (seen.has(pair)) errors.push(duplicate(`status.addresses[${i}]`, { Type: type, Address: address }));
    seen.add(pair);
  }
  const [networks, next] = [texts(before.podCIDRs), texts(spec.podCIDRs)];
  const changed = networks.filter((network, i) => network !== next[i]).length;
  // a fault for each network that is another one
  const faults = networks.length > 0 && networks.length !== next.length ? 1 : changed;
  const why = 'node updates may not change podCIDR except from "" to valid';
  errors.push(...Array.from({ length: faults }, () => fieldForbidden('spec.podCIDRs', why)));
  if (text(before.providerID) !== '' && text(before.providerID) !== text(spec.providerID)) {
    errors.push(fieldForbidden('spec.providerID', 'node updates may not change providerID except from "" to valid'));
  }
  errors.push(...validateTaints(node));
  if (text(spec.externalID) !== text(before.externalID)) {
    errors.push(fieldForbidden('spec.externalID', 'may not be updated'));
  }
  return errors;
}
