/** Rules that volumes and claims share. */

import { texts } from '../../../kube/fields.js';
import { type FieldError, fieldForbidden } from '../../../kube/status.js';
import { accessModes } from '../../../kube/tables/storage.js';
import { oneOf } from '../field-rules.js';

/** The faults of access modes at `path`. */
export function validateModes(modes: unknown, path: string): FieldError[] {
  const all = texts(modes);
  const errors = all.flatMap((mode) => oneOf(mode, path, Object.keys(accessModes)));
  const others = all.filter((mode) => mode !== 'ReadWriteOncePod' && accessModes[mode] !== undefined);
  if (all.includes('ReadWriteOncePod') && others.length > 0) {
    errors.push(fieldForbidden(path, 'may not use ReadWriteOncePod with other access modes'));
  }
  return errors;
}

/** The faults of the volume mode at `path`. */
export const validateVolumeMode = (mode: unknown, path: string): FieldError[] =>
  oneOf(mode, path, ['Block', 'Filesystem']);
