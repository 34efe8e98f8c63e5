/** PersistentVolume: storage that a claim can bind. */

import { equalJson } from '../../../kube/equal-json.js';
import { type Fields, fields, isFields, text, textMap } from '../../../kube/fields.js';
import { dnsSubdomainFaults } from '../../../kube/names.js';
import type { KubeObject } from '../../../kube/object.js';
import { parseQuantity } from '../../../kube/quantity.js';
import { type FieldError, fieldForbidden, invalid, notSupported, required } from '../../../kube/status.js';
import type { KindDefinition } from '../definition.js';
import { named, oneOf, requiredText, unchanged } from '../field-rules.js';
import { setDefaults } from '../prepare-fields.js';
import { noBacksteps } from './pod/validation/paths.js';
import { validateModes, validateVolumeMode } from './volume-modes.js';

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
  const [hostPath, nfs] = [fields(volume.hostPath), fields(volume.nfs)];
  if (given[0] === 'hostPath') {
    const path = text(hostPath.path);
    errors.push(...requiredText(path, 'spec.hostPath.path'), ...noBacksteps(path, 'spec.hostPath.path'));
  }
  if (given[0] === 'nfs') {
    errors.push(...requiredText(nfs.server, 'spec.nfs.server'), ...requiredText(nfs.path, 'spec.nfs.path'));
  }
  for (const name of given.slice(1)) {
    errors.push(fieldForbidden(`spec.${name}`, 'may not specify more than 1 volume type'));
  }
  if (given[0] === 'local' && !isFields(volume.nodeAffinity)) {
    errors.push(required('spec.nodeAffinity', 'Local volume requires node affinity'));
  }
  if (text(volume.storageClassName)) {
    errors.push(...named(text(volume.storageClassName), 'spec.storageClassName', dnsSubdomainFaults));
  }
  return [...errors, ...validateVolumeMode(volume.volumeMode)];
}
