/** Kubernetes' defaults of sources of volumes, the same in a pod and in a PersistentVolume. */
import { type Fields, isFields } from '../../../kube/fields.js';
import { setDefaults } from '../prepare-fields.js';

/** Texts that are not to be empty. */
const texts: Readonly<Record<string, Fields>> = {
  rbd: { pool: 'rbd', user: 'admin', keyring: '/etc/ceph/keyring' },
  iscsi: { iscsiInterface: 'default' },
  scaleIO: { storageMode: 'ThinProvisioned', fsType: 'xfs' },
};

/** Values that may be empty when somebody says so. */
const values: Readonly<Record<string, Fields>> = {
  hostPath: { type: '' },
  azureDisk: { cachingMode: 'ReadWrite', fsType: 'ext4', readOnly: false, kind: 'Shared' },
};

/** Fills in the fields of the sources in a volume, in place. */
export function defaultSources(volume: Fields): void {
  for (const [name, defaults] of Object.entries(texts)) {
    const source = volume[name];
    if (isFields(source)) setDefaults(source, defaults);
  }
  for (const [name, defaults] of Object.entries(values)) {
    const source = volume[name];
    if (!isFields(source)) continue;
    for (const [field, value] of Object.entries(defaults)) source[field] ??= value;
  }
}
