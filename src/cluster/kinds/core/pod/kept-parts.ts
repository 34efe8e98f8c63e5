/** Changes of a pod by pods/ephemeralcontainers and pods/resize (KEP-277, KEP-1287). */

import { fields, list } from '../../../../kube/fields.js';
import type { KubeObject } from '../../../../kube/object.js';

/** Sets the pod, in place, to the values of `old`, but for the fields that the sub-resource changes. */
export function keepOtherParts(pod: KubeObject, old: KubeObject, subresource: 'ephemeralcontainers' | 'resize'): void {
  const before = structuredClone(old);
  const asked = fields(pod.spec);
  const spec = fields(before.spec);
  if (subresource === 'ephemeralcontainers') {
    if (list(asked.ephemeralContainers).length) spec.ephemeralContainers = asked.ephemeralContainers;
    else delete spec.ephemeralContainers;
  } else {
    for (const field of ['containers', 'initContainers']) {
      for (const container of list(spec[field])) {
        const wanted = list(asked[field]).find((c) => c.name === container.name);
        if (!wanted) continue;
        for (const part of ['resources', 'resizePolicy']) {
          if (wanted[part] === undefined) delete container[part];
          else container[part] = wanted[part];
        }
      }
    }
  }
  const { managedFields } = pod.metadata;
  Object.assign(pod, before, { metadata: { ...before.metadata, ...(managedFields ? { managedFields } : {}) } });
}
