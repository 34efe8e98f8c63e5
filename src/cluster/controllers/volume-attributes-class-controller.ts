/** Lets a VolumeAttributesClass go when no volume and no claim has it any more (pkg/controller/volume/vacprotection). */
import { fields } from '../../kube/fields.js';
import type { StoredObject } from '../../kube/object.js';
import type { ControllerContext } from './context.js';
import { keyOf, kindRow, target, targetOf } from './objects.js';
import { allowing, found } from './while-there.js';

const classes = kindRow('volumeattributesclasses', 'storage.k8s.io');
const users = [kindRow('persistentvolumes'), kindRow('persistentvolumeclaims')];
const finalizer = 'kubernetes.io/vac-protection';

/** The classes that a volume or a claim has, or is about to get. */
function classesOf({ spec, status }: StoredObject): unknown[] {
  const { currentVolumeAttributesClassName: current, modifyVolumeStatus } = fields(status);
  return [fields(spec).volumeAttributesClassName, current, fields(modifyVolumeStatus).targetVolumeAttributesClassName];
}

/** Starts the controller. */
export function startVolumeAttributesClassController(context: ControllerContext): void {
  const client = context.clientOf('volumeattributesclass-protection-controller');
  const queue = context.queue('volumeattributesclass-protection-controller', async (name) => {
    const held = await found<StoredObject>(client, target(classes, { name }));
    const { deletionTimestamp, finalizers = [] } = held?.metadata ?? {};
    if (!held || !deletionTimestamp || !finalizers.includes(finalizer)) return;
    for (const row of users) {
      const all = await client.list<StoredObject>(target(row));
      if (all.some((user) => classesOf(user).includes(name))) return;
    }
    const metadata = { ...held.metadata, finalizers: finalizers.filter((one) => one !== finalizer) };
    await allowing(['NotFound', 'Conflict'], () => client.update(targetOf(classes, held), { ...held, metadata }));
  });
  context.whenUsed(classes, () => {
    const all = context.watch<StoredObject>(classes, ({ object }) => queue.add(keyOf(object)));
    for (const row of users) {
      context.watch<StoredObject>(row, () => {
        for (const one of all.list()) if (one.metadata.deletionTimestamp) queue.add(keyOf(one));
      });
    }
  });
}
