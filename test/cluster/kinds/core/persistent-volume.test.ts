import assert from 'node:assert/strict';
import { type Fields, fields } from '../../../../src/kube/fields.js';
import type { KubeObject } from '../../../../src/kube/object.js';
import { decoded, definitionOfKind, faultsOf, updateFaultsOf, warningsOf } from '../faults.js';

const volume = (spec: object = {}): object => ({
  spec: { accessModes: ['ReadWriteOnce'], capacity: { storage: '1Gi' }, hostPath: { path: '/data' }, ...spec },
});

describe('PersistentVolume', () => {
  const rows: [what: string, body: object, faults: string[]][] = [
    ['is right', volume(), []],
    ['of no kind', volume({ hostPath: undefined }), ['spec: Required value: must specify a volume type']],
    [
      'of two kinds',
      volume({ nfs: { server: 's', path: '/' } }),
      ['spec.nfs: Forbidden: may not specify more than 1 volume type'],
    ],
    [
      'a way up',
      volume({ hostPath: { path: '/../x' } }),
      [`spec.hostPath.path: Invalid value: "/../x": must not contain '..'`],
    ],
    [
      'of two kinds, one of the old interface',
      volume({ flexVolume: {}, cephfs: {} }),
      ['spec.cephFS: Forbidden: may not specify more than 1 volume type', 'spec.flexVolume.driver: Required value'],
    ],
    [
      'of a node that must be said',
      volume({ hostPath: undefined, local: { path: '/d' } }),
      ['spec.nodeAffinity: Required value: Local volume requires node affinity'],
    ],
    [
      'for nodes that are not said',
      volume({ nodeAffinity: {} }),
      ['spec.nodeAffinity.required: Required value: must specify required node constraints'],
    ],
    [
      'with secrets of a driver',
      volume({ hostPath: undefined, csi: { driver: 'a', volumeHandle: 'h', nodeExpandSecretRef: { name: 's' } } }),
      ['spec.csi.nodeExpandSecretRef.namespace: Required value'],
    ],
    [
      'with a class of attributes and no driver',
      volume({ volumeAttributesClassName: 'gold' }),
      ['spec.csi: Required value: has to be specified when using volumeAttributesClassName'],
    ],
    [
      'of the root of the node, to be emptied',
      volume({ hostPath: { path: '//' }, persistentVolumeReclaimPolicy: 'Recycle' }),
      ["spec.persistentVolumeReclaimPolicy: Forbidden: may not be 'recycle' for a hostPath mount of '/'"],
    ],
    [
      'of a negative size',
      volume({ capacity: { storage: '-1' } }),
      [
        'spec.capacity[storage]: Invalid value: -1: must be a valid resource quantity',
        'spec.capacity[storage]: Invalid value: "-1": must be greater than zero',
      ],
    ],
    [
      'of no size',
      volume({ capacity: { storage: '0' } }),
      ['spec.capacity[storage]: Invalid value: "0": must be greater than zero'],
    ],
  ];
  for (const [what, body, faults] of rows)
    it(what, () => assert.deepEqual(faultsOf('PersistentVolume', { ...body }), faults));
});

describe('PersistentVolume that changes', () => {
  const affinity = (key: string): object => ({
    nodeAffinity: {
      required: { nodeSelectorTerms: [{ matchExpressions: [{ key, operator: 'In', values: ['a'] }] }] },
    },
  });
  const change = (before: object, after: object): string[] =>
    updateFaultsOf('PersistentVolume', volume(before) as Fields, volume(after) as Fields);
  const beta = 'failure-domain.beta.kubernetes.io/zone';

  it('keeps its source, and tells by a diff what has changed', () => {
    assert.deepEqual(change({}, { hostPath: { path: '/data', type: 'File' } }), [
      `spec.persistentvolumesource: Forbidden: spec.persistentvolumesource is immutable after creation
@@ -3,7 +3,7 @@
  "AWSElasticBlockStore": null,
  "HostPath": {
   "Path": "/data",
-  "Type": ""
+  "Type": "File"
  },
  "Glusterfs": null,
  "NFS": null,
`,
    ]);
  });

  it('names the secret to grow with later', () => {
    const csi = { driver: 'a', volumeHandle: 'h' };
    const secret = { controllerExpandSecretRef: { name: 's', namespace: 'n' } };
    const kind = { hostPath: undefined };
    assert.deepEqual(change({ ...kind, csi }, { ...kind, csi: { ...csi, ...secret } }), []);
    assert.equal(change({ ...kind, csi: { ...csi, ...secret } }, { ...kind, csi }).length, 1);
  });

  it('keeps its nodes, which may get the later names of labels', () => {
    assert.deepEqual(change({}, affinity('zone')), []);
    assert.deepEqual(change(affinity(beta), affinity('topology.kubernetes.io/zone')), []);
    const [fault = ''] = change(affinity('zone'), affinity('topology.kubernetes.io/zone'));
    assert.match(fault, /^nodeAffinity: Invalid value: \{"Required":.*field is immutable, except for updating from/);
  });

  it('dates its phase', () => {
    const status = definitionOfKind('PersistentVolume').prepare?.through?.status;
    const at = (phase: string, lastPhaseTransitionTime?: string) =>
      decoded('PersistentVolume', { ...volume(), status: { phase, lastPhaseTransitionTime } });
    const time = (now: KubeObject, old: KubeObject): unknown => {
      status?.(now, old, new Date('2026-01-02T00:00:00Z'));
      return fields(now.status).lastPhaseTransitionTime;
    };
    const [before, today, own] = ['2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z', '2026-01-03T00:00:00Z'];
    const old = at('Pending', before);
    assert.equal(time(at('Bound'), old), today);
    assert.equal(time(at('Bound', before), old), today);
    assert.equal(time(at('Bound', own), old), own);
    assert.equal(time(at('Pending'), old), before);
  });

  it('warns of what is deprecated', () => {
    const body = volume({ persistentVolumeReclaimPolicy: 'Recycle', storageos: {}, ...affinity(beta) });
    assert.deepEqual(
      warningsOf(decoded('PersistentVolume', body as Fields)).map((warning) => warning.split(':', 1)[0]),
      [
        'spec.persistentVolumeReclaimPolicy',
        'spec.nodeAffinity.required.nodeSelectorTerms[0].matchExpressions[0].key',
        'spec.storageOS',
      ],
    );
  });
});
