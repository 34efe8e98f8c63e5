/** NetworkPolicy: the allowed peers of pods. No packet is held back here; objects are only stored. */

import { type Fields, fields, isFields, list, number, text, texts } from '../../../kube/fields.js';
import type { KubeObject } from '../../../kube/object.js';
import { type FieldError, fieldForbidden, invalid, notSupported, required } from '../../../kube/status.js';
import { numberOrPortName, portRange, validateLabelSelector } from '../../validation/field-checks.js';
import { cidrContains, cidrFaults, cidrWarnings } from '../../validation/ip-address.js';
import type { KindDefinition } from '../definition.js';
import { oneOf } from '../field-rules.js';
import { hasNewSpec } from '../prepare-fields.js';

/** The definition of NetworkPolicies. */
export const networkPolicy: KindDefinition = {
  isNewGeneration: hasNewSpec,
  defaults: ({ spec }) => {
    const policy = fields(spec);
    for (const rule of [...list(policy.ingress), ...list(policy.egress)]) {
      for (const port of list(rule.ports)) port.protocol ??= 'TCP';
    }
    if (texts(policy.policyTypes).length === 0) {
      policy.policyTypes = list(policy.egress).length > 0 ? ['Ingress', 'Egress'] : ['Ingress'];
    }
  },
  validation: { always: validate, order: ['metadata', 'always'] },
  warnings,
};

function warnings({ spec }: KubeObject): string[] {
  const { ingress, egress } = fields(spec);
  const ofPeer = ({ ipBlock }: Fields, at: string): string[] => {
    const { cidr, except } = fields(ipBlock);
    return [
      ...cidrWarnings(text(cidr), `${at}.ipBlock.cidr`),
      ...texts(except).flatMap((one, i) => cidrWarnings(one, `${at}.ipBlock.except[${i}]`)),
    ];
  };
  const ofRules = (rules: unknown, peers: 'from' | 'to', at: string): string[] =>
    list(rules).flatMap((rule, i) =>
      list(rule[peers]).flatMap((peer, j) => ofPeer(peer, `${at}[${i}].${peers}[${j}]`)),
    );
  return [...ofRules(ingress, 'from', 'spec.ingress'), ...ofRules(egress, 'to', 'spec.egress')];
}

function validate({ spec }: KubeObject): FieldError[] {
  const { podSelector, ingress, egress, policyTypes } = fields(spec);
  const types = texts(policyTypes);
  return [
    ...validateLabelSelector(podSelector, 'spec.podSelector'),
    ...list(ingress).flatMap((rule, i) => validateRule(rule, 'from', `spec.ingress[${i}]`)),
    ...list(egress).flatMap((rule, i) => validateRule(rule, 'to', `spec.egress[${i}]`)),
    ...(types.length > 2
      ? [invalid('spec.policyTypes', types, 'may not specify more than two policyTypes')]
      : types.flatMap((type, i) => oneOf(type, `spec.policyTypes[${i}]`, ['Ingress', 'Egress']))),
  ];
}

function validateRule(rule: Fields, peers: 'from' | 'to', at: string): FieldError[] {
  return [
    ...list(rule.ports).flatMap((port, i) => validatePort(port, `${at}.ports[${i}]`)),
    ...list(rule[peers]).flatMap((peer, i) => validatePeer(peer, `${at}.${peers}[${i}]`)),
  ];
}

const protocols = ['TCP', 'UDP', 'SCTP'];

function validatePort({ protocol, port, endPort }: Fields, at: string): FieldError[] {
  const errors: FieldError[] = [];
  if (!protocols.includes(text(protocol))) errors.push(notSupported(`${at}.protocol`, protocol, protocols));
  if (port === undefined) {
    if (endPort === undefined) return errors;
    return [...errors, invalid(`${at}.endPort`, endPort, 'may not be specified when `port` is not specified')];
  }
  if (endPort !== undefined && typeof port === 'string') {
    errors.push(invalid(`${at}.endPort`, endPort, 'may not be specified when `port` is non-numeric'));
  }
  errors.push(...numberOrPortName(port, `${at}.port`));
  if (endPort === undefined || typeof port === 'string') return errors;
  // the value that is told is that of the port
  if ((number(endPort) ?? 0) < Number(port)) {
    errors.push(invalid(`${at}.endPort`, port, 'must be greater than or equal to `port`'));
  }
  return [...errors, ...portRange(endPort, `${at}.endPort`)];
}

function validatePeer({ podSelector, namespaceSelector, ipBlock }: Fields, at: string): FieldError[] {
  const errors = [
    ...validateLabelSelector(podSelector, `${at}.podSelector`),
    ...validateLabelSelector(namespaceSelector, `${at}.namespaceSelector`),
  ];
  const given = [podSelector, namespaceSelector, ipBlock].filter(isFields).length;
  if (isFields(ipBlock)) errors.push(...validateBlock(ipBlock, `${at}.ipBlock`));
  if (given === 0) errors.push(required(at, 'must specify a peer'));
  else if (given > 1 && isFields(ipBlock)) {
    errors.push(fieldForbidden(at, 'may not specify both ipBlock and another peer'));
  }
  return errors;
}

function validateBlock({ cidr, except }: Fields, at: string): FieldError[] {
  if (!text(cidr)) return [required(`${at}.cidr`)];
  const errors = cidrFaults(text(cidr), `${at}.cidr`);
  if (errors.length > 0) return errors;
  return texts(except).flatMap((one, i) => {
    const path = `${at}.except[${i}]`;
    const faults = cidrFaults(one, path);
    if (faults.length > 0) return faults;
    return cidrContains(text(cidr), one) ? [] : [invalid(path, one, 'must be a strict subset of `cidr`')];
  });
}
