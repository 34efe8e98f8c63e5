/** DefaultStorageClass and DefaultIngressClass: claims and ingresses without a class get the default class, if there is one. */
import { fields } from '../../kube/fields.js';
import type { KubeObject } from '../../kube/object.js';
import { forbidden } from '../../kube/status.js';
import type { AdmissionPlugin, AdmissionReads } from './admission.js';

/** The youngest default class of storage; of the same age the first by name. */
function defaultOf(classes: readonly KubeObject[]): KubeObject | undefined {
  const found = classes.filter(({ metadata }) => ofStorage.some((one) => metadata.annotations?.[one] === 'true'));
  const made = ({ metadata }: KubeObject): string => metadata.creationTimestamp ?? '';
  return found.sort((a, b) => (made(a) === made(b) ? 0 : made(a) < made(b) ? 1 : -1))[0];
}

const ofStorage = ['storageclass.kubernetes.io/is-default-class', 'storageclass.beta.kubernetes.io/is-default-class'];
const oldStorageClass = 'volume.beta.kubernetes.io/storage-class';

/** The plug-in for claims. */
export function defaultStorageClass(reads: AdmissionReads): AdmissionPlugin {
  return ({ operation, kind, subresource, object }) => {
    if (operation !== 'CREATE' || kind.kind !== 'PersistentVolumeClaim' || subresource || !object) return;
    const spec = fields(object.spec);
    if (spec.storageClassName !== undefined || object.metadata.annotations?.[oldStorageClass] !== undefined) return;
    const name = defaultOf(reads.storageClasses())?.metadata.name;
    if (name !== undefined) spec.storageClassName = name;
  };
}

const ofIngress = 'ingressclass.kubernetes.io/is-default-class';
const oldIngressClass = 'kubernetes.io/ingress.class';

/** The plug-in for ingresses; throws an ApiError 403 when there are two default classes. */
export function defaultIngressClass(reads: AdmissionReads): AdmissionPlugin {
  return ({ operation, kind, name, subresource, object }) => {
    if (operation !== 'CREATE' || kind.kind !== 'Ingress' || subresource || !object) return;
    const spec = fields(object.spec);
    if (spec.ingressClassName !== undefined || object.metadata.annotations?.[oldIngressClass] !== undefined) return;
    const all = reads.ingressClasses().filter(({ metadata }) => metadata.annotations?.[ofIngress] === 'true');
    if (all.length > 1) {
      throw forbidden(kind, name, `${all.length} default IngressClasses were found, only 1 allowed`);
    }
    const [found] = all;
    if (found) spec.ingressClassName = found.metadata.name;
  };
}
