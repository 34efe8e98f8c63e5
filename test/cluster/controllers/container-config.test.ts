import assert from 'node:assert/strict';
import { containerConfig } from '../../../src/cluster/controllers/container-config.js';
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
    await configOf({ image: 'nginxinc/nginx-unprivileged', securityContext });
    await configOf({ securityContext: { runAsNonRoot: false } }, { securityContext });
  });
});
