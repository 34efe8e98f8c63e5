/** The rules for paths in a volume or a container (validateLocalDescendingPath and its kin of pkg/apis/core/validation). */
import { type FieldError, invalid } from '../../../../../kube/status.js';

/** The path leads upwards somewhere. */
export function noBacksteps(path: string, field: string): FieldError[] {
  return path.split('/').includes('..') ? [invalid(field, path, "must not contain '..'")] : [];
}

/** The path is absolute, or leads upwards. */
export function localDescending(path: string, field: string): FieldError[] {
  const absolute = path.startsWith('/') ? [invalid(field, path, 'must be a relative path')] : [];
  return [...absolute, ...noBacksteps(path, field)];
}

/** The path is absolute, leads upwards, or has a name that volumes keep for themselves. */
export function localNonReserved(path: string, field: string): FieldError[] {
  const errors = localDescending(path, field);
  // a path of `..` steps has its error from the check before
  const reserved = path.startsWith('..') && !path.startsWith('../');
  return reserved ? [...errors, invalid(field, path, "must not start with '..'")] : errors;
}
