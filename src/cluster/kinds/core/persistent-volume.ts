/** PersistentVolume: storage that a claim can bind. */

import { equalJson } from '../../../kube/equal-json.js';
import { type Fields, fields, isFields, text } from '../../../kube/fields.js';
import type { KubeObject } from '../../../kube/object.js';
import { type FieldError, fieldForbidden, invalid } from '../../../kube/status.js';
import { betaClass } from '../../../kube/storage-class.js';
import { formatTime } from '../../clock.js';
import type { KindDefinition } from '../definition.js';
import { internalDiff } from '../internal-diff.js';
import { internalValue } from '../internal-value.js';
import { keepField, setDefault, setDefaults } from '../prepare-fields.js';
import { persistentSources } from './persistent-volume-sources.js';
import { validatePersistentVolume } from './persistent-volume-validation.js';
import { nodeSelectorWarnings } from './pod/warnings/pod-warnings.js';
import { defaultSources } from './volume-source-defaults.js';

const sourceOf = (spec: Fields): Fields =>
  Object.fromEntries(Object.entries(spec).filter(([name]) => name in persistentSources));

/** The definition of PersistentVolumes. */
export const persistentVolume: KindDefinition = {
  defaults: (object) => {
    const volume = fields(object.spec);
    setDefault(volume, 'persistentVolumeReclaimPolicy', 'Retain');
    volume.volumeMode ??= 'Filesystem';
    defaultSources(volume);
    setDefaults(object, { status: { phase: 'Pending' } });
  },
  prepare: {
    create: (object) => {
      object.status = { phase: 'Pending', lastPhaseTransitionTime: object.metadata.creationTimestamp };
    },
    through: {
      status: (object, old, now) => {
        keepField(object, old, 'spec');
        dateOfPhase(fields(object.status), fields(old.status), now);
      },
    },
  },
  status: {},
  validation: {
    always: validatePersistentVolume,
    create: mountOptionFaults,
    update: (object, old) => [...mountOptionFaults(object), ...validateChange(object, old)],
    // Kubernetes checks the new object twice
    order: ['new metadata', 'always', 'new metadata', 'always', 'update'],
    through: { status: () => [] },
  },
  warnings,
};

/** Dates a change of the phase, unless the client has dated it. */
function dateOfPhase(status: Fields, old: Fields, now: Date): void {
  const [time, before] = [status.lastPhaseTransitionTime, old.lastPhaseTransitionTime];
  if (status.phase !== old.phase) {
    if (time === undefined || time === before) status.lastPhaseTransitionTime = formatTime(now);
  } else if (time === undefined && before !== undefined) status.lastPhaseTransitionTime = before;
}

const mountOptions = 'volume.beta.kubernetes.io/mount-options';
/** The sources that can be mounted with options. */
const mounted = [
  ...['gcePersistentDisk', 'awsElasticBlockStore', 'glusterfs', 'nfs', 'rbd', 'quobyte', 'iscsi', 'cinder', 'cephfs'],
  ...['azureFile', 'vsphereVolume', 'azureDisk', 'photonPersistentDisk'],
];

function mountOptionFaults({ metadata, spec }: KubeObject): FieldError[] {
  if (metadata.annotations?.[mountOptions] === undefined) return [];
  if (mounted.some((name) => isFields(fields(spec)[name]))) return [];
  return [fieldForbidden(`metadata.annotations.${mountOptions}`, 'may not specify mount options for this volume type')];
}

function validateChange(object: KubeObject, old: KubeObject): FieldError[] {
  const [now, before] = [fields(object.spec), fields(old.spec)];
  const errors: FieldError[] = [];
  const [after, source] = [sourceOf(now), sourceOf(before)];
  if (isFields(source.csi) && isFields(after.csi) && source.csi.controllerExpandSecretRef === undefined) {
    // the secret by which a volume grows may be named later
    const { controllerExpandSecretRef: _, ...csi } = after.csi;
    after.csi = csi;
  }
  if (!equalJson(after, source)) {
    const path = 'spec.persistentvolumesource';
    const changes = internalDiff('core.v1.PersistentVolumeSource', source, after);
    errors.push(fieldForbidden(path, `${path} is immutable after creation\n${changes}`));
  }
  if (!equalJson(now.volumeMode, before.volumeMode)) {
    errors.push(invalid('volumeMode', now.volumeMode, 'field is immutable'));
  }
  if (before.nodeAffinity !== undefined && !isSameAffinity(now.nodeAffinity, before.nodeAffinity)) {
    const shown = isFields(now.nodeAffinity) ? internalValue('core.v1.VolumeNodeAffinity', now.nodeAffinity) : null;
    const why = 'field is immutable, except for updating from beta label to GA';
    errors.push(invalid('nodeAffinity', shown, why));
  }
  if (before.volumeAttributesClassName !== undefined && now.volumeAttributesClassName === undefined) {
    errors.push(fieldForbidden('spec.volumeAttributesClassName', 'update from non-nil value to nil is forbidden'));
  }
  return errors;
}

/** Labels of nodes by their older names. */
const laterName: Readonly<Record<string, string>> = {
  'beta.kubernetes.io/arch': 'kubernetes.io/arch',
  'beta.kubernetes.io/instance-type': 'node.kubernetes.io/instance-type',
  'beta.kubernetes.io/os': 'kubernetes.io/os',
  'failure-domain.beta.kubernetes.io/region': 'topology.kubernetes.io/region',
  'failure-domain.beta.kubernetes.io/zone': 'topology.kubernetes.io/zone',
};

/** Alike but for labels that have got their later names. */
function isSameAffinity(now: unknown, before: unknown): boolean {
  if (isFields(before) && isFields(now) && typeof before.key === 'string') {
    // a label without a later name may be taken away: so it is in Kubernetes
    const isRenamed = now.key !== before.key && (laterName[before.key] ?? '') === text(now.key);
    return equalJson(now, isRenamed ? { ...before, key: now.key } : before);
  }
  const [a, b] = [now, before].map((value) => (typeof value === 'object' && value !== null ? value : undefined));
  if (!a || !b || Array.isArray(a) !== Array.isArray(b)) return equalJson(now, before);
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].every((key) => isSameAffinity(Reflect.get(a, key), Reflect.get(b, key)));
}

const deprecatedAnnotations: Readonly<Record<string, string>> = {
  [betaClass]: 'deprecated since v1.8; use "storageClassName" attribute instead',
  [mountOptions]: 'deprecated since v1.31; use "mountOptions" attribute instead',
};
/** Sources without function, by the names in the warnings. */
const withoutFunction: readonly (readonly [source: string, why: string, name?: string])[] = [
  ['cephfs', 'deprecated in v1.28, non-functional in v1.31+'],
  ['photonPersistentDisk', 'deprecated in v1.11, non-functional in v1.16+'],
  ['scaleIO', 'deprecated in v1.16, non-functional in v1.22+'],
  ['storageos', 'deprecated in v1.22, non-functional in v1.25+', 'storageOS'],
  ['glusterfs', 'deprecated in v1.25, non-functional in v1.26+'],
  ['rbd', 'deprecated in v1.28, non-functional in v1.31+'],
];

function warnings({ metadata, spec }: KubeObject): string[] {
  const volume = fields(spec);
  const recycle =
    'The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use dynamic provisioning.';
  return [
    ...Object.entries(deprecatedAnnotations)
      .filter(([name]) => metadata.annotations?.[name] !== undefined)
      .map(([name, why]) => `metadata.annotations[${name}]: ${why}`),
    ...(volume.persistentVolumeReclaimPolicy === 'Recycle' ? [`spec.persistentVolumeReclaimPolicy: ${recycle}`] : []),
    ...nodeSelectorWarnings(fields(fields(volume.nodeAffinity).required), 'spec.nodeAffinity.required'),
    ...withoutFunction
      .filter(([source]) => isFields(volume[source]))
      .map(([source, why, name = source]) => `spec.${name}: ${why}`),
  ];
}
