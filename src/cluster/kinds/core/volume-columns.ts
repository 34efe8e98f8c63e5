/** What volumes and claims show alike in tables, and what is checked in both. */
import { fields, text, texts } from '../../../kube/fields.js';
import type { KubeObject } from '../../../kube/object.js';
import { type FieldError, fieldForbidden, required } from '../../../kube/status.js';
import { oneOf } from '../field-rules.js';
import { type ShownColumn, shown, unset } from '../printer.js';

const short: Record<string, string> = {
  ReadOnlyMany: 'ROX',
  ReadWriteMany: 'RWX',
  ReadWriteOnce: 'RWO',
  ReadWriteOncePod: 'RWOP',
};
const order = ['ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOncePod'];

/** `RWO,ROX`. */
export const formatModes = (modes: unknown): string =>
  order
    .filter((mode) => texts(modes).includes(mode))
    .map((mode) => short[mode])
    .join(',');

/** The columns of the classes, of which the first can be named by an annotation of older versions. */
export const classColumns: readonly ShownColumn[] = [
  shown('StorageClass', 'The class that it is of.', ({ metadata, spec }) => {
    return metadata.annotations?.['volume.beta.kubernetes.io/storage-class'] ?? text(fields(spec).storageClassName);
  }),
  shown('VolumeAttributesClass', 'The class of its attributes.', ({ spec }) => {
    return text(fields(spec).volumeAttributesClassName) || unset;
  }),
];

/** The column that says how its data are seen. */
export const modeColumn: ShownColumn = shown(
  'VolumeMode',
  'As a file system, or as a block device.',
  ({ spec }) => text(fields(spec).volumeMode) || unset,
  { wide: true },
);

/** What a volume or claim is doing; one that is going says so. */
export const phaseOf = ({ metadata, status }: KubeObject): string =>
  metadata.deletionTimestamp ? 'Terminating' : text(fields(status).phase);

/** The faults of access modes. */
export function validateModes(modes: unknown, missing = ''): FieldError[] {
  const all = texts(modes);
  if (all.length === 0) return [required('spec.accessModes', missing)];
  const errors = all.flatMap((mode) => oneOf(mode, 'spec.accessModes', Object.keys(short)));
  const others = all.filter((mode) => mode !== 'ReadWriteOncePod' && short[mode] !== undefined);
  if (all.includes('ReadWriteOncePod') && others.length > 0) {
    errors.push(fieldForbidden('spec.accessModes', 'may not use ReadWriteOncePod with other access modes'));
  }
  return errors;
}

/** The faults of the mode in which data are seen. */
export const validateVolumeMode = (mode: unknown): FieldError[] =>
  oneOf(mode, 'spec.volumeMode', ['Block', 'Filesystem']);
