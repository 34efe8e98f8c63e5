/** Changes of a pod by pods/ephemeralcontainers and pods/resize (KEP-277, KEP-1287). */

import { type Fields, fields, list } from '../../../../kube/fields.js';
import type { KubeObject } from '../../../../kube/object.js';

/** Sets the pod, in place, to the values of `old`, but for the fields that the sub-resource changes. */
export function keepOtherParts(pod: KubeObject, old: KubeObject, subresource: 'ephemeralcontainers' | 'resize'): void {
  const asked = fields(pod.spec);
  const before = structuredClone(old);
  const spec = fields(before.spec);
  if (subresource === 'ephemeralcontainers') {
    if (list(asked.ephemeralContainers).length) spec.ephemeralContainers = asked.ephemeralContainers;
    else delete spec.ephemeralContainers;
  } else {
    const lists = ['containers', 'initContainers'];
    // validation refuses other containers, and has to see them
    if (lists.some((field) => list(asked[field]).length !== list(spec[field]).length)) return;
    take(spec, asked, 'resources');
    for (const field of lists) takeSizes(spec, asked, field);
  }
  const { managedFields } = pod.metadata;
  Object.assign(pod, before, { metadata: { ...before.metadata, ...(managedFields ? { managedFields } : {}) } });
}

function take(target: Fields, from: Fields, field: string): void {
  if (from[field] === undefined) delete target[field];
  else target[field] = from[field];
}

/** Takes the sizes of containers of the same names in the same order; else the containers as they are. */
function takeSizes(spec: Fields, asked: Fields, field: string): void {
  const [containers, wanted] = [list(spec[field]), list(asked[field])];
  if (wanted.length === 0) return;
  if (containers.some(({ name }, i) => wanted[i]?.name !== name)) spec[field] = wanted;
  else {
    for (const [i, container] of containers.entries()) {
      for (const part of ['resources', 'resizePolicy']) take(container, wanted[i] ?? {}, part);
    }
  }
}
