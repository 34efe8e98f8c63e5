/** The groups and versions that kube-apiserver has types for, most of which it does not serve. */
import type { GroupVersionKind } from '../../kube/object.js';

/** A version of the API: that of a document, or of a kind. */
export type GroupVersion = Pick<GroupVersionKind, 'group' | 'version'>;

/** The core group, which every document with objects speaks of. */
export const core: GroupVersion = { group: '', version: 'v1' };

const versions: Readonly<Record<string, string>> = {
  'admission.k8s.io': 'v1 v1beta1',
  'admissionregistration.k8s.io': 'v1 v1alpha1 v1beta1',
  'apiextensions.k8s.io': 'v1 v1beta1',
  'apiregistration.k8s.io': 'v1 v1beta1',
  apps: 'v1 v1beta1 v1beta2',
  'authentication.k8s.io': 'v1 v1alpha1 v1beta1',
  'authorization.k8s.io': 'v1 v1beta1',
  autoscaling: 'v1 v2',
  batch: 'v1 v1beta1',
  'certificates.k8s.io': 'v1 v1alpha1 v1beta1',
  'coordination.k8s.io': 'v1 v1alpha2 v1beta1',
  'discovery.k8s.io': 'v1 v1beta1',
  'events.k8s.io': 'v1 v1beta1',
  extensions: 'v1beta1',
  'flowcontrol.apiserver.k8s.io': 'v1 v1beta1 v1beta2 v1beta3',
  'imagepolicy.k8s.io': 'v1alpha1',
  'internal.apiserver.k8s.io': 'v1alpha1',
  'networking.k8s.io': 'v1 v1beta1',
  'node.k8s.io': 'v1 v1alpha1 v1beta1',
  policy: 'v1 v1beta1',
  'rbac.authorization.k8s.io': 'v1 v1alpha1 v1beta1',
  'resource.k8s.io': 'v1 v1alpha3 v1beta1 v1beta2',
  'scheduling.k8s.io': 'v1 v1alpha2 v1beta1',
  'storage.k8s.io': 'v1 v1alpha1 v1beta1',
  'storagemigration.k8s.io': 'v1beta1',
};

const ofOthers = new Set(['admission.k8s.io', 'apiextensions.k8s.io', 'apiregistration.k8s.io', 'imagepolicy.k8s.io']);

/** All of them, the core group first, in the order of their names. */
export const knownVersions: readonly GroupVersion[] = [
  core,
  ...Object.entries(versions).flatMap(([group, names]) => names.split(' ').map((version) => ({ group, version }))),
];

/** Those that documents of custom resources speak of: without the groups of other servers in kube-apiserver and of webhooks. */
export const versionsOfCustom: readonly GroupVersion[] = knownVersions.filter(({ group }) => !ofOthers.has(group));
