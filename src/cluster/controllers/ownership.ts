/** Adopting and releasing: a controller takes objects that its selector matches and no other owns, and lets go of others. */

import type { KubeObject } from '../../kube/object.js';
import { type LabelSelector, labelSelectorTerms, matchesLabels } from '../../kube/selector.js';
import { controllerOf, controllerReference, keyOf } from './objects.js';
import { whileThere } from './while-there.js';

/** The actions of {@link claim} on one object. */
export interface ClaimActions {
  setOwners(object: KubeObject, ownerReferences: KubeObject['metadata']['ownerReferences']): Promise<void>;
}

/** The `objects` that belong to `owner` afterwards; adopts and releases on the way. */
export async function claim<T extends KubeObject>(
  owner: KubeObject & { spec: { selector: LabelSelector } },
  objects: readonly T[],
  { setOwners }: ClaimActions,
): Promise<T[]> {
  const terms = labelSelectorTerms(owner.spec.selector);
  const going = owner.metadata.deletionTimestamp !== undefined;
  const mine: T[] = [];
  for (const object of objects) {
    const matches = matchesLabels(terms, object.metadata.labels ?? {});
    const current = controllerOf(object);
    await whileThere(async () => {
      if (current) {
        if (current.uid !== owner.metadata.uid) return;
        if (matches) mine.push(object);
        else if (!going) {
          await setOwners(
            object,
            object.metadata.ownerReferences?.filter((r) => r.uid !== owner.metadata.uid),
          );
        }
      } else if (matches && !going && !object.metadata.deletionTimestamp && terms.length > 0) {
        await setOwners(object, [...(object.metadata.ownerReferences ?? []), controllerReference(owner)]);
        mine.push(object);
      }
    });
  }
  return mine;
}

/** The keys of the owners of a kind that a change of `object` concerns: its controller, or without one all that could adopt it. */
export function concerned(
  object: KubeObject,
  kind: string,
  all: (namespace: string) => readonly (KubeObject & { spec: { selector: LabelSelector } })[],
): string[] {
  const { namespace = '', labels } = object.metadata;
  const owner = controllerOf(object);
  if (owner) return owner.kind === kind ? [`${namespace}/${owner.name}`] : [];
  return all(namespace)
    .filter(({ spec }) => matchesLabels(labelSelectorTerms(spec.selector), labels))
    .map(keyOf);
}
