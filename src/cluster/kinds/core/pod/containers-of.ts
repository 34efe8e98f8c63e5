/** All containers of a pod together, whatever their kind. */
import { type Fields, list } from '../../../../kube/fields.js';

/** A container and the path of it. */
export interface ContainerAt {
  container: Fields;
  path: string;
}

/** The containers of the PodSpec at `path`, in the order in which Kubernetes visits them. */
export function containersOf(spec: Fields, path: string): ContainerAt[] {
  return ['initContainers', 'containers', 'ephemeralContainers'].flatMap((field) =>
    list(spec[field]).map((container, i) => ({ container, path: `${path}.${field}[${i}]` })),
  );
}
