import assert from 'node:assert/strict';
import type { CheckedPod } from '../../../../src/cluster/admission/pod-security/checked-pod.js';
import { type LevelVersion, violationsOf } from '../../../../src/cluster/admission/pod-security/security-levels.js';

const pod = (spec: object, annotations: Record<string, string> = {}): CheckedPod => ({
  spec: { ...spec },
  annotations,
});
const container = (name: string, securityContext: object = {}, more: object = {}): object => ({
  name,
  securityContext,
  ...more,
});
/** A container that restricted allows. */
const safe = container('safe', {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  runAsNonRoot: true,
  seccompProfile: { type: 'RuntimeDefault' },
});
const found = (
  level: LevelVersion['level'],
  checked: CheckedPod,
  version: LevelVersion['version'] = 'latest',
): string[] => violationsOf({ level, version }, checked).map(({ reason, detail }) => `${reason} (${detail})`);

// the texts are those of the tests of k8s.io/pod-security-admission/policy
const faultsOfBaseline: [string, CheckedPod, string][] = [
  [
    'AppArmor off',
    pod({ containers: [container('foo', { appArmorProfile: { type: 'Unconfined' } })] }),
    'forbidden AppArmor profile (container "foo" must not set AppArmor profile type to "Unconfined")',
  ],
  [
    'AppArmor off by an annotation',
    pod({ containers: [] }, { 'container.apparmor.security.beta.kubernetes.io/a': 'unconfined' }),
    'forbidden AppArmor profile (annotation must not set AppArmor profile type to "container.apparmor.security.beta.kubernetes.io/a="unconfined"")',
  ],
  [
    'capabilities',
    pod({
      initContainers: [container('a', { capabilities: { add: ['FOO', 'BAR', 'CHOWN'] } })],
      containers: [container('b', { capabilities: { add: ['FOO', 'BAZ'] } }), safe],
    }),
    'non-default capabilities (containers "a", "b" must not include "BAR", "BAZ", "FOO" in securityContext.capabilities.add)',
  ],
  [
    'namespaces of the node',
    pod({ hostNetwork: true, hostPID: true, hostIPC: true }),
    'host namespaces (hostNetwork=true, hostPID=true, hostIPC=true)',
  ],
  [
    'folders of the node',
    pod({
      volumes: [
        { name: 'a', hostPath: { path: '/' } },
        { name: 'b', emptyDir: {} },
      ],
    }),
    'hostPath volumes (volume "a")',
  ],
  [
    'ports of the node',
    pod({ containers: [container('a', {}, { ports: [{ hostPort: 20 }, { hostPort: 100 }, { hostPort: 0 }] })] }),
    'hostPort (container "a" uses hostPorts 100, 20)',
  ],
  [
    'hosts in probes and hooks',
    pod({
      containers: [
        container('a', {}, { livenessProbe: { httpGet: { host: 'x' } } }),
        container('b', {}, { lifecycle: { preStop: { tcpSocket: { host: 'y' } } } }),
      ],
    }),
    'probe or lifecycle host (containers "a", "b" use probe or lifecycle hosts "x", "y")',
  ],
  [
    'a privileged container, also one added for debugging',
    pod({ ephemeralContainers: [container('a', { privileged: true })] }),
    'privileged (container "a" must not set securityContext.privileged=true)',
  ],
  [
    'an open /proc',
    pod({ containers: [container('a', { procMount: 'Unmasked' })] }),
    'procMount (container "a" must not set securityContext.procMount to "Unmasked")',
  ],
  [
    'options of SELinux',
    pod({
      securityContext: { seLinuxOptions: { type: 'foo' } },
      containers: [
        container('e', { seLinuxOptions: { type: 'bar' } }),
        container('f', { seLinuxOptions: { user: 'bar' } }),
        container('g', { seLinuxOptions: { role: 'baz' } }),
      ],
    }),
    'seLinuxOptions (pod and containers "e", "f", "g" set forbidden securityContext.seLinuxOptions: types "bar", "foo"; user may not be set; role may not be set)',
  ],
  [
    'system calls without a filter',
    pod({ securityContext: { seccompProfile: { type: 'Unconfined' } }, containers: [safe] }),
    'seccompProfile (pod must not set securityContext.seccompProfile.type to "Unconfined")',
  ],
  [
    'kernel parameters',
    pod({ securityContext: { sysctls: [{ name: 'a' }, { name: 'net.ipv4.tcp_rmem' }, { name: 'b' }] } }),
    'forbidden sysctls (a, b)',
  ],
  [
    'processes of a Windows node',
    pod({ containers: [container('a', { windowsOptions: { hostProcess: true } })] }),
    'hostProcess (container "a" must not set securityContext.windowsOptions.hostProcess=true)',
  ],
];

describe('levels of Pod Security', () => {
  it('baseline allows AppArmor\u2019s annotation with no profile, that of the runtime, or one of the node', () => {
    for (const value of ['', 'runtime/default', 'localhost/own']) {
      const annotations = { 'container.apparmor.security.beta.kubernetes.io/a': value };
      assert.deepEqual(found('baseline', pod({ containers: [] }, annotations)), [], value);
    }
  });
  for (const [name, checked, text] of faultsOfBaseline) {
    it(`baseline forbids: ${name}`, () => {
      assert.deepEqual(found('baseline', checked), [text]);
      assert.deepEqual(found('privileged', checked), []);
    });
  }
  it('restricted allows a pod that gives up all it can, and asks any other for it', () => {
    assert.deepEqual(found('restricted', pod({ containers: [safe] })), []);
    assert.deepEqual(found('restricted', pod({ containers: [container('a'), container('b'), safe] })), [
      'allowPrivilegeEscalation != false (containers "a", "b" must set securityContext.allowPrivilegeEscalation=false)',
      'unrestricted capabilities (containers "a", "b" must set securityContext.capabilities.drop=["ALL"])',
      'runAsNonRoot != true (pod or containers "a", "b" must set securityContext.runAsNonRoot=true)',
      'seccompProfile (pod or containers "a", "b" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")',
    ]);
  });
  it('restricted reads from the pod what a container leaves open', () => {
    const securityContext = { runAsNonRoot: true, seccompProfile: { type: 'Localhost' } };
    const open = container('a', { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } });
    assert.deepEqual(found('restricted', pod({ securityContext, containers: [open] })), []);
  });
  it('restricted forbids more than baseline, and says it once', () => {
    const volumes = [
      { name: 'a', hostPath: { path: '/' } },
      { name: 'b', nfs: { server: 's', path: '/' } },
      { name: 'c', secret: {} },
    ];
    assert.deepEqual(found('restricted', pod({ volumes, containers: [safe] })), [
      'restricted volume types (volumes "a", "b" use restricted volume types "hostPath", "nfs")',
    ]);
    const root = container('a', { runAsNonRoot: false, runAsUser: 0 });
    const said = found('restricted', pod({ securityContext: { runAsUser: 0 }, containers: [root] }));
    assert.deepEqual(said.slice(2, 4), [
      'runAsNonRoot != true (container "a" must not set securityContext.runAsNonRoot=false)',
      'runAsUser=0 (pod and container "a" must not set runAsUser=0)',
    ]);
    const adding = container('a', { capabilities: { add: ['CHOWN', 'NET_BIND_SERVICE'] } });
    assert.equal(
      found('restricted', pod({ containers: [adding] }))[1],
      'unrestricted capabilities (container "a" must set securityContext.capabilities.drop=["ALL"]; container "a" must not include "CHOWN" in securityContext.capabilities.add)',
    );
  });
  it('are those of the version that is named', () => {
    const plain = pod({ containers: [container('a')] });
    const reasons = (version: number): string[] =>
      found('restricted', plain, version).map((text) => text.split(' (')[0] ?? '');
    assert.deepEqual(reasons(0), ['runAsNonRoot != true']);
    assert.deepEqual(reasons(8), ['allowPrivilegeEscalation != false', 'runAsNonRoot != true']);
    assert.equal(reasons(22).length, 4);
    assert.deepEqual(reasons(99), reasons(35));
    const annotated = pod({ containers: [] }, { 'seccomp.security.alpha.kubernetes.io/pod': 'unconfined' });
    assert.deepEqual(found('baseline', annotated), []);
    assert.deepEqual(found('baseline', annotated, 18), [
      'seccompProfile (forbidden annotation seccomp.security.alpha.kubernetes.io/pod="unconfined")',
    ]);
    assert.equal(
      found('baseline', pod({ securityContext: { sysctls: [{ name: 'net.ipv4.tcp_rmem' }] } }), 31).length,
      1,
    );
  });
  it('ask less of a pod with users of its own, and of one for Windows', () => {
    const rooted = container('a', {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      seccompProfile: { type: 'RuntimeDefault' },
      runAsUser: 0,
    });
    assert.deepEqual(found('restricted', pod({ hostUsers: false, containers: [rooted] })), []);
    assert.equal(found('restricted', pod({ hostUsers: false, containers: [rooted] }), 34).length, 2);
    const windows = pod({ os: { name: 'windows' }, containers: [container('a', { runAsNonRoot: true })] });
    assert.deepEqual(found('restricted', windows), []);
    assert.equal(found('restricted', windows, 24).length, 3);
  });
});
