/** The rules for the volumes of a pod. */
import { dnsLabelFaults, dnsSubdomainFaults } from '../../kube/names.js';
import { duplicate, type FieldError, fieldForbidden, invalid, required } from '../../kube/status.js';
import { type Fields, fields, isFields, list, number, text } from '../schema/access.js';

/** The faults of the list of volumes at `path`. */
export function validateVolumes(volumes: readonly Fields[], path: string): FieldError[] {
  const errors: FieldError[] = [];
  const names = new Set<string>();
  for (const [i, volume] of volumes.entries()) {
    const at = `${path}[${i}]`;
    const name = text(volume.name);
    errors.push(...validateVolumeSource(volume, at));
    if (name === '') errors.push(required(`${at}.name`));
    else {
      errors.push(...dnsLabelFaults(name).map((f) => invalid(`${at}.name`, name, f)));
      if (names.has(name)) errors.push(duplicate(`${at}.name`, name));
    }
    names.add(name);
  }
  return errors;
}

function validateVolumeSource(volume: Fields, at: string): FieldError[] {
  // in the type's order, but emptyDir, at which Kubernetes looks first
  const sources = Object.keys(volume)
    .filter((key) => key !== 'name' && isFields(volume[key]))
    .sort((a, b) => Number(b === 'emptyDir') - Number(a === 'emptyDir'));
  const errors = sources.slice(1).map((s) => fieldForbidden(`${at}.${s}`, 'may not specify more than 1 volume type'));
  if (sources.length === 0) errors.push(required(at, 'must specify a volume type'));
  const first = sources[0];
  if (first === undefined) return errors;
  const source = fields(volume[first]);
  const needs = (field: string): void => {
    if (text(source[field]) === '') errors.push(required(`${at}.${first}.${field}`));
  };
  switch (first) {
    case 'hostPath':
      needs('path');
      break;
    case 'secret':
      needs('secretName');
      break;
    case 'configMap':
      needs('name');
      break;
    case 'persistentVolumeClaim':
      needs('claimName');
      break;
    case 'nfs':
      needs('server');
      needs('path');
      break;
    case 'csi':
      needs('driver');
      break;
    case 'projected':
      errors.push(...validateProjected(source, `${at}.projected`));
      break;
    default:
  }
  const mode = number(source.defaultMode);
  if (mode !== undefined) errors.push(...validateMode(mode, `${at}.${first}.defaultMode`));
  errors.push(...validateItems(list(source.items), `${at}.${first}.items`, first === 'downwardAPI'));
  return errors;
}

const validateMode = (mode: number, path: string): FieldError[] =>
  mode < 0 || mode > 0o777 ? [invalid(path, mode, 'must be a number between 0 and 0777 (octal), both inclusive')] : [];

function validateItems(items: readonly Fields[], path: string, downward: boolean): FieldError[] {
  return items.flatMap((item, i) => {
    const at = `${path}[${i}]`;
    const errors: FieldError[] = [];
    if (!downward && text(item.key) === '') errors.push(required(`${at}.key`));
    const file = text(item.path);
    if (file === '') errors.push(required(`${at}.path`));
    else errors.push(...validateRelative(file, `${at}.path`));
    const mode = number(item.mode);
    if (mode !== undefined) errors.push(...validateMode(mode, `${at}.mode`));
    return errors;
  });
}

function validateRelative(file: string, path: string): FieldError[] {
  if (file.startsWith('/')) return [invalid(path, file, 'must be a relative path')];
  if (file.split('/').includes('..')) return [invalid(path, file, "must not contain '..'")];
  return file.startsWith('..') ? [invalid(path, file, "must not start with '..'")] : [];
}

function validateProjected(projected: Fields, at: string): FieldError[] {
  return list(projected.sources).flatMap((source, i) => {
    const path = `${at}.sources[${i}]`;
    const kinds = Object.keys(source).filter((key) => isFields(source[key]));
    const errors = kinds
      .slice(1)
      .map((kind) => fieldForbidden(`${path}.${kind}`, 'may not specify more than 1 volume type per source'));
    if (kinds.length === 0) errors.push(required(path, 'no source defined'));
    for (const kind of ['secret', 'configMap']) {
      const named = source[kind];
      if (!isFields(named)) continue;
      const name = text(named.name);
      if (name === '') errors.push(required(`${path}.${kind}.name`));
      else errors.push(...dnsSubdomainFaults(name).map((f) => invalid(`${path}.${kind}.name`, name, f)));
      errors.push(...validateItems(list(named.items), `${path}.${kind}.items`, false));
    }
    if (isFields(source.serviceAccountToken)) {
      errors.push(...validateToken(source.serviceAccountToken, `${path}.serviceAccountToken`));
    }
    return errors;
  });
}

function validateToken(token: Fields, at: string): FieldError[] {
  const errors: FieldError[] = [];
  const seconds = number(token.expirationSeconds);
  if (seconds !== undefined && seconds < 600) {
    errors.push(invalid(`${at}.expirationSeconds`, seconds, 'may not specify a duration less than 10 minutes'));
  }
  const file = text(token.path);
  return file === '' ? [...errors, required(`${at}.path`)] : [...errors, ...validateRelative(file, `${at}.path`)];
}
