/** Mirror pods: how an API server shows a kubelet's pods from files (static pods). */
import type { KubeObject } from './object.js';

/** The annotation that a mirror pod is known by. */
export const mirrorAnnotation = 'kubernetes.io/config.mirror';

/** True for a mirror pod. */
export const isMirror = ({ metadata }: Pick<KubeObject, 'metadata'>): boolean =>
  metadata.annotations?.[mirrorAnnotation] !== undefined;
