/** The rules for a container's mounts: volumes as folders, and as block devices. */

import { type Fields, fields, isFields, list, text } from '../../../../../kube/fields.js';
import { type FieldError, fieldForbidden, invalid, notSupported, required } from '../../../../../kube/status.js';
import { fieldNotFound } from '../../../../validation/field-checks.js';
import { localDescending, noBacksteps } from './paths.js';
import type { Volumes } from './volumes.js';

/** The faults of a container's volumeMounts at `path`. */
export function validateMounts(container: Fields, volumes: Volumes, path: string): FieldError[] {
  const devices = list(container.volumeDevices);
  const places = new Set<string>();
  return list(container.volumeMounts).flatMap((mount, i) => {
    const at = `${path}[${i}]`;
    const errors: FieldError[] = [];
    const [name, place] = [text(mount.name), text(mount.mountPath)];
    if (name === '') errors.push(required(`${at}.name`));
    if (!volumes.has(name)) errors.push(fieldNotFound(`${at}.name`, name));
    if (place === '') errors.push(required(`${at}.mountPath`));
    if (places.has(place)) errors.push(invalid(`${at}.mountPath`, place, 'must be unique'));
    places.add(place);
    if (devices.some((device) => device.name === name)) {
      errors.push(invalid(`${at}.name`, name, 'must not already exist in volumeDevices'));
    }
    if (devices.some((device) => device.devicePath === place)) {
      errors.push(invalid(`${at}.mountPath`, place, 'must not already exist as a path in volumeDevices'));
    }
    errors.push(...validateSubPaths(mount, at, path));
    errors.push(...validatePropagation(mount, container, `${path}.mountPropagation`));
    errors.push(...validateRecursiveReadOnly(mount, `${path}.recursiveReadOnly`));
    return errors;
  });
}

/** Kubernetes names the list where a path is wrong, and the item where it is not wanted. */
function validateSubPaths(mount: Fields, at: string, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const given = ['subPath', 'subPathExpr'].filter((field) => text(mount[field]) !== '');
  for (const field of given) {
    if (field === 'subPathExpr' && given.length === 2) {
      errors.push(invalid(`${at}.subPathExpr`, mount.subPathExpr, 'subPathExpr and subPath are mutually exclusive'));
    }
    errors.push(...localDescending(text(mount[field]), `${path}.${field}`));
  }
  return errors;
}

const propagations = ['Bidirectional', 'HostToContainer', 'None'];

function validatePropagation(mount: Fields, container: Fields, path: string): FieldError[] {
  const mode = mount.mountPropagation;
  if (typeof mode !== 'string') return [];
  const errors = propagations.includes(mode) ? [] : [notSupported(path, mode, propagations)];
  if (mode !== 'Bidirectional' || fields(container.securityContext).privileged === true) return errors;
  return [
    ...errors,
    fieldForbidden(path, 'Bidirectional mount propagation is available only to privileged containers'),
  ];
}

const recursiveModes = ['Disabled', 'Enabled', 'IfPossible'];

function validateRecursiveReadOnly(mount: Fields, path: string): FieldError[] {
  const mode = mount.recursiveReadOnly;
  if (typeof mode !== 'string' || mode === 'Disabled') return [];
  if (!recursiveModes.includes(mode)) return [notSupported(path, mode, recursiveModes)];
  const errors: FieldError[] = [];
  if (mount.readOnly !== true) errors.push(fieldForbidden(path, 'may only be specified when readOnly is true'));
  if (text(mount.mountPropagation) !== '' && mount.mountPropagation !== 'None') {
    errors.push(fieldForbidden(path, 'may only be specified when mountPropagation is None or not specified'));
  }
  return errors;
}

/** The faults of a container's volumeDevices at `path`. */
export function validateDevices(container: Fields, volumes: Volumes, path: string): FieldError[] {
  const mounts = list(container.volumeMounts);
  const [names, places] = [new Set<string>(), new Set<string>()];
  return list(container.volumeDevices).flatMap((device, i) => {
    const at = `${path}[${i}]`;
    const errors: FieldError[] = [];
    const [name, place] = [text(device.name), text(device.devicePath)];
    const volume = volumes.get(name);
    if (name === '') errors.push(required(`${at}.name`));
    if (names.has(name)) errors.push(invalid(`${at}.name`, name, 'must be unique'));
    if (!volume) errors.push(fieldNotFound(`${at}.name`, name));
    else if (!isFields(volume.persistentVolumeClaim) && !isFields(volume.ephemeral)) {
      const why = 'can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode';
      errors.push(invalid(`${at}.name`, name, why));
    }
    if (place === '') errors.push(required(`${at}.devicePath`));
    if (places.has(place)) errors.push(invalid(`${at}.devicePath`, place, 'must be unique'));
    if (noBacksteps(place, '').length > 0) {
      errors.push(invalid(`${at}.devicePath`, place, "can not contain backsteps ('..')"));
    } else places.add(place);
    if (mounts.some((mount) => mount.name === name)) {
      errors.push(invalid(`${at}.name`, name, 'must not already exist in volumeMounts'));
    }
    if (mounts.some((mount) => mount.mountPath === place)) {
      errors.push(invalid(`${at}.devicePath`, place, 'must not already exist as a path in volumeMounts'));
    }
    if (name !== '') names.add(name);
    return errors;
  });
}
