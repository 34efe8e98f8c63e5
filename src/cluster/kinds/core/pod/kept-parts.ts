/** What pods/ephemeralcontainers and pods/resize may change of a pod (KEP-277, KEP-1287). */

import { fields, list } from '../../../../kube/fields.js';
import type { KubeObject } from '../../../../kube/object.js';

/** Sets all of the pod, in place, to what `old` has, but for what the sub-resource is there to change. */
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
