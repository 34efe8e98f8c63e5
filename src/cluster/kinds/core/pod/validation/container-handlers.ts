/** The rules for the probes of a container, and for its hooks at start and stop. */

import { type Fields, isFields, list, number, text } from '../../../../../kube/fields.js';
import { type FieldError, fieldForbidden, invalid, notSupported, required } from '../../../../../kube/status.js';
import { nonNegative, numberOrPortName, portRange } from '../../../../validation/field-checks.js';

/** The faults of the probes and hooks of a container that keeps running; `grace` is the pod's time to end. */
export function validateHandlers(container: Fields, grace: unknown, at: string): FieldError[] {
  const errors: FieldError[] = [];
  if (isFields(container.lifecycle)) {
    for (const hook of ['postStart', 'preStop']) {
      const handler = container.lifecycle[hook];
      if (isFields(handler)) errors.push(...validateHandler(handler, hookActions, grace, `${at}.lifecycle.${hook}`));
    }
  }
  for (const name of probeNames) {
    const probe = container[name];
    if (isFields(probe)) errors.push(...validateProbe(name, probe, grace, `${at}.${name}`));
  }
  return errors;
}

/** The probes that a container may have. */
export const probeNames: readonly string[] = ['livenessProbe', 'readinessProbe', 'startupProbe'];

const hookActions = ['exec', 'httpGet', 'tcpSocket', 'sleep'];
const probeActions = ['exec', 'httpGet', 'tcpSocket', 'grpc'];
const counts = ['initialDelaySeconds', 'timeoutSeconds', 'periodSeconds', 'successThreshold', 'failureThreshold'];

function validateProbe(name: string, probe: Fields, grace: unknown, at: string): FieldError[] {
  const errors = validateHandler(probe, probeActions, grace, at);
  for (const field of counts) errors.push(...nonNegative(probe[field], `${at}.${field}`));
  const own = number(probe.terminationGracePeriodSeconds);
  const path = `${at}.terminationGracePeriodSeconds`;
  if (own !== undefined && own <= 0) errors.push(invalid(path, own, 'must be greater than 0'));
  if (name === 'readinessProbe') {
    if (own !== undefined) errors.push(invalid(path, own, 'must not be set for readinessProbes'));
  } else if (probe.successThreshold !== 1) {
    errors.push(invalid(`${at}.successThreshold`, probe.successThreshold, 'must be 1'));
  }
  return errors;
}

/** A handler has one action: another action is forbidden, and not validated. */
function validateHandler(handler: Fields, actions: readonly string[], grace: unknown, at: string): FieldError[] {
  const given = actions.filter((kind) => isFields(handler[kind]));
  const [first] = given;
  if (first === undefined) return [required(at, 'must specify a handler type')];
  const others = given.slice(1).map((k) => fieldForbidden(`${at}.${k}`, 'may not specify more than 1 handler type'));
  const action = handler[first];
  return [...(isFields(action) ? validateAction(first, action, grace, `${at}.${first}`) : []), ...others];
}

function validateAction(kind: string, action: Fields, grace: unknown, at: string): FieldError[] {
  switch (kind) {
    case 'exec':
      return Array.isArray(action.command) && action.command.length > 0 ? [] : [required(`${at}.command`)];
    case 'httpGet':
      return validateHttpGet(action, at);
    case 'tcpSocket':
      return numberOrPortName(action.port, `${at}.port`);
    case 'grpc':
      return portRange(action.port, `${at}.port`);
    default: {
      const seconds = number(action.seconds) ?? 0;
      if (typeof grace !== 'number' || (seconds >= 0 && seconds <= grace)) return [];
      return [invalid(at, seconds, `must be non-negative and less than terminationGracePeriodSeconds (${grace})`)];
    }
  }
}

const schemes = ['HTTP', 'HTTPS'];
const headerFault =
  "a valid HTTP header must consist of alphanumeric characters or '-' (e.g. 'X-Header-Name', regex used for validation is '[-A-Za-z0-9]+')";

function validateHttpGet(action: Fields, at: string): FieldError[] {
  const errors: FieldError[] = [];
  if (text(action.path) === '') errors.push(required(`${at}.path`));
  errors.push(...numberOrPortName(action.port, `${at}.port`));
  const scheme = text(action.scheme);
  if (!schemes.includes(scheme)) errors.push(notSupported(`${at}.scheme`, scheme, schemes));
  for (const header of list(action.httpHeaders)) {
    const name = text(header.name);
    if (!/^[-A-Za-z0-9]+$/.test(name)) errors.push(invalid(`${at}.httpHeaders`, name, headerFault));
  }
  return errors;
}
