/** The rules that hold for every container of a pod, whatever its kind (validateContainerCommon). */

import { type Fields, fields, isFields, list, number, text } from '../../../../../kube/fields.js';
import { dnsLabelFaults } from '../../../../../kube/names.js';
import { duplicate, type FieldError, invalid, notSupported, required } from '../../../../../kube/status.js';
import { portNameFaults, portRange } from '../../../../validation/field-checks.js';
import { oneOf, requiredName } from '../../../field-rules.js';
import { validateEnv, validateEnvFrom } from './container-env.js';
import { validateDevices, validateMounts } from './container-mounts.js';
import { claimNames, validateResources } from './resources.js';
import { validateSecurityContext } from './security-context.js';
import type { Volumes } from './volumes.js';

const pullPolicies = ['Always', 'IfNotPresent', 'Never'];
const messagePolicies = ['File', 'FallbackToLogsOnError'];
const protocols = ['SCTP', 'TCP', 'UDP'];

/** The faults of one container at `at`, in a pod of this specification and with these volumes. */
export function validateContainer(container: Fields, spec: Fields, volumes: Volumes, at: string): FieldError[] {
  const errors: FieldError[] = [];
  const name = text(container.name);
  errors.push(...requiredName(name, `${at}.name`, dnsLabelFaults));
  if (text(container.image) === '') errors.push(required(`${at}.image`));
  errors.push(...oneOf(container.terminationMessagePolicy, `${at}.terminationMessagePolicy`, messagePolicies));
  errors.push(...validatePorts(list(container.ports), `${at}.ports`));
  errors.push(...validateEnv(list(container.env), `${at}.env`));
  errors.push(...validateEnvFrom(list(container.envFrom), `${at}.envFrom`));
  errors.push(...validateMounts(container, volumes, `${at}.volumeMounts`));
  errors.push(...validateDevices(container, volumes, `${at}.volumeDevices`));
  const policy = text(container.imagePullPolicy);
  if (!pullPolicies.includes(policy)) errors.push(notSupported(`${at}.imagePullPolicy`, policy, pullPolicies));
  errors.push(...validateResources(fields(container.resources), claimNames(spec), `${at}.resources`));
  errors.push(
    ...validateResizePolicy(list(container.resizePolicy), spec.restartPolicy === 'Never', `${at}.resizePolicy`),
  );
  if (isFields(container.securityContext)) {
    const hostUsers = spec.hostUsers !== false;
    errors.push(...validateSecurityContext(container.securityContext, hostUsers, `${at}.securityContext`));
  }
  return errors;
}

/** Spaces around an image; a template may have them. */
export function validateImageSpace(container: Fields, at: string): FieldError[] {
  const image = text(container.image);
  return image === image.trim() ? [] : [invalid(`${at}.image`, image, 'must not have leading or trailing whitespace')];
}

function validatePorts(ports: readonly Fields[], path: string): FieldError[] {
  const errors: FieldError[] = [];
  const names = new Set<string>();
  for (const [i, port] of ports.entries()) {
    const at = `${path}[${i}]`;
    const name = text(port.name);
    if (name !== '') {
      const faults = portNameFaults(name);
      errors.push(...faults.map((f) => invalid(`${at}.name`, name, f)));
      if (faults.length === 0 && names.has(name)) errors.push(duplicate(`${at}.name`, name));
      names.add(name);
    }
    if (!number(port.containerPort)) errors.push(required(`${at}.containerPort`));
    else errors.push(...portRange(port.containerPort, `${at}.containerPort`));
    if (number(port.hostPort)) errors.push(...portRange(port.hostPort, `${at}.hostPort`));
    const protocol = text(port.protocol);
    if (!protocols.includes(protocol)) errors.push(notSupported(`${at}.protocol`, protocol, protocols));
  }
  return errors;
}

const resizable = ['cpu', 'memory'];
const resizeRestarts = ['NotRequired', 'RestartContainer'];

function validateResizePolicy(policies: readonly Fields[], never: boolean, path: string): FieldError[] {
  const seen = new Set<string>();
  return policies.flatMap((policy, i) => {
    const errors: FieldError[] = [];
    const [resource, restart] = [text(policy.resourceName), text(policy.restartPolicy)];
    if (seen.has(resource)) errors.push(duplicate(`${path}[${i}]`, resource));
    seen.add(resource);
    if (resource === '') errors.push(required(path));
    else if (!resizable.includes(resource)) errors.push(notSupported(path, resource, resizable));
    if (restart === '') errors.push(required(path));
    else if (!resizeRestarts.includes(restart)) errors.push(notSupported(path, restart, resizeRestarts));
    if (never && restart !== 'NotRequired') {
      errors.push(invalid(path, restart, "must be 'NotRequired' when pod `restartPolicy` is 'Never'"));
    }
    return errors;
  });
}
