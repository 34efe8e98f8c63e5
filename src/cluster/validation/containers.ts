/** The rules for the containers of a pod: names, images, ports, environment, mounts, resources, probes. */
import { configKeyFaults, dnsLabelFaults, dnsSubdomainFaults, qualifiedNameFaults } from '../../kube/names.js';
import { duplicate, type FieldError, fieldForbidden, invalid, notSupported, required } from '../../kube/status.js';
import { type Fields, fields, isFields, list, number, text } from '../schema/access.js';
import { parseQuantity } from '../schema/quantity.js';
import { fieldNotFound, nonNegative, numberOrPortName, portNameFaults, portRange } from './field-checks.js';

const pullPolicies = ['Always', 'IfNotPresent', 'Never'];
const messagePolicies = ['File', 'FallbackToLogsOnError'];
const protocols = ['SCTP', 'TCP', 'UDP'];

/** The faults of all containers in the PodSpec at `path`; `volumes` are the names that mounts may use. */
export function validateContainers(spec: Fields, volumes: ReadonlySet<string>, path: string): FieldError[] {
  const names = new Set<string>();
  const host = spec.hostNetwork === true;
  const containers = list(spec.containers);
  if (containers.length === 0) return [required(`${path}.containers`)];
  const each = (field: string): FieldError[] =>
    list(spec[field]).flatMap((container, i) => {
      const at = `${path}.${field}[${i}]`;
      const errors = validateContainer(container, volumes, host, at);
      const name = text(container.name);
      if (names.has(name)) errors.push(duplicate(`${at}.name`, name));
      else if (name !== '') names.add(name);
      if (field === 'containers') errors.push(...validateRunning(container, at));
      return errors;
    });
  return [...each('containers'), ...each('initContainers')];
}

/** The names of the volumes that mounts may use. */
export function volumeNames(spec: Fields): ReadonlySet<string> {
  return new Set(list(spec.volumes).map((volume) => text(volume.name)));
}

/** The faults of one container at `at`, but for its probes and hooks. */
export function validateContainer(
  container: Fields,
  volumes: ReadonlySet<string>,
  host: boolean,
  at: string,
): FieldError[] {
  const errors: FieldError[] = [];
  const name = text(container.name);
  if (name === '') errors.push(required(`${at}.name`));
  else errors.push(...dnsLabelFaults(name).map((f) => invalid(`${at}.name`, name, f)));
  const image = text(container.image);
  if (image === '') errors.push(required(`${at}.image`));
  else if (image !== image.trim()) {
    errors.push(invalid(`${at}.image`, image, 'must not have leading or trailing whitespace'));
  }
  const messages = text(container.terminationMessagePolicy);
  if (!messagePolicies.includes(messages)) {
    errors.push(notSupported(`${at}.terminationMessagePolicy`, messages, messagePolicies));
  }
  errors.push(...validatePorts(list(container.ports), host, `${at}.ports`));
  errors.push(...validateEnv(list(container.env), `${at}.env`));
  errors.push(...validateEnvFrom(list(container.envFrom), `${at}.envFrom`));
  errors.push(...validateMounts(list(container.volumeMounts), volumes, `${at}.volumeMounts`));
  const policy = text(container.imagePullPolicy);
  if (policy === '') errors.push(required(`${at}.imagePullPolicy`));
  else if (!pullPolicies.includes(policy)) errors.push(notSupported(`${at}.imagePullPolicy`, policy, pullPolicies));
  errors.push(...validateResources(fields(container.resources), `${at}.resources`));
  return errors;
}

/** What only containers that keep running have. */
function validateRunning(container: Fields, at: string): FieldError[] {
  const errors: FieldError[] = [];
  for (const hook of ['postStart', 'preStop']) {
    const handler = fields(container.lifecycle)[hook];
    if (isFields(handler)) errors.push(...validateHandler(handler, `${at}.lifecycle.${hook}`));
  }
  for (const name of ['livenessProbe', 'readinessProbe', 'startupProbe']) {
    const probe = container[name];
    if (!isFields(probe)) continue;
    errors.push(...validateProbe(probe, `${at}.${name}`));
    if (name !== 'readinessProbe' && probe.successThreshold !== 1) {
      errors.push(invalid(`${at}.${name}.successThreshold`, probe.successThreshold, 'must be 1'));
    }
  }
  return errors;
}

function validatePorts(ports: readonly Fields[], host: boolean, path: string): FieldError[] {
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
    if (host && port.hostPort !== port.containerPort) {
      errors.push(
        invalid(`${at}.containerPort`, port.containerPort, 'must match `hostPort` when `hostNetwork` is true'),
      );
    }
    const protocol = text(port.protocol);
    if (protocol === '') errors.push(required(`${at}.protocol`));
    else if (!protocols.includes(protocol)) errors.push(notSupported(`${at}.protocol`, protocol, protocols));
  }
  return errors;
}

const envNameFault = "a valid environment variable name must consist only of printable ASCII characters other than '='";

function validateEnv(env: readonly Fields[], path: string): FieldError[] {
  return env.flatMap((variable, i) => {
    const at = `${path}[${i}]`;
    const errors: FieldError[] = [];
    const name = text(variable.name);
    if (name === '') errors.push(required(`${at}.name`));
    else if (!/^[ -<>-~]+$/.test(name)) errors.push(invalid(`${at}.name`, name, envNameFault));
    if (isFields(variable.valueFrom)) errors.push(...validateSource(variable, variable.valueFrom, `${at}.valueFrom`));
    return errors;
  });
}

const fieldPaths = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
];

function validateSource(variable: Fields, source: Fields, at: string): FieldError[] {
  const errors: FieldError[] = [];
  const kinds = ['fieldRef', 'resourceFieldRef', 'configMapKeyRef', 'secretKeyRef', 'fileKeyRef'];
  const given = kinds.filter((kind) => isFields(source[kind]));
  if (isFields(source.fieldRef)) {
    const fieldPath = text(source.fieldRef.fieldPath);
    if (fieldPath === '') errors.push(required(`${at}.fieldRef.fieldPath`));
    else if (!/^metadata\.(labels|annotations)\['.+'\]$/.test(fieldPath) && !fieldPaths.includes(fieldPath)) {
      errors.push(notSupported(`${at}.fieldRef.fieldPath`, fieldPath, fieldPaths));
    }
  }
  for (const kind of ['configMapKeyRef', 'secretKeyRef']) {
    const ref = source[kind];
    if (!isFields(ref)) continue;
    const name = text(ref.name);
    if (name !== '') errors.push(...dnsSubdomainFaults(name).map((f) => invalid(`${at}.${kind}.name`, name, f)));
    const key = text(ref.key);
    if (key === '') errors.push(required(`${at}.${kind}.key`));
    else errors.push(...configKeyFaults(key).map((f) => invalid(`${at}.${kind}.key`, key, f)));
  }
  if (given.length === 0) {
    errors.push(
      invalid(at, '', 'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`'),
    );
  } else if (text(variable.value) !== '') {
    errors.push(invalid(at, '', 'may not be specified when `value` is not empty'));
  } else if (given.length > 1) errors.push(invalid(at, '', 'may not have more than one field specified at a time'));
  return errors;
}

function validateEnvFrom(sources: readonly Fields[], path: string): FieldError[] {
  return sources.flatMap((source, i) => {
    const at = `${path}[${i}]`;
    const errors: FieldError[] = [];
    const given = ['configMapRef', 'secretRef'].filter((kind) => isFields(source[kind]));
    for (const kind of given) {
      const name = text(fields(source[kind]).name);
      if (name === '') errors.push(required(`${at}.${kind}.name`));
      else errors.push(...dnsSubdomainFaults(name).map((f) => invalid(`${at}.${kind}.name`, name, f)));
    }
    if (given.length === 0) errors.push(invalid(at, '', 'must specify one of: `configMapRef` or `secretRef`'));
    if (given.length > 1) errors.push(invalid(at, '', 'may not have more than one field specified at a time'));
    return errors;
  });
}

function validateMounts(mounts: readonly Fields[], volumes: ReadonlySet<string>, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const paths = new Set<string>();
  for (const [i, mount] of mounts.entries()) {
    const at = `${path}[${i}]`;
    const [name, mountPath, subPath] = [text(mount.name), text(mount.mountPath), text(mount.subPath)];
    if (name === '') errors.push(required(`${at}.name`));
    if (mountPath === '') errors.push(required(`${at}.mountPath`));
    if (!volumes.has(name)) errors.push(fieldNotFound(`${at}.name`, name));
    if (paths.has(mountPath)) errors.push(invalid(`${at}.mountPath`, mountPath, 'must be unique'));
    paths.add(mountPath);
    if (subPath.startsWith('/')) errors.push(invalid(`${at}.subPath`, subPath, 'must be a relative path'));
    if (subPath.split('/').includes('..')) errors.push(invalid(`${at}.subPath`, subPath, "must not contain '..'"));
    if (subPath !== '' && text(mount.subPathExpr) !== '') {
      errors.push(invalid(`${at}.subPathExpr`, mount.subPathExpr, 'subPathExpr and subPath are mutually exclusive'));
    }
  }
  return errors;
}

const standard = ['cpu', 'memory', 'ephemeral-storage'];

function validateResources(resources: Fields, path: string): FieldError[] {
  const [limits, requests] = [fields(resources.limits), fields(resources.requests)];
  const errors: FieldError[] = [];
  const each = (amounts: Fields, at: string): void => {
    for (const [name, amount] of Object.entries(amounts)) {
      errors.push(...qualifiedNameFaults(name).map((f) => invalid(at, name, f)));
      if (!name.includes('/') && !standard.includes(name) && !name.startsWith('hugepages-')) {
        errors.push(invalid(at, name, 'must be a standard resource type or fully qualified'));
        errors.push(invalid(at, name, 'must be a standard resource for containers'));
      }
      const quantity = parseQuantity(text(amount));
      if (quantity && quantity.nanos < 0n) {
        errors.push(invalid(`${at}[${name}]`, amount, 'must be greater than or equal to 0'));
      }
    }
  };
  each(limits, `${path}.limits`);
  each(requests, `${path}.requests`);
  for (const [name, amount] of Object.entries(requests)) {
    const [want, most] = [parseQuantity(text(amount)), parseQuantity(text(limits[name]))];
    if (want && most && want.nanos > most.nanos) {
      const why = `must be less than or equal to ${name} limit of ${text(limits[name])}`;
      errors.push(invalid(`${path}.requests`, amount, why));
    }
  }
  return errors;
}

function validateProbe(probe: Fields, at: string): FieldError[] {
  const errors = validateHandler(probe, at);
  for (const field of [
    'initialDelaySeconds',
    'timeoutSeconds',
    'periodSeconds',
    'successThreshold',
    'failureThreshold',
  ]) {
    errors.push(...nonNegative(probe[field], `${at}.${field}`));
  }
  const grace = number(probe.terminationGracePeriodSeconds);
  if (grace !== undefined && grace <= 0) {
    errors.push(invalid(`${at}.terminationGracePeriodSeconds`, grace, 'must be greater than 0'));
  }
  return errors;
}

function validateHandler(handler: Fields, at: string): FieldError[] {
  const errors: FieldError[] = [];
  const given = ['exec', 'httpGet', 'tcpSocket', 'grpc', 'sleep'].filter((kind) => isFields(handler[kind]));
  for (const kind of given.slice(1)) {
    errors.push(fieldForbidden(`${at}.${kind}`, 'may not specify more than 1 handler type'));
  }
  const [exec, http, tcp, grpc] = [handler.exec, handler.httpGet, handler.tcpSocket, handler.grpc];
  if (isFields(exec) && !(Array.isArray(exec.command) && exec.command.length > 0)) {
    errors.push(required(`${at}.exec.command`));
  }
  if (isFields(http)) {
    if (text(http.path) === '') errors.push(required(`${at}.httpGet.path`));
    errors.push(...numberOrPortName(http.port, `${at}.httpGet.port`));
    const scheme = text(http.scheme);
    if (!['HTTP', 'HTTPS'].includes(scheme)) {
      errors.push(notSupported(`${at}.httpGet.scheme`, scheme, ['HTTP', 'HTTPS']));
    }
  }
  if (isFields(tcp)) errors.push(...numberOrPortName(tcp.port, `${at}.tcpSocket.port`));
  if (isFields(grpc)) errors.push(...portRange(grpc.port, `${at}.grpc.port`));
  if (given.length === 0) errors.push(required(at, 'must specify a handler type'));
  return errors;
}
