/** Rules that volumes and claims share. */

import { texts } from '../../../kube/fields.js';
import { type FieldError, fieldForbidden, required } from '../../../kube/status.js';
import { accessModes } from '../../../kube/tables/storage.js';
import { oneOf } from '../field-rules.js';

/** The faults of access modes. */
export function validateModes(modes: unknown, missing = ''): FieldError[] {
  const all = texts(modes);
  if (all.length === 0) return [required('spec.accessModes', missing)];
  const errors = all.flatMap((mode) => oneOf(mode, 'spec.accessModes', Object.keys(accessModes)));
  const others = all.filter((mode) => mode !== 'ReadWriteOncePod' && accessModes[mode] !== undefined);
  if (all.includes('ReadWriteOncePod') && others.length > 0) {
    errors.push(fieldForbidden('spec.accessModes', 'may not use ReadWriteOncePod with other access modes'));
  }
  return errors;
}

/** The faults of the volume mode. */
export const validateVolumeMode = (mode: unknown): FieldError[] =>
  oneOf(mode, 'spec.volumeMode', ['Block', 'Filesystem']);
