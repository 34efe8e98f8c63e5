/** The storage class of claims and volumes. */
import { fields, text } from './fields.js';
import type { KubeObject } from './object.js';

/** The annotation that was used before there was `storageClassName`. */
export const betaClass = 'volume.beta.kubernetes.io/storage-class';

/** The class that a claim or a volume has: that of the annotation, if there is one; empty without a class. */
export const storageClassOf = ({ metadata, spec }: KubeObject): string =>
  metadata.annotations?.[betaClass] ?? text(fields(spec).storageClassName);
