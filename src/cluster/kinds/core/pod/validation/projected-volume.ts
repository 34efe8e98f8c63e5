/** The rules for the files of a volume: keys of config maps and secrets, fields of the pod, tokens, and these put together. */

import { type Fields, isFields, list, number, text } from '../../../../../kube/fields.js';
import { type FieldError, fieldForbidden, invalid, required } from '../../../../../kube/status.js';
import { tokenLifetime } from '../../../../validation/field-checks.js';
import { validateFieldRef, validateResourceFieldRef } from './container-env.js';
import { localNonReserved } from './paths.js';

/** The fault of a file's mode. */
export function fileMode(mode: unknown, path: string): FieldError[] {
  const value = number(mode);
  return value === undefined || (value >= 0 && value <= 0o777)
    ? []
    : [invalid(path, value, 'must be a number between 0 and 0777 (octal), both inclusive')];
}

/** A key that becomes a file. */
export function validateItem(item: Fields, at: string): FieldError[] {
  const path = text(item.path);
  return [
    ...(text(item.key) === '' ? [required(`${at}.key`)] : []),
    ...(path === '' ? [required(`${at}.path`)] : []),
    ...localNonReserved(path, `${at}.path`),
    ...fileMode(item.mode, `${at}.mode`),
  ];
}

/** The fields of a pod that a file may hold. */
const fileFields = ['metadata.name', 'metadata.namespace', 'metadata.labels', 'metadata.annotations', 'metadata.uid'];

/** A field of the pod that becomes a file; Kubernetes names the volume for it, not the item. */
export function validateDownwardFile(file: Fields, at: string): FieldError[] {
  const path = text(file.path);
  const { fieldRef, resourceFieldRef } = file;
  const errors = path === '' ? [required(`${at}.path`)] : [];
  errors.push(...localNonReserved(path, `${at}.path`));
  if (isFields(fieldRef)) {
    errors.push(...validateFieldRef(fieldRef, fileFields, `${at}.fieldRef`));
    if (isFields(resourceFieldRef)) {
      errors.push(invalid(at, 'resource', 'fieldRef and resourceFieldRef can not be specified simultaneously'));
    }
  } else if (isFields(resourceFieldRef)) {
    errors.push(...validateResourceFieldRef(resourceFieldRef, `${at}.resourceFieldRef`, { inVolume: true }));
  } else errors.push(required(at, 'one of fieldRef and resourceFieldRef is required'));
  return [...errors, ...fileMode(file.mode, `${at}.mode`)];
}

/** The faults of a projected volume at `at`. */
export function validateProjected(projected: Fields, at: string): FieldError[] {
  const files = new Set<string>();
  const taken = (path: string, shown: string): FieldError[] => {
    if (path === '') return [];
    if (files.has(path)) return [invalid(at, shown, 'conflicting duplicate paths')];
    files.add(path);
    return [];
  };
  const errors = list(projected.sources).flatMap((source, i) => {
    const path = `${at}.sources[${i}]`;
    const given = Object.keys(source).filter((kind) => isFields(source[kind]));
    return [
      ...validateNamed(source, path, taken),
      ...list(isFields(source.downwardAPI) ? source.downwardAPI.items : undefined).flatMap((file) => [
        ...validateDownwardFile(file, `${path}.downwardAPI`),
        ...taken(text(file.path), text(file.path)),
      ]),
      ...(isFields(source.serviceAccountToken)
        ? validateToken(source.serviceAccountToken, `${path}.serviceAccountToken`, at)
        : []),
      ...(given.length > 1 ? [fieldForbidden(path, 'may not specify more than 1 volume type per source')] : []),
    ];
  });
  return [...fileMode(projected.defaultMode, `${at}.defaultMode`), ...errors];
}

type Taken = (path: string, shown: string) => FieldError[];

function validateNamed(source: Fields, path: string, taken: Taken): FieldError[] {
  return ['secret', 'configMap'].flatMap((kind) => {
    const named = source[kind];
    if (!isFields(named)) return [];
    const name = text(named.name);
    return [
      ...(name === '' ? [required(`${path}.${kind}.name`)] : []),
      ...list(named.items).flatMap((item, i) => [
        ...validateItem(item, `${path}.${kind}.items[${i}]`),
        ...taken(text(item.path), name),
      ]),
    ];
  });
}

/** Kubernetes names the volume where the path of a token is wrong. */
function validateToken(token: Fields, at: string, volume: string): FieldError[] {
  const errors = tokenLifetime(number(token.expirationSeconds) ?? 0, `${at}.expirationSeconds`);
  const path = text(token.path);
  return [...errors, ...(path === '' ? [required(`${volume}.path`)] : localNonReserved(path, `${volume}.path`))];
}
