/** The rules for the environment of a container, and for the fields of a pod and the resources that it may show. */

import { type Fields, fields, isFields, list, text } from '../../../../../kube/fields.js';
import { configKeyFaults, dnsLabelFaults, dnsSubdomainFaults, qualifiedNameFaults } from '../../../../../kube/names.js';
import { formatQuantity, parseQuantity } from '../../../../../kube/quantity.js';
import { type FieldError, invalid, notSupported, required } from '../../../../../kube/status.js';
import { fieldNotFound } from '../../../../validation/field-checks.js';
import { requiredName } from '../../../field-rules.js';
import { containersOf } from '../containers-of.js';
import { noBacksteps } from './paths.js';

const nameFault = "a valid environment variable name must consist only of printable ASCII characters other than '='";

function variableName(name: string, path: string): FieldError[] {
  return /^[ -<>-~]+$/.test(name) ? [] : [invalid(path, name, nameFault)];
}

/** The faults of the variables at `path`. */
export function validateEnv(env: readonly Fields[], path: string): FieldError[] {
  return env.flatMap((variable, i) => {
    const at = `${path}[${i}]`;
    const name = text(variable.name);
    const errors = name === '' ? [required(`${at}.name`)] : variableName(name, `${at}.name`);
    if (isFields(variable.valueFrom)) errors.push(...validateSource(variable, variable.valueFrom, `${at}.valueFrom`));
    return errors;
  });
}

const valueSources = ['fieldRef', 'resourceFieldRef', 'configMapKeyRef', 'secretKeyRef', 'fileKeyRef'];

/** The fields of a pod that a variable may hold. */
const variableFields = [
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
  const given = valueSources.filter((kind) => isFields(source[kind]));
  const { fieldRef, resourceFieldRef } = source;
  if (isFields(fieldRef)) errors.push(...validateFieldRef(fieldRef, variableFields, `${at}.fieldRef`));
  if (isFields(resourceFieldRef)) {
    errors.push(...validateResourceFieldRef(resourceFieldRef, `${at}.resourceFieldRef`, { inVolume: false }));
  }
  for (const kind of ['configMapKeyRef', 'secretKeyRef']) {
    const ref = source[kind];
    if (!isFields(ref)) continue;
    const [name, key] = [text(ref.name), text(ref.key)];
    errors.push(...dnsSubdomainFaults(name).map((f) => invalid(`${at}.${kind}.name`, name, f)));
    errors.push(...requiredName(key, `${at}.${kind}.key`, configKeyFaults));
  }
  if (isFields(source.fileKeyRef)) errors.push(...validateFileKey(source.fileKeyRef, `${at}.fileKeyRef`));
  if (given.length === 0) {
    errors.push(
      invalid(
        at,
        '',
        'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`',
      ),
    );
  } else if (text(variable.value) !== '') {
    errors.push(invalid(at, '', 'may not be specified when `value` is not empty'));
  } else if (given.length > 1) errors.push(invalid(at, '', 'may not have more than one field specified at a time'));
  return errors;
}

function validateFileKey(ref: Fields, at: string): FieldError[] {
  const [key, path] = [text(ref.key), text(ref.path)];
  return [
    ...(key === '' ? [required(`${at}.key`)] : variableName(key, `${at}.key`)),
    ...requiredName(ref.volumeName, `${at}.volumeName`, dnsLabelFaults),
    ...(path === '' ? [required(`${at}.path`)] : noBacksteps(path, `${at}.path`)),
  ];
}

/** The faults of variables from files that are in no emptyDir of the PodSpec at `path`. */
export function validateFileVolumes(spec: Fields, path: string): FieldError[] {
  return containersOf(spec, path).flatMap(({ container, path: at }) =>
    list(container.env).flatMap((variable, i) => {
      const ref = fields(variable.valueFrom).fileKeyRef;
      if (!isFields(ref)) return [];
      const [name, field] = [text(ref.volumeName), `${at}.env[${i}].valueFrom.fileKeyRef.volumeName`];
      const volume = list(spec.volumes).findLast((one) => text(one.name) === name);
      if (!volume) return [fieldNotFound(field, name)];
      if (isFields(volume.emptyDir)) return [];
      return [invalid(field, name, 'referenced volume must be of type emptyDir')];
    }),
  );
}

/** Fields of which a reference may name one entry: `metadata.labels['app']`. */
const maps = ['metadata.annotations', 'metadata.labels'];
/** All fields of a pod that a reference may name (ConvertDownwardAPIFieldLabel); each place offers fewer of them. */
const known = [...variableFields, ...maps, 'spec.restartPolicy', 'spec.schedulerName', 'status.phase'];

/** The faults of a reference to a field of the pod; `offered` are the fields that may be asked for here. */
export function validateFieldRef(ref: Fields, offered: readonly string[], at: string): FieldError[] {
  const path = text(ref.fieldPath);
  if (path === '') return [required(`${at}.fieldPath`)];
  const unknown = (why: string): FieldError[] => [
    invalid(`${at}.fieldPath`, path, `error converting fieldPath: ${why}`),
  ];
  if (text(ref.apiVersion) !== 'v1') return unknown(`unsupported pod version: ${text(ref.apiVersion)}`);
  // the first bracket begins the name; without a field before it there is none
  const [, map, key = ''] = /^(?!\[')(.+?)\['(.*)'\]$/s.exec(path) ?? [];
  if (map !== undefined) {
    if (!maps.includes(map)) return unknown(`field label does not support subscript: ${path}`);
    const name = map === 'metadata.annotations' ? key.toLowerCase() : key;
    return qualifiedNameFaults(name).map((f) => invalid(at, name, f));
  }
  const asked = path === 'spec.host' ? 'spec.nodeName' : path;
  if (!known.includes(asked)) return unknown(`field label not supported: ${path}`);
  return offered.includes(asked) ? [] : [notSupported(`${at}.fieldPath`, asked, [...offered].sort())];
}

const amounts = ['limits', 'requests'].flatMap((kind) =>
  ['cpu', 'ephemeral-storage', 'memory'].map((n) => `${kind}.${n}`),
);
const byteDivisors = '1, 1k, 1M, 1G, 1T, 1P, 1E, 1Ki, 1Mi, 1Gi, 1Ti, 1Pi, 1Ei';

/** Faults of a reference to a container's resource; in a volume it names the container. */
export function validateResourceFieldRef(ref: Fields, at: string, { inVolume }: { inVolume: boolean }): FieldError[] {
  const resource = text(ref.resource);
  const hugePages = /^(requests|limits)\.hugepages-/.test(resource);
  const errors: FieldError[] = [];
  if (inVolume && text(ref.containerName) === '') errors.push(required(`${at}.containerName`));
  else if (resource === '') errors.push(required(`${at}.resource`));
  else if (!amounts.includes(resource) && !hugePages) errors.push(notSupported(`${at}.resource`, resource, amounts));
  const divisor = parseQuantity(text(ref.divisor));
  if (!divisor || divisor.nanos === 0n) return errors;
  const cpu = resource.endsWith('.cpu');
  const supported = cpu ? ['1m', '1'] : byteDivisors.split(', ');
  if ((!amounts.includes(resource) && !hugePages) || supported.includes(formatQuantity(divisor))) return errors;
  const name = hugePages
    ? 'hugepages'
    : (resource.split('.')[1] ?? '').replace('ephemeral', 'local ephemeral').replace('-', ' ');
  const why = cpu
    ? "only divisor's values 1m and 1 are supported with the cpu resource"
    : `only divisor's values ${byteDivisors} are supported with the ${name} resource`;
  return [...errors, invalid(`${at}.divisor`, resource, why)];
}

/** The faults of the config maps and secrets that become variables as a whole. */
export function validateEnvFrom(sources: readonly Fields[], path: string): FieldError[] {
  return sources.flatMap((source, i) => {
    const at = `${path}[${i}]`;
    const prefix = text(source.prefix);
    const errors = prefix === '' ? [] : variableName(prefix, `${at}.prefix`);
    const given = ['configMapRef', 'secretRef'].filter((kind) => isFields(source[kind]));
    for (const kind of given) {
      const name = text(fields(source[kind]).name);
      errors.push(...requiredName(name, `${at}.${kind}.name`, dnsSubdomainFaults));
    }
    // Kubernetes names the list here, not the item
    if (given.length === 0) errors.push(invalid(path, '', 'must specify one of: `configMapRef` or `secretRef`'));
    if (given.length > 1) errors.push(invalid(path, '', 'may not have more than one field specified at a time'));
    return errors;
  });
}
