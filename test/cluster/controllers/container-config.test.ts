import assert from 'node:assert/strict';
import { containerConfig, sandboxConfig } from '../../../src/cluster/controllers/container-config.js';
import type { PodReads } from '../../../src/cluster/controllers/pod-environment.js';
import type { Container, Pod } from '../../../src/cluster/controllers/pod-objects.js';

const reads: PodReads = { data: async () => undefined, token: async () => '', services: () => [] };
const configOf = (container: Partial<Container>, spec: Partial<Pod['spec']> = {}) => {
  const whole: Container = { name: 'c', image: 'nginx', ...container };
  const pod: Pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p', namespace: 'n', uid: 'u' },
    spec: { containers: [whole], ...spec },
  };
  return containerConfig(pod, '10.244.0.3', whole, reads);
};

describe('the configuration of a container', () => {
  it('has its words with the variables in them, and its user', async () => {
    const { command, uid, gid } = await configOf(
      { command: ['echo', '$(A)'], env: [{ name: 'A', value: 'b' }], securityContext: { runAsUser: 5 } },
      { securityContext: { runAsUser: 1, runAsGroup: 2 } },
    );
    assert.deepEqual([command, uid, gid], [['echo', 'b'], 5, 2]);
  });

  it('is none when it may not run as root and would', async () => {
    const securityContext = { runAsNonRoot: true };
    await assert.rejects(configOf({ securityContext }), {
      message: 'container has runAsNonRoot and image will run as root (pod: "p_n(u)", container: c)',
    });
    await assert.rejects(configOf({ securityContext: { runAsUser: 0 } }, { securityContext }), {
      message: 'container\'s runAsUser breaks non-root policy (pod: "p_n(u)", container: c)',
    });
    assert.equal((await configOf({ securityContext: { runAsUser: 101 } }, { securityContext })).uid, 101);
    const image = 'nginxinc/nginx-unprivileged';
    await configOf({ image, securityContext });
    await assert.rejects(configOf({ image, securityContext: { ...securityContext, runAsUser: 0 } }), /breaks non-root/);
    await configOf({ securityContext: { runAsNonRoot: false } }, { securityContext });
  });

  it('has all that its specification says, and what holds without a word', async () => {
    const { mounts, env, ...plain } = await configOf({});
    assert.deepEqual([mounts, env], [[], {}]);
    const none = { name: 'c', image: 'nginx', command: [], args: [], stdin: false, stdinOnce: false, tty: false };
    assert.deepEqual(plain, { ...none, uid: 0, gid: 0 });
    const full = await configOf(
      {
        args: ['$(A)', '$$(A)'],
        env: [{ name: 'A', value: 'b' }],
        workingDir: '/work',
        stdin: true,
        stdinOnce: true,
        tty: true,
        volumeMounts: [{ name: 'v', mountPath: '/v', readOnly: true }],
      },
      { volumes: [{ name: 'v', emptyDir: {} }] },
    );
    const { args, workingDir, stdin, stdinOnce, tty } = full;
    assert.deepEqual([args, workingDir, stdin, stdinOnce, tty], [['b', '$(A)'], '/work', true, true, true]);
    assert.deepEqual(full.mounts, [{ path: '/v', readOnly: true, medium: 'disk', volume: 'v' }]);
  });

  it('goes by the pod for who may run as root, where the container says nothing', async () => {
    const shared = { securityContext: { runAsNonRoot: true } };
    await assert.rejects(configOf({ securityContext: {} }, shared), /image will run as root/);
    await assert.rejects(configOf({}, { securityContext: { runAsNonRoot: true, runAsUser: 0 } }), /breaks non-root/);
    assert.equal((await configOf({}, { securityContext: { runAsNonRoot: true, runAsUser: 7 } })).uid, 7);
    await configOf({}, { securityContext: { runAsUser: 0 } });
  });
});

describe('the sandbox of a pod', () => {
  it('has the name of the pod as its host name, another that the pod asks for, or that of the node', () => {
    const hostOf = (spec: Partial<Pod['spec']>) => {
      const metadata = { name: 'p', namespace: 'n', uid: 'u' };
      const pod: Pod = { apiVersion: 'v1', kind: 'Pod', metadata, spec: { containers: [], ...spec } };
      const { hostname, ...rest } = sandboxConfig(pod, '10.244.0.3');
      assert.deepEqual(rest, { ...metadata, podIP: '10.244.0.3' });
      return hostname;
    };
    assert.deepEqual([hostOf({}), hostOf({ hostname: 'h' })], ['p', 'h']);
    assert.equal(hostOf({ hostNetwork: true, hostname: 'h' }), 'kubelab');
  });
});
