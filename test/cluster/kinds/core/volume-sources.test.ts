/** The rules for sources of volumes outside of the cluster, in a pod and in a PersistentVolume. */
import assert from 'node:assert/strict';
import { faultsOf } from '../faults.js';

const label =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const subdomain =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const iscsi = { targetPortal: '10.0.0.1', iqn: 'iqn.2001-04.com.example:storage' };
const pair = 'must be a host:port pair or multiple pairs separated by commas';

const cases: [string, object, string[]][] = [
  [
    'a partition beyond the last',
    { gcePersistentDisk: { pdName: 'd', partition: 256 } },
    ['persistentDisk.partition: Invalid value: 256: must be between 1 and 255, inclusive'],
  ],
  ['the disk as a whole', { awsElasticBlockStore: { volumeID: 'd', partition: 0 } }, []],
  ['Ceph without monitors', { rbd: {} }, ['rbd.monitors: Required value', 'rbd.image: Required value']],
  [
    'two names of a data set',
    { flocker: { datasetName: 'a/b', datasetUUID: 'u' } },
    [
      'flocker: Invalid value: "resource": datasetName and datasetUUID can not be specified simultaneously',
      `flocker.datasetName: Invalid value: "a/b": must not contain '/'`,
    ],
  ],
  ['a registry in IPv6', { quobyte: { registry: '[::1]:1,a:2', volume: 'v' } }, []],
  [
    'registries without a port',
    { quobyte: { registry: '::1,a', volume: 'v' } },
    [`quobyte.registry: Invalid value: "::1,a": ${pair}`, `quobyte.registry: Invalid value: "::1,a": ${pair}`],
  ],
  [
    'targets without a unit',
    { fc: { targetWWNs: ['w'] } },
    ['fc.lun: Required value: lun is required if targetWWNs is specified'],
  ],
  [
    'targets and ids',
    { fc: { targetWWNs: ['w'], wwids: ['i'], lun: 256 } },
    [
      'fc.targetWWNs: Invalid value: ["w"]: targetWWNs and wwids can not be specified simultaneously',
      'fc.lun: Invalid value: 256: must be between 0 and 255, inclusive',
    ],
  ],
  [
    'an iSCSI node of no known form',
    { iscsi: { ...iscsi, iqn: 'x' } },
    ['iscsi.iqn: Invalid value: "x": must be valid format starting with iqn, eui, or naa'],
  ],
  [
    'an initiator with a wrong name, and no secret',
    { iscsi: { ...iscsi, initiatorName: 'iqn.x', chapAuthSession: true } },
    ['iscsi.secretRef: Required value', 'iscsi.initiatorname: Invalid value: "iqn.x": must be valid format'],
  ],
  [
    'a portal that is too long beside an initiator',
    { iscsi: { ...iscsi, targetPortal: 'p'.repeat(63), initiatorName: iscsi.iqn } },
    [
      'name: Invalid value: "v": Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is specified.',
    ],
  ],
  [
    'options in a domain of Kubernetes',
    { flexVolume: { driver: 'd', options: { 'A.k8s.io/x': 'y', k8s: 'z' } } },
    ['flexVolume.options[A.k8s.io/x]: Invalid value: "A.k8s.io/x": kubernetes.io and k8s.io namespaces are reserved'],
  ],
  [
    'a managed disk at a web address',
    { azureDisk: { diskName: 'd', diskURI: 'https://d', kind: 'Managed' } },
    [
      'azureDisk.diskURI: Unsupported value: "https://d": supported values: "/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}"',
    ],
  ],
  [
    'names of StorageOS',
    { storageos: { volumeNamespace: 'A', secretRef: {} } },
    [
      'storageos.volumeName: Required value',
      `storageos.volumeNamespace: Invalid value: "A": ${label}`,
      'storageos.secretRef.name: Required value',
    ],
  ],
  ['a driver in capitals', { csi: { driver: 'A.b' } }, []],
  [
    'a driver and a secret with wrong names',
    { csi: { driver: 'a_b', nodePublishSecretRef: { name: 'A' } } },
    [`csi.driver: Invalid value: "a_b": ${subdomain}`, `csi.name: Invalid value: "A": ${subdomain}`],
  ],
  ['an image without a reference', { image: { pullPolicy: 'Always' } }, ['image.reference: Required value']],
];

describe('podSources', () => {
  for (const [what, source, faults] of cases) {
    it(what, () => {
      const volumes = [{ name: 'v', ...source }];
      const found = faultsOf('Pod', { spec: { containers: [{ name: 'c', image: 'i' }], volumes } });
      assert.deepEqual(
        found,
        faults.map((fault) => `spec.volumes[0].${fault}`),
      );
    });
  }

  it('lets a template have an image without a reference', () => {
    const spec = { containers: [{ name: 'c', image: 'i' }], volumes: [{ name: 'v', image: {} }] };
    assert.deepEqual(faultsOf('PodTemplate', { template: { spec } }), []);
  });
});

describe('sharedSources', () => {
  it('are checked in a PersistentVolume as in a pod', () => {
    const spec = { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], fc: {} };
    assert.deepEqual(faultsOf('PersistentVolume', { spec }), [
      'spec.fc.targetWWNs: Required value: must specify either targetWWNs or wwids, but not both',
    ]);
  });
});
