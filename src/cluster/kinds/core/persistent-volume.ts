/** PersistentVolume: storage that a claim can bind. */

import { equalJson } from '../../../kube/equal-json.js';
import { type Fields, fields, isFields, text, textMap } from '../../../kube/fields.js';
import { dnsSubdomainFaults } from '../../../kube/names.js';
import type { KubeObject } from '../../../kube/object.js';
import { parseQuantity } from '../../../kube/quantity.js';
import { type FieldError, fieldForbidden, invalid, notSupported, required } from '../../../kube/status.js';
import type { KindDefinition } from '../definition.js';
import { named, oneOf, unchanged } from '../field-rules.js';
import { setDefaults } from '../prepare-fields.js';
import { validateModes, validateVolumeMode } from './volume-modes.js';
import { oneKindOnly, sharedSources } from './volume-sources.js';

/** The sources of a volume's data: a specification holds one of them. In the order of Kubernetes' checks. */
const sources =
  'hostPath gcePersistentDisk awsElasticBlockStore glusterfs flocker nfs rbd quobyte cephfs iscsi cinder fc azureFile vsphereVolume photonPersistentDisk portworxVolume azureDisk scaleIO local storageos csi'.split(
    ' ',
  );
const sourceOf = (spec: Fields): Fields =>
  Object.fromEntries(Object.entries(spec).filter(([name]) => sources.includes(name)));

/** The definition of PersistentVolumes. */
export const persistentVolume: KindDefinition = {
  defaults: ({ spec }) => {
    const volume = fields(spec);
    setDefaults(volume, { persistentVolumeReclaimPolicy: 'Retain', volumeMode: 'Filesystem' });
    if (isFields(volume.hostPath)) volume.hostPath.type ??= '';
  },
  prepare: {
    create: (object) => {
      object.status = { phase: 'Pending' };
    },
  },
  status: {},
  validation: {
    always: validate,
    update: (object, old) => {
      const isOther = !equalJson(sourceOf(fields(object.spec)), sourceOf(fields(old.spec)));
      const path = 'spec.persistentvolumesource';
      return [
        ...(isOther ? [fieldForbidden(path, `${path} is immutable after creation`)] : []),
        ...unchanged(object, old, 'spec.volumeMode'),
      ];
    },
    order: ['metadata', 'new metadata', 'always', 'update'],
    through: { status: () => [] },
  },
};

function validate({ spec }: KubeObject): FieldError[] {
  const volume = fields(spec);
  const capacity = textMap(volume.capacity);
  const names = Object.keys(capacity);
  const errors = validateModes(volume.accessModes);
  if (names.length === 0) errors.push(required('spec.capacity'));
  if (capacity.storage === undefined || names.length > 1) {
    errors.push(notSupported('spec.capacity', volume.capacity ?? {}, ['storage']));
  }
  const size = parseQuantity(capacity.storage ?? '');
  if (size && size.nanos <= 0n) {
    errors.push(invalid('spec.capacity[storage]', capacity.storage, 'must be greater than zero'));
  }
  const policies = ['Delete', 'Recycle', 'Retain'];
  errors.push(...oneOf(volume.persistentVolumeReclaimPolicy, 'spec.persistentVolumeReclaimPolicy', policies));
  const given = sources.filter((name) => isFields(volume[name]));
  if (given.length === 0) errors.push(required('spec', 'must specify a volume type'));
  const [first = ''] = given;
  // one path is not the field's name
  const path = `spec.${first === 'gcePersistentDisk' ? 'persistentDisk' : first}`;
  errors.push(...(sharedSources[first]?.(fields(volume[first]), path) ?? []));
  errors.push(...given.slice(1).map((name) => oneKindOnly(`spec.${name === 'cephfs' ? 'cephFS' : name}`)));
  if (given[0] === 'local' && !isFields(volume.nodeAffinity)) {
    errors.push(required('spec.nodeAffinity', 'Local volume requires node affinity'));
  }
  if (text(volume.storageClassName)) {
    errors.push(...named(text(volume.storageClassName), 'spec.storageClassName', dnsSubdomainFaults));
  }
  return [...errors, ...validateVolumeMode(volume.volumeMode)];
}
