/** The volume claims of a pod, and what is wrong with them for the scheduler (its plug-in VolumeBinding). Pure. */
import { fields, list, text } from '../../kube/fields.js';
import type { StoredObject } from '../../kube/object.js';

/** The names of the claims that a pod mounts. */
export const claimsOf = ({ spec }: StoredObject): string[] =>
  list(fields(spec).volumes).flatMap(({ persistentVolumeClaim }) => {
    const name = text(fields(persistentVolumeClaim).claimName);
    return name ? [name] : [];
  });

/** Why no node can take a pod that mounts the claim of this name; undefined when the claim is there and stays. */
export function claimFault(name: string, claim: StoredObject | undefined): string | undefined {
  if (!claim) return `persistentvolumeclaim "${name}" not found`;
  return claim.metadata.deletionTimestamp ? `persistentvolumeclaim "${name}" is being deleted` : undefined;
}
