/** The rules for the ports of services (validateServicePort, and a part of ValidateService). */

import { type Fields, number, text } from '../../../../kube/fields.js';
import { dnsLabelFaults, qualifiedNameFaults } from '../../../../kube/names.js';
import { duplicate, type FieldError, fieldForbidden, invalid, required } from '../../../../kube/status.js';
import { numberOrPortName, portRange } from '../../../validation/field-checks.js';
import { oneOf } from '../../field-rules.js';

const protocols = ['SCTP', 'TCP', 'UDP'];

/** The faults of each port by itself, and of names that are used twice. */
export function validatePorts(ports: readonly Fields[]): FieldError[] {
  const errors: FieldError[] = [];
  const names = new Set<string>();
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
    errors.push(...oneOf(text(port.protocol), `${at}.protocol`, protocols));
    errors.push(...numberOrPortName(port.targetPort ?? 0, `${at}.targetPort`));
    if (port.appProtocol !== undefined) {
      const protocol = text(port.appProtocol);
      errors.push(...qualifiedNameFaults(protocol).map((f) => invalid(`${at}.appProtocol`, protocol, f)));
    }
  }
  return errors;
}

/** Ports of the service, and of the nodes, stand there once for each protocol. */
export function validatePortNumbers(ports: readonly Fields[], type: string): FieldError[] {
  const errors: FieldError[] = [];
  if (type === 'ClusterIP') {
    for (const [i, port] of ports.entries()) {
      if (!number(port.nodePort)) continue;
      errors.push(fieldForbidden(`spec.ports[${i}].nodePort`, "may not be used when `type` is 'ClusterIP'"));
    }
  }
  const [onNodes, own] = [new Set<string>(), new Set<string>()];
  for (const [i, port] of ports.entries()) {
    if (!number(port.nodePort)) continue;
    const key = `${port.nodePort}/${text(port.protocol)}`;
    if (onNodes.has(key)) errors.push(duplicate(`spec.ports[${i}].nodePort`, port.nodePort));
    onNodes.add(key);
  }
  for (const [i, port] of ports.entries()) {
    const key = `${port.port}/${text(port.protocol)}`;
    // the internal ServicePort, as Go writes it
    const shown = { Name: '', Protocol: port.protocol, AppProtocol: null, Port: port.port, TargetPort: 0, NodePort: 0 };
    if (own.has(key)) errors.push(duplicate(`spec.ports[${i}]`, shown));
    own.add(key);
  }
  return errors;
}
