/** The rules for the securityContext of a pod and of a container. */
import assert from 'node:assert/strict';
import { faultsOf } from '../../../faults.js';

const of = (spec: object): string[] =>
  faultsOf('Pod', { spec: { containers: [{ name: 'c', image: 'i' }], ...spec } }).map((fault) =>
    fault.replace('spec.', ''),
  );
const container = (securityContext: object, spec: object = {}): string[] =>
  of({ ...spec, containers: [{ name: 'c', image: 'i', securityContext }] }).map((fault) =>
    fault.replace('containers[0].securityContext', ''),
  );
const pod = (securityContext: object, spec: object = {}): string[] =>
  of({ ...spec, securityContext }).map((fault) => fault.replace('securityContext.', ''));

describe('validateSecurityContext', () => {
  it('shows all of /proc where the pod has users of its own', () => {
    assert.deepEqual(container({ procMount: 'Unmasked' }, { hostUsers: false }), []);
    assert.deepEqual(container({ procMount: 'Default' }), []);
    for (const spec of [{}, { hostUsers: true }]) {
      assert.deepEqual(container({ procMount: 'Unmasked' }, spec), [
        '.procMount: Invalid value: "Unmasked": `hostUsers` must be false to use `Unmasked`',
      ]);
    }
  });

  it('adds no CAP_SYS_ADMIN where privileges may not be escalated', () => {
    const added = (...add: string[]): string[] =>
      container({ allowPrivilegeEscalation: false, capabilities: { add } }).map((fault) => fault.split('}: ')[1] ?? '');
    assert.deepEqual(added('NET_ADMIN', 'SYS_ADMIN'), []);
    assert.deepEqual(added('CAP_SYS_ADMIN'), [
      'cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN',
    ]);
    assert.deepEqual(container({ capabilities: { add: ['CAP_SYS_ADMIN'] } }), []);
  });

  it('names a seccomp profile of the node, and no other', () => {
    const seccomp = (seccompProfile: object): string[] => container({ seccompProfile });
    const path = '.seccompProfile.localhostProfile';
    assert.deepEqual(seccomp({ type: 'Localhost', localhostProfile: 'a/b.json' }), []);
    assert.deepEqual(seccomp({ type: 'Localhost', localhostProfile: '../b.json' }), [
      `${path}: Invalid value: "../b.json": must not contain '..'`,
    ]);
    assert.deepEqual(seccomp({ type: 'Localhost' }), [
      `${path}: Required value: must be set when seccomp type is Localhost`,
    ]);
    assert.deepEqual(seccomp({ type: 'Unconfined', localhostProfile: 'a' }), [
      `${path}: Invalid value: {"Type":"Unconfined","LocalhostProfile":"a"}: can only be set when seccomp type is Localhost`,
    ]);
    assert.deepEqual(seccomp({ type: '' }), [
      '.seccompProfile.type: Required value: type is required when seccompProfile is set',
    ]);
  });

  it('names an AppArmor profile of the node, and no other', () => {
    const appArmor = (appArmorProfile: object): string[] =>
      container({ appArmorProfile }).map((fault) => fault.replace('.appArmorProfile.', ''));
    const needed = ['localhostProfile: Required value: must be set when AppArmor type is Localhost'];
    const local = (localhostProfile?: string): string[] => appArmor({ type: 'Localhost', localhostProfile });
    assert.deepEqual(local('a'.repeat(4095)), []);
    assert.deepEqual(local(), needed);
    assert.deepEqual(local(''), needed);
    assert.deepEqual(local(' a'), ['localhostProfile: Invalid value: " a": must not be padded with whitespace']);
    assert.deepEqual(local('a'.repeat(4096)), ['localhostProfile: Too long: may not be more than 4095 bytes']);
    assert.deepEqual(appArmor({ type: 'RuntimeDefault' }), []);
    assert.deepEqual(appArmor({ type: 'RuntimeDefault', localhostProfile: 'a' }), [
      'localhostProfile: Invalid value: "a": can only be set when AppArmor type is Localhost',
    ]);
    assert.deepEqual(appArmor({ type: '' }), ['type: Required value: type is required when appArmorProfile is set']);
    assert.deepEqual(appArmor({ type: 'Strict' }), [
      'type: Unsupported value: "Strict": supported values: "Localhost", "RuntimeDefault", "Unconfined"',
    ]);
  });
});

describe('validatePodSecurityContext', () => {
  it('shares processes within the pod, or with the node', () => {
    assert.deepEqual(pod({}, { shareProcessNamespace: true }), []);
    assert.deepEqual(pod({}, { shareProcessNamespace: false, hostPID: true }), []);
    assert.deepEqual(pod({}, { shareProcessNamespace: true, hostPID: true }), [
      'shareProcessNamespace: Invalid value: true: ShareProcessNamespace and HostPID cannot both be enabled',
    ]);
  });

  it('sets what the kernel has, each once', () => {
    const settings = (...names: string[]): string[] => pod({ sysctls: names.map((name) => ({ name, value: '1' })) });
    assert.deepEqual(settings('kernel.shm_rmid_forced', 'net/ipv4/ip_local_port_range'), []);
    assert.deepEqual(settings('net.ipv4.tcp_syncookies', 'net.ipv4.tcp_syncookies', '', 'Net.x'), [
      'sysctls[1].name: Duplicate value: "net.ipv4.tcp_syncookies"',
      'sysctls[2].name: Required value',
      'sysctls[3].name: Invalid value: "Net.x": must have at most 253 characters and match regex ^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$',
    ]);
  });

  it('sets nothing of the node', () => {
    const setting = (name: string, spec: object): string[] => pod({ sysctls: [{ name, value: '1' }] }, spec);
    for (const name of ['net.core.somaxconn', 'net/core/somaxconn']) {
      assert.deepEqual(setting(name, { hostIPC: true }), []);
      assert.deepEqual(setting(name, { hostNetwork: true }), [
        `sysctls[0].name: Invalid value: "${name}": may not be specified when 'hostNetwork' is true`,
      ]);
    }
    for (const name of ['kernel.sem', 'kernel.shmmax', 'kernel.msgmax', 'fs.mqueue.msg_max']) {
      assert.deepEqual(setting(name, { hostNetwork: true }), []);
      assert.deepEqual(setting(name, { hostIPC: true }), [
        `sysctls[0].name: Invalid value: "${name}": may not be specified when 'hostIPC' is true`,
      ]);
    }
    assert.deepEqual(setting('kernel.semaphores', { hostIPC: true }), []);
  });

  it('takes the policies that there are', () => {
    const policies = {
      fsGroupChangePolicy: 'Never',
      supplementalGroupsPolicy: 'Drop',
      seLinuxChangePolicy: 'MountOption',
    };
    assert.deepEqual(pod({ fsGroupChangePolicy: 'Always', supplementalGroupsPolicy: 'Merge' }), []);
    assert.deepEqual(pod(policies), [
      'fsGroupChangePolicy: Unsupported value: "Never": supported values: "Always", "OnRootMismatch"',
      'supplementalGroupsPolicy: Unsupported value: "Drop": supported values: "Merge", "Strict"',
      'seLinuxChangePolicy: Unsupported value: "MountOption": supported values: "Recursive"',
    ]);
  });

  it('has users of its own and shares none of the three namespaces', () => {
    assert.deepEqual(of({ hostUsers: false }), []);
    assert.deepEqual(of({ hostUsers: false, hostIPC: true }), ['HostIPC: Forbidden: when `hostUsers` is false']);
  });
});
