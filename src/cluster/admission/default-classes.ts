/** DefaultStorageClass and DefaultIngressClass: claims and ingresses without a class get the default class, if there is one. */
import { fields } from '../../kube/fields.js';
import type { KubeObject } from '../../kube/object.js';
import { betaClass } from '../../kube/storage-class.js';
import type { AdmissionPlugin, AdmissionReads } from './admission.js';

/** The youngest default class by one of these annotations; of the same age the first by name. */
function defaultOf(classes: readonly KubeObject[], annotations: readonly string[]): string | undefined {
  const found = classes.filter(({ metadata }) => annotations.some((one) => metadata.annotations?.[one] === 'true'));
  const made = ({ metadata }: KubeObject): string => metadata.creationTimestamp ?? '';
  const named = ({ metadata }: KubeObject): string => metadata.name ?? '';
  const comesFirst = (a: KubeObject, b: KubeObject): boolean =>
    made(a) === made(b) ? named(a) < named(b) : made(a) > made(b);
  return found.sort((a, b) => (comesFirst(a, b) ? -1 : 1))[0]?.metadata.name;
}

const ofStorage = ['storageclass.kubernetes.io/is-default-class', 'storageclass.beta.kubernetes.io/is-default-class'];

/** The plug-in for claims; it refuses nothing. */
export function defaultStorageClass(reads: AdmissionReads): AdmissionPlugin {
  return ({ operation, kind, subresource, object }) => {
    if (operation !== 'CREATE' || kind.kind !== 'PersistentVolumeClaim' || subresource || !object) return;
    const spec = fields(object.spec);
    if (spec.storageClassName !== undefined || object.metadata.annotations?.[betaClass] !== undefined) return;
    const name = defaultOf(reads.storageClasses(), ofStorage);
    if (name !== undefined) spec.storageClassName = name;
  };
}

const ofIngress = ['ingressclass.kubernetes.io/is-default-class'];
const oldIngressClass = 'kubernetes.io/ingress.class';

/** The plug-in for ingresses; it refuses nothing. */
export function defaultIngressClass(reads: AdmissionReads): AdmissionPlugin {
  return ({ operation, kind, subresource, object }) => {
    if (operation !== 'CREATE' || kind.kind !== 'Ingress' || subresource || !object) return;
    const spec = fields(object.spec);
    if (spec.ingressClassName !== undefined || object.metadata.annotations?.[oldIngressClass] !== undefined) return;
    const name = defaultOf(reads.ingressClasses(), ofIngress);
    if (name !== undefined) spec.ingressClassName = name;
  };
}
