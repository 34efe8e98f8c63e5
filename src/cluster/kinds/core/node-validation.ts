/** The rules for nodes (pkg/apis/core/validation, ValidateNode and ValidateNodeUpdate). */

import { equalJson } from '../../../kube/equal-json.js';
import { type Fields, fields, list, text, textMap, texts } from '../../../kube/fields.js';
import { labelValueFaults, qualifiedNameFaults } from '../../../kube/names.js';
import type { KubeObject } from '../../../kube/object.js';
import { nanosOf } from '../../../kube/quantity.js';
import { duplicate, type FieldError, fieldForbidden, invalid, notSupported, required } from '../../../kube/status.js';
import { cidrFaults, familyOf } from '../../validation/ip-address.js';

const effects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

/** The faults of a Node. */
export function validateNode(node: KubeObject): FieldError[] {
  const networks = texts(fields(node.spec).podCIDRs);
  const path = 'spec.podCIDRs';
  const errors = [...validateTaints(node), ...validateResources(node)];
  errors.push(...networks.flatMap((network, i) => cidrFaults(network, `${path}[${i}]`)));
  if (networks.length < 2) return errors;
  const families = networks.map((network) => familyOf(network.split('/')[0] ?? ''));
  if (networks.length > 2 || families[0] === families[1]) {
    errors.push(invalid(path, networks, 'may specify no more than one CIDR for each IP family'));
  }
  for (const [i, network] of networks.entries()) {
    if (networks.indexOf(network) < i) errors.push(duplicate(`${path}[${i}]`, network));
  }
  return errors;
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

function taintTwice(path: string, { key, value, effect, timeAdded }: Fields): FieldError {
  // the internal Taint, as Go writes it
  const shown = { Key: text(key), Value: text(value), Effect: text(effect), TimeAdded: timeAdded ?? null };
  const error = duplicate(path, shown);
  return { ...error, message: `${error.message}: taints must be unique by key and effect pair` };
}

function validateResources(node: KubeObject): FieldError[] {
  const status = fields(node.status);
  return ['capacity', 'allocatable'].flatMap((field) =>
    Object.entries(textMap(status[field])).flatMap(([name, amount]) => {
      const path = `status.${field}.${name}`;
      return nanosOf(amount) < 0n ? [invalid(path, amount, 'must be greater than or equal to 0')] : [];
    }),
  );
}

/** Fields that a replaced Node keeps, and fields that are validated again. */
export function validateNodeUpdate(node: KubeObject, old: KubeObject): FieldError[] {
  const [spec, before] = [fields(node.spec), fields(old.spec)];
  const errors = validateResources(node);
  const seen = new Set<string>();
  for (const [i, { type, address }] of list(fields(node.status).addresses).entries()) {
    const pair = `${text(type)}/${text(address)}`;
    if (seen.has(pair)) errors.push(duplicate(`status.addresses[${i}]`, { Type: type, Address: address }));
    seen.add(pair);
  }
  const networks = texts(before.podCIDRs);
  if (networks.length > 0 && !equalJson(networks, texts(spec.podCIDRs))) {
    errors.push(fieldForbidden('spec.podCIDRs', 'node updates may not change podCIDR except from "" to valid'));
  }
  if (text(before.providerID) !== '' && text(before.providerID) !== text(spec.providerID)) {
    errors.push(fieldForbidden('spec.providerID', 'node updates may not change providerID except from "" to valid'));
  }
  errors.push(...validateTaints(node));
  if (text(spec.externalID) !== text(before.externalID)) {
    errors.push(fieldForbidden('spec.externalID', 'may not be updated'));
  }
  return errors;
}
