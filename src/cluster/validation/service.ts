/** The rules for services (pkg/apis/core/validation, ValidateService). */
import { isIP } from 'node:net';
import { dnsLabelFaults, dnsSubdomainFaults } from '../../kube/names.js';
import type { KubeObject } from '../../kube/object.js';
import { duplicate, type FieldError, invalid, notSupported, required } from '../../kube/status.js';
import { type Fields, fields, list, number, text, textMap, texts } from '../schema/access.js';
import { numberOrPortName, portRange } from './field-checks.js';
import { validateLabels } from './metadata.js';

const types = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];
const protocols = ['SCTP', 'TCP', 'UDP'];
const badAddress = 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)';

/** The faults of a Service. */
export function validateService(service: KubeObject): FieldError[] {
  const spec = fields(service.spec);
  const errors: FieldError[] = [];
  const type = text(spec.type);
  const ports = list(spec.ports);
  const headless = spec.clusterIP === 'None';
  if (ports.length === 0 && !headless && type !== 'ExternalName') errors.push(required('spec.ports'));
  errors.push(...validatePorts(ports));
  errors.push(...validateLabels(textMap(spec.selector), 'spec.selector'));
  if (!['None', 'ClientIP'].includes(text(spec.sessionAffinity))) {
    errors.push(notSupported('spec.sessionAffinity', text(spec.sessionAffinity), ['ClientIP', 'None']));
  }
  if (!types.includes(type)) errors.push(notSupported('spec.type', type, types));
  if (type === 'ExternalName') {
    const name = text(spec.externalName).replace(/\.$/, '');
    if (name === '') errors.push(required('spec.externalName'));
    else errors.push(...dnsSubdomainFaults(name).map((f) => invalid('spec.externalName', name, f)));
  }
  for (const [i, address] of texts(spec.clusterIPs).entries()) {
    if (address !== 'None' && !isIP(address)) errors.push(invalid(`spec.clusterIPs[${i}]`, address, badAddress));
  }
  if (headless && (type === 'NodePort' || type === 'LoadBalancer')) {
    errors.push(invalid('spec.clusterIPs[0]', 'None', `may not be set to 'None' for ${type} services`));
  }
  for (const [i, address] of texts(spec.externalIPs).entries()) {
    if (!isIP(address)) errors.push(invalid(`spec.externalIPs[${i}]`, address, badAddress));
  }
  return errors;
}

function validatePorts(ports: readonly Fields[]): FieldError[] {
  const errors: FieldError[] = [];
  const [names, numbers] = [new Set<string>(), new Set<string>()];
  for (const [i, port] of ports.entries()) {
    const at = `spec.ports[${i}]`;
    const name = text(port.name);
    if (name === '') {
      if (ports.length > 1) errors.push(required(`${at}.name`));
    } else {
      errors.push(...dnsLabelFaults(name).map((f) => invalid(`${at}.name`, name, f)));
      if (names.has(name)) errors.push(duplicate(`${at}.name`, name));
      names.add(name);
    }
    errors.push(...portRange(port.port ?? 0, `${at}.port`));
    if (!protocols.includes(text(port.protocol))) {
      errors.push(notSupported(`${at}.protocol`, text(port.protocol), protocols));
    }
    errors.push(...numberOrPortName(port.targetPort, `${at}.targetPort`));
    const node = number(port.nodePort) ?? 0;
    if (node !== 0 && (node < 30_000 || node > 32_767)) {
      const why = 'provided port is not in the valid range. The range of valid ports is 30000-32767';
      errors.push(invalid(`${at}.nodePort`, node, why));
    }
    const key = `${port.port}/${text(port.protocol)}`;
    if (numbers.has(key)) errors.push(duplicate(at, { port: port.port, protocol: port.protocol }));
    numbers.add(key);
  }
  return errors;
}

/** An address that was given stays, unless the service becomes an ExternalName. */
export function validateServiceUpdate(service: KubeObject, old: KubeObject): FieldError[] {
  const [now, before] = [fields(service.spec), fields(old.spec)];
  if (now.type === 'ExternalName' || before.type === 'ExternalName') return [];
  if (text(before.clusterIP) === '' || now.clusterIP === before.clusterIP) return [];
  return [invalid('spec.clusterIPs[0]', [text(now.clusterIP)], 'may not change once set')];
}
