/** The templates that a StatefulSet or DaemonSet has had, each a ControllerRevision (pkg/controller/history). */
import { canonicalJson } from '../../kube/equal-json.js';
import { goEscaped } from '../../kube/go-json.js';
import type { StoredObject } from '../../kube/object.js';
import type { LabelSelector } from '../../kube/selector.js';
import { isApiError } from '../../kube/status.js';
import type { ClusterClient, Target } from '../client/client.js';
import { fnv1 } from './name-hash.js';
import { controllerOf, controllerReference, equalJson, resources, target, targetOf } from './objects.js';
import { claim } from './ownership.js';
import type { PodTemplate } from './pod-objects.js';
import { whileThere } from './while-there.js';

/** apps/v1 ControllerRevision; its data is a patch that brings the template back. */
export interface ControllerRevision extends StoredObject {
  revision: number;
  data: { spec: { template: PodTemplate & { $patch: 'replace' } } };
}

/** An object whose templates are kept. */
export interface Revised extends StoredObject {
  spec: { selector: LabelSelector; template: PodTemplate; revisionHistoryLimit?: number };
  status?: { collisionCount?: number };
}

/** The revisions of one object: that of its template now, and all of them, oldest first. */
export interface History {
  update: ControllerRevision;
  all: ControllerRevision[];
}

/** Actions on the revisions of one kind. */
export interface RevisionControl {
  /** The history with the template as it is now, which gets a revision if it has none. Throws the ApiError that kept it from that. */
  sync(owner: Revised, seen: readonly ControllerRevision[]): Promise<History>;
  /** Removes the oldest ones that are more than the history may have, and not among those that are `used`. */
  cleanUp(owner: Revised, history: History, used: ReadonlySet<string>): Promise<void>;
}

/** The template of a revision. */
export function templateOf({ data }: ControllerRevision): PodTemplate {
  const { $patch: _directive, ...template } = data.spec.template;
  return template;
}

const dataOf = (template: PodTemplate): ControllerRevision['data'] => ({
  spec: { template: { ...template, $patch: 'replace' } },
});

/** How revisions are told apart: a label with a hash of the template, which `collisions` changes. */
export interface RevisionHash {
  label: string;
  hash: (template: PodTemplate, collisions: number) => string;
}

/** The hash of a revision's data, as a StatefulSet names its revisions. */
export function revisionDataHash(template: PodTemplate, collisions: number): string {
  return fnv1(Buffer.from(`${goEscaped(canonicalJson(dataOf(template)))}${collisions}`));
}

/** The control that acts as `client`. */
export function revisionControl(client: ClusterClient, { label, hash: hashOf }: RevisionHash): RevisionControl {
  const row = resources.controllerRevisions;
  const at = (revision: StoredObject): Target => targetOf(row, revision);

  const create = async (owner: Revised, revision: number): Promise<ControllerRevision> => {
    const { namespace = '', name: ownName, annotations } = owner.metadata;
    const { template } = owner.spec;
    for (let collisions = owner.status?.collisionCount ?? 0; ; collisions++) {
      const hash = hashOf(template, collisions);
      const name = `${ownName.slice(0, 223)}-${hash}`;
      const labels = { ...template.metadata?.labels, [label]: hash };
      const body = {
        apiVersion: 'apps/v1',
        kind: 'ControllerRevision',
        metadata: { name, namespace, labels, annotations, ownerReferences: [controllerReference(owner)] },
        data: dataOf(template),
        revision,
      };
      try {
        return await client.create(target(row, { namespace }), body);
      } catch (error) {
        if (!isApiError(error, 'AlreadyExists')) throw error;
        const found = await client.get<ControllerRevision>(target(row, { namespace, name }));
        const isOwn = controllerOf(found)?.uid === owner.metadata.uid;
        if (isOwn && equalJson(templateOf(found), template)) return found;
      }
    }
  };

  return {
    sync: async (owner, seen) => {
      const all = (await claim(owner, seen, client, row)).sort((a, b) => a.revision - b.revision);
      const next = (all.at(-1)?.revision ?? 0) + 1;
      const found = all.findLast((one) => equalJson(templateOf(one), owner.spec.template));
      if (!found) {
        const update = await create(owner, next);
        return { update, all: [...all, update] };
      }
      if (found === all.at(-1)) return { update: found, all };
      // a template that comes back is the latest again
      const update = await client.update<ControllerRevision>(at(found), { ...found, revision: next });
      return { update, all: [...all.filter((one) => one !== found), update] };
    },
    cleanUp: async ({ spec }, { update, all }, used) => {
      const old = all.filter((one) => one !== update && !used.has(one.metadata.name));
      for (const one of old.slice(0, Math.max(0, old.length - (spec.revisionHistoryLimit ?? 10)))) {
        await whileThere(() => client.delete(at(one), {}));
      }
    },
  };
}
