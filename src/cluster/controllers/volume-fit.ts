/** Whether a volume is what a claim asks for. Pure. */
import { fields, text, textMap, texts } from '../../kube/fields.js';
import type { StoredObject } from '../../kube/object.js';
import { nanosOf } from '../../kube/quantity.js';

const askedBy = (claim: StoredObject): bigint =>
  nanosOf(textMap(fields(fields(claim.spec).resources).requests).storage);

/** The size of a volume, as a number that can be compared. */
export const sizeOf = (volume: StoredObject): bigint => nanosOf(textMap(fields(volume.spec).capacity).storage);

/** Why a claim cannot have the free volume that it names; undefined when it can (checkVolumeSatisfyClaim). */
export function volumeMismatch(claim: StoredObject, volume: StoredObject): string | undefined {
  const [wanted, offered] = [fields(claim.spec), fields(volume.spec)];
  if (volume.metadata.deletionTimestamp) return `the volume is marked for deletion "${volume.metadata.name}"`;
  if (sizeOf(volume) < askedBy(claim)) return 'requested PV is too small';
  if (text(offered.storageClassName) !== text(wanted.storageClassName)) return 'storageClassName does not match';
  if (offered.volumeMode !== wanted.volumeMode) return 'incompatible volumeMode';
  const modes = texts(offered.accessModes);
  return texts(wanted.accessModes).every((mode) => modes.includes(mode)) ? undefined : 'incompatible accessMode';
}
