/** Adopting and releasing: a controller takes objects that its selector matches and no other owns, and lets go of others. */

import type { ResourceKind } from '../../kube/kinds.js';
import type { JsonObject, OwnerReference, StoredObject } from '../../kube/object.js';
import { type LabelSelector, labelSelectorTerms, matchesLabels } from '../../kube/selector.js';
import type { ClusterClient } from '../client/client.js';
import { controllerOf, controllerReference, keyOf, targetOf } from './objects.js';
import { whileThere } from './while-there.js';

/** The `objects` of a kind that belong to `owner` afterwards; adopts and releases on the way. */
export async function claim<T extends StoredObject>(
  owner: StoredObject & { spec: { selector: LabelSelector } },
  objects: readonly T[],
  client: ClusterClient,
  row: ResourceKind,
): Promise<T[]> {
  const terms = labelSelectorTerms(owner.spec.selector);
  const going = owner.metadata.deletionTimestamp !== undefined;
  const mine: T[] = [];
  const setOwners = (object: T, owners: readonly OwnerReference[]): Promise<StoredObject> => {
    // references are plain JSON
    const ownerReferences = owners as unknown as JsonObject[];
    return client.patch(targetOf(row, object), { metadata: { uid: object.metadata.uid, ownerReferences } });
  };
  for (const object of objects) {
    const matches = matchesLabels(terms, object.metadata.labels);
    const current = controllerOf(object);
    const { ownerReferences = [], deletionTimestamp } = object.metadata;
    await whileThere(async () => {
      if (current) {
        if (current.uid !== owner.metadata.uid) return;
        if (matches) mine.push(object);
        else if (!going) {
          const others = ownerReferences.filter((r) => r.uid !== owner.metadata.uid);
          await setOwners(object, others);
        }
      } else if (matches && !going && !deletionTimestamp && terms.length > 0) {
        await setOwners(object, [...ownerReferences, controllerReference(owner)]);
        mine.push(object);
      }
    });
  }
  return mine;
}

/** The keys of the owners of a kind that a change of `object` concerns: its controller, or without one all that could adopt it. */
export function concerned(
  object: StoredObject,
  kind: string,
  all: (namespace: string) => readonly (StoredObject & { spec: { selector: LabelSelector } })[],
): string[] {
  const { namespace = '', labels } = object.metadata;
  const owner = controllerOf(object);
  if (owner) return owner.kind === kind ? [`${namespace}/${owner.name}`] : [];
  return all(namespace)
    .filter(({ spec }) => matchesLabels(labelSelectorTerms(spec.selector), labels))
    .map(keyOf);
}
