/** Ingress: which requests from outside reach which services. */

import { type Fields, fields, isFields, list, number, text, texts } from '../../../kube/fields.js';
import { dnsLabelFaults, dnsSubdomainFaults } from '../../../kube/names.js';
import type { KubeObject } from '../../../kube/object.js';
import { type FieldError, invalid, notSupported, required } from '../../../kube/status.js';
import { portNameFaults, portRange } from '../../validation/field-checks.js';
import { familyOf, ipFaults } from '../../validation/ip-address.js';
import type { KindDefinition } from '../definition.js';
import { named, requiredName } from '../field-rules.js';
import { hasNewSpec } from '../prepare-fields.js';
import { validateReference } from './ingress-class.js';

const oldClass = 'kubernetes.io/ingress.class';

/** The definition of Ingresses. */
export const ingress: KindDefinition = {
  isNewGeneration: hasNewSpec,
  status: { type: 'networking.v1.IngressStatus' },
  validation: {
    always: validate,
    create: ({ metadata, spec }) => {
      const [older, name] = [metadata.annotations?.[oldClass], fields(spec).ingressClassName];
      if (older === undefined || name === undefined || older === name) return [];
      // the path does not begin with `metadata` in Kubernetes either
      return [invalid(`annotations.${oldClass}`, older, 'must match `ingressClassName` when both are specified')];
    },
    order: ['metadata', 'new metadata', 'always'],
    through: { status: validateStatus },
  },
  warnings: ({ metadata, spec }, old) =>
    old || metadata.annotations?.[oldClass] === undefined || fields(spec).ingressClassName !== undefined
      ? []
      : [`annotation "${oldClass}" is deprecated, please use 'spec.ingressClassName' instead`],
};

function validate({ spec }: KubeObject): FieldError[] {
  const { defaultBackend, ingressClassName, tls, rules } = fields(spec);
  const errors: FieldError[] = [];
  if (list(rules).length === 0 && !isFields(defaultBackend)) {
    errors.push(invalid('spec', rules, 'either `defaultBackend` or `rules` must be specified'));
  }
  if (isFields(defaultBackend)) errors.push(...validateBackend(defaultBackend, 'spec.defaultBackend'));
  errors.push(...list(rules).flatMap((rule, i) => validateRule(rule, `spec.rules[${i}]`)));
  for (const [i, { hosts, secretName }] of list(tls).entries()) {
    for (const [j, host] of texts(hosts).entries()) errors.push(...hostFaults(host, `spec.tls[${i}].hosts[${j}]`));
    if (secretName) errors.push(...named(text(secretName), `spec.tls[${i}].secretName`, dnsSubdomainFaults));
  }
  if (ingressClassName === undefined) return errors;
  return [...errors, ...named(text(ingressClassName), 'spec.ingressClassName', dnsSubdomainFaults)];
}

function validateRule({ host, http }: Fields, at: string): FieldError[] {
  const errors: FieldError[] = [];
  if (text(host)) {
    if (familyOf(text(host))) errors.push(invalid(`${at}.host`, host, 'must be a DNS name, not an IP address'));
    errors.push(...hostFaults(text(host), `${at}.host`));
  }
  if (!isFields(http)) return errors;
  const paths = list(http.paths);
  if (paths.length === 0) errors.push(required(`${at}.http.paths`));
  return [...errors, ...paths.flatMap((path, i) => validatePath(path, `${at}.http.paths[${i}]`))];
}

function hostFaults(host: string, path: string): FieldError[] {
  if (!host.includes('*')) return named(host, path, dnsSubdomainFaults);
  const rest = host.startsWith('*.') ? dnsSubdomainFaults(host.slice(2)) : [''];
  if (rest.length === 0) return [];
  const why =
    "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character (e.g. '*.example.com', regex used for validation is '\\*\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
  return [invalid(path, host, why)];
}

const pathTypes = ['Exact', 'ImplementationSpecific', 'Prefix'];
const notIn = ['//', '/./', '/../', '%2f', '%2F'];

function validatePath({ path, pathType, backend }: Fields, at: string): FieldError[] {
  if ((pathType ?? undefined) === undefined) return [required(`${at}.pathType`, 'pathType must be specified')];
  const errors: FieldError[] = [];
  const value = text(path);
  if (!pathTypes.includes(text(pathType))) errors.push(notSupported(`${at}.pathType`, pathType, pathTypes));
  else if (pathType === 'ImplementationSpecific') {
    if (value && !value.startsWith('/')) errors.push(invalid(`${at}.path`, value, 'must be an absolute path'));
  } else {
    if (!value.startsWith('/')) errors.push(invalid(`${at}.path`, value, 'must be an absolute path'));
    for (const part of notIn.filter((one) => value.includes(one))) {
      errors.push(invalid(`${at}.path`, value, `must not contain '${part}'`));
    }
    for (const end of ['/..', '/.'].filter((one) => value.endsWith(one))) {
      errors.push(invalid(`${at}.path`, value, `cannot end with '${end}'`));
    }
  }
  return [...errors, ...validateBackend(fields(backend), `${at}.backend`)];
}

function validateBackend({ service, resource }: Fields, at: string): FieldError[] {
  if (isFields(service) && isFields(resource)) {
    return [invalid(at, '', 'cannot set both resource and service backends')];
  }
  if (isFields(resource)) return validateReference(resource, `${at}.resource`);
  if (!isFields(service)) return [invalid(at, '', 'resource or service backend is required')];
  const { name, port } = service;
  const { name: portName, number: portNumber } = fields(port);
  const errors = requiredName(name, `${at}.service.name`, dnsLabelFaults);
  const [hasName, hasNumber] = [text(portName) !== '', (number(portNumber) ?? 0) !== 0];
  if (hasName && hasNumber) errors.push(invalid(at, '', 'cannot set both port name & port number'));
  else if (hasName) errors.push(...named(text(portName), `${at}.service.port.name`, portNameFaults));
  else if (hasNumber) errors.push(...portRange(portNumber, `${at}.service.port.number`));
  else errors.push(required(at, 'port name or number is required'));
  return errors;
}

function validateStatus({ status }: KubeObject): FieldError[] {
  return list(fields(fields(status).loadBalancer).ingress).flatMap(({ ip, hostname }, i) => {
    const at = `status.loadBalancer.ingress[${i}]`;
    const errors = text(ip) ? ipFaults(text(ip), `${at}.ip`) : [];
    if (!text(hostname)) return errors;
    errors.push(...named(text(hostname), `${at}.hostname`, dnsSubdomainFaults));
    if (!familyOf(text(hostname))) return errors;
    return [...errors, invalid(`${at}.hostname`, hostname, 'must be a DNS name, not an IP address')];
  });
}
