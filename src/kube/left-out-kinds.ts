/**
 * The resources of Kubernetes that the practice cluster leaves out and a real cluster serves: for messages about them, and for
 * the kinds that take a strategic merge patch.
 */
import { allResources, type ResourceKind, served } from './kinds.js';
import { formatGroupResource } from './object.js';

/** All of them, in the order of discovery. */
export const leftOutKinds: readonly ResourceKind[] = allResources.filter(
  (row) => !served.has(formatGroupResource(row)),
);
