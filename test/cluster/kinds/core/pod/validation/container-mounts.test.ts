/** The rules for a container's mounts, and for its block devices. */
import assert from 'node:assert/strict';
import { faultsOf } from '../../../faults.js';

const claim = { persistentVolumeClaim: { claimName: 'd' } };
const volumes = [
  { name: 'v', emptyDir: {} },
  { name: 'd', ...claim },
  { name: 'e', ...claim },
];
const container = (more: object): string[] =>
  faultsOf('Pod', { spec: { volumes, containers: [{ name: 'c', image: 'i', ...more }] } }).map((fault) =>
    fault.replace('spec.containers[0].', ''),
  );
const mounts = (...volumeMounts: object[]): string[] =>
  container({ volumeMounts: volumeMounts.map((mount) => ({ name: 'v', mountPath: '/v', ...mount })) });
const devices = (...volumeDevices: object[]): string[] =>
  container({ volumeDevices: volumeDevices.map((device) => ({ name: 'd', devicePath: '/d', ...device })) });

describe('validateMounts', () => {
  it('wants a volume and a place', () => {
    assert.deepEqual(mounts({ name: '', mountPath: '' }), [
      'volumeMounts[0].name: Required value',
      'volumeMounts[0].name: Not found: ""',
      'volumeMounts[0].mountPath: Required value',
    ]);
  });

  it('has a folder in the volume by a path or by an expression, not outside it', () => {
    assert.deepEqual(mounts({ subPath: 'a/..b' }), []);
    assert.deepEqual(mounts({ subPath: 'a', subPathExpr: '$(B)/..' }), [
      'volumeMounts[0].subPathExpr: Invalid value: "$(B)/..": subPathExpr and subPath are mutually exclusive',
      'volumeMounts.subPathExpr: Invalid value: "$(B)/..": must not contain \'..\'',
    ]);
  });

  it('can be read-only all the way down when it is read-only, and not spread', () => {
    const path = 'volumeMounts.recursiveReadOnly';
    for (const recursiveReadOnly of ['Enabled', 'IfPossible']) {
      assert.deepEqual(mounts({ recursiveReadOnly, readOnly: true }), []);
      assert.deepEqual(mounts({ recursiveReadOnly, readOnly: true, mountPropagation: 'None' }), []);
      assert.deepEqual(mounts({ recursiveReadOnly, mountPropagation: 'HostToContainer' }), [
        `${path}: Forbidden: may only be specified when readOnly is true`,
        `${path}: Forbidden: may only be specified when mountPropagation is None or not specified`,
      ]);
    }
    assert.deepEqual(mounts({ recursiveReadOnly: 'Disabled' }), []);
    assert.deepEqual(mounts({ recursiveReadOnly: 'Always' }), [
      `${path}: Unsupported value: "Always": supported values: "Disabled", "Enabled", "IfPossible"`,
    ]);
  });

  it('is seen by the node from a privileged container alone', () => {
    const mount = { name: 'v', mountPath: '/v', mountPropagation: 'Bidirectional' };
    assert.deepEqual(container({ volumeMounts: [mount], securityContext: { privileged: true } }), []);
    assert.deepEqual(mounts({ mountPropagation: 'Both' }), [
      'volumeMounts.mountPropagation: Unsupported value: "Both": supported values: "Bidirectional", "HostToContainer", "None"',
    ]);
  });
});

describe('validateDevices', () => {
  it('are claims, each once, at places of their own', () => {
    assert.deepEqual(devices({}, { name: 'e', devicePath: '/e' }), []);
    assert.deepEqual(devices({}, {}), [
      'volumeDevices[1].name: Invalid value: "d": must be unique',
      'volumeDevices[1].devicePath: Invalid value: "/d": must be unique',
    ]);
    assert.deepEqual(devices({ name: 'v', devicePath: '/a/../b' }, { name: 'x', devicePath: '' }), [
      'volumeDevices[0].name: Invalid value: "v": can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode',
      'volumeDevices[0].devicePath: Invalid value: "/a/../b": can not contain backsteps (\'..\')',
      'volumeDevices[1].name: Not found: "x"',
      'volumeDevices[1].devicePath: Required value',
    ]);
    assert.deepEqual(devices({ name: '' }), [
      'volumeDevices[0].name: Required value',
      'volumeDevices[0].name: Not found: ""',
    ]);
  });

  it('are no mounts, nor where one is', () => {
    const both = (mount: object, device: object): string[] =>
      container({ volumeMounts: [mount], volumeDevices: [device] });
    assert.deepEqual(both({ name: 'd', mountPath: '/m' }, { name: 'd', devicePath: '/d' }), [
      'volumeMounts[0].name: Invalid value: "d": must not already exist in volumeDevices',
      'volumeDevices[0].name: Invalid value: "d": must not already exist in volumeMounts',
    ]);
    assert.deepEqual(both({ name: 'v', mountPath: '/d' }, { name: 'd', devicePath: '/d' }), [
      'volumeMounts[0].mountPath: Invalid value: "/d": must not already exist as a path in volumeDevices',
      'volumeDevices[0].devicePath: Invalid value: "/d": must not already exist as a path in volumeMounts',
    ]);
  });
});
