/** The storage class of claims and volumes. */
import { fields, text } from './fields.js';
import type { KubeObject } from './object.js';

/** The annotation that was used before there was `storageClassName`. */
export const betaClass = 'volume.beta.kubernetes.io/storage-class';

/** The name of a claim's or a volume's class, which the annotation gives before the field; empty without a class. */
export const storageClassOf = ({ metadata, spec }: KubeObject): string =>
  metadata.annotations?.[betaClass] ?? text(fields(spec).storageClassName);
