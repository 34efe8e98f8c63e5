import assert from 'node:assert/strict';
import type { KubeObject } from '../../src/kube/object.js';
import { claimNames, configMapNames, resourceClaimNames, secretNames } from '../../src/kube/pod-references.js';

const pod = (spec: object, status: object = {}): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web' },
  spec,
  status,
});
/** Containers of each sort, with an environment of its own. */
const containers = (env: (sort: string) => object) => ({
  initContainers: [{ name: 'a' }, { name: 'b', ...env('init') }],
  containers: [{ name: 'c', ...env('main') }],
  ephemeralContainers: [{ name: 'd', ...env('debug') }],
});

describe('the secrets of a pod', () => {
  it('are in the environment of containers of any sort', () => {
    const spec = containers((sort) => ({
      envFrom: [{ secretRef: { name: `${sort}-all` } }, { configMapRef: { name: 'no' } }],
      env: [
        { name: 'A', value: 'no' },
        { name: 'B', valueFrom: { secretKeyRef: { name: `${sort}-one`, key: 'k' } } },
      ],
    }));
    assert.deepEqual(secretNames(spec), ['init-all', 'init-one', 'main-all', 'main-one', 'debug-all', 'debug-one']);
  });

  const volumes: Record<string, object> = {
    'a secret': { secret: { secretName: 'x' } },
    'a projected one': { projected: { sources: [{ configMap: { name: 'no' } }, { secret: { name: 'x' } }] } },
    azureFile: { azureFile: { secretName: 'x' } },
    csi: { csi: { nodePublishSecretRef: { name: 'x' } } },
    ...Object.fromEntries(
      ['cephfs', 'cinder', 'flexVolume', 'rbd', 'scaleIO', 'iscsi', 'storageos'].map((kind) => [
        kind,
        { [kind]: { secretRef: { name: 'x' } } },
      ]),
    ),
  };
  for (const [what, volume] of Object.entries(volumes)) {
    it(`are in a volume: ${what}`, () =>
      assert.deepEqual(
        secretNames({
          volumes: [
            { name: 'v', emptyDir: {} },
            { name: 'w', ...volume },
          ],
        }),
        ['x'],
      ));
  }

  it('are those of its images, and none without a name', () => {
    assert.deepEqual(secretNames({ imagePullSecrets: [{ name: 'one' }, {}, { name: '' }, { name: 'two' }] }), [
      'one',
      'two',
    ]);
    assert.deepEqual(secretNames({}), []);
  });
});

describe('the config maps of a pod', () => {
  it('are in the environment of containers of any sort, and in volumes', () => {
    const spec = {
      ...containers((sort) => ({
        envFrom: [{ configMapRef: { name: `${sort}-all` } }, { secretRef: { name: 'no' } }],
        env: [{ name: 'B', valueFrom: { configMapKeyRef: { name: `${sort}-one`, key: 'k' } } }],
      })),
      volumes: [
        { name: 'v', configMap: { name: 'whole' } },
        { name: 'w', projected: { sources: [{ secret: { name: 'no' } }, { configMap: { name: 'part' } }] } },
        { name: 'u', secret: { secretName: 'no' } },
      ],
    };
    const ofContainers = ['init-all', 'init-one', 'main-all', 'main-one', 'debug-all', 'debug-one'];
    assert.deepEqual(configMapNames(spec), [...ofContainers, 'whole', 'part']);
  });
});

describe('the claims of a pod', () => {
  it('are those that its volumes name, and those made for it, which have its name before theirs', () => {
    const volumes = [
      { name: 'v', persistentVolumeClaim: { claimName: 'data' } },
      { name: 'w', ephemeral: { volumeClaimTemplate: {} } },
      { name: 'u', emptyDir: {} },
    ];
    assert.deepEqual(claimNames(pod({ volumes })), ['data', 'web-w']);
    assert.deepEqual(claimNames(pod({})), []);
  });

  it('for devices are those that it names, that were made for it, and that of an extended resource', () => {
    const resourceClaims = [
      { name: 'a', resourceClaimName: 'shared' },
      { name: 'b', resourceClaimTemplateName: 't' },
      { name: 'c', resourceClaimTemplateName: 't' },
    ];
    const status = {
      resourceClaimStatuses: [
        { name: 'b', resourceClaimName: 'web-b-x1' },
        { name: 'z', resourceClaimName: 'no' },
      ],
      extendedResourceClaimStatus: { resourceClaimName: 'web-extended' },
    };
    assert.deepEqual(resourceClaimNames(pod({ resourceClaims }, status)), ['shared', 'web-b-x1', 'web-extended']);
    assert.deepEqual(resourceClaimNames(pod({ resourceClaims })), ['shared']);
    assert.deepEqual(resourceClaimNames(pod({})), []);
  });
});
