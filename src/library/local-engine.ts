/** The cluster in this process, in memory. */
import { startCluster } from '../cluster/cluster.js';
import type { AuditEvent } from '../kube/audit-event.js';
import type { Engine, EngineOptions } from './engine.js';

/** Starts one and resolves when its controllers are done. Rejects as `startCluster` of `cluster/cluster.ts` does. */
export async function startLocalEngine({ keepsAudit, ...options }: EngineOptions): Promise<Engine> {
  let events: AuditEvent[] = [];
  const cluster = await startCluster({
    ...options,
    ...(keepsAudit ? { onAudit: (event) => events.push(event) } : {}),
  });
  try {
    await cluster.ready;
  } catch (error) {
    await cluster.stop();
    throw error;
  }
  let restore = async (): Promise<void> => {};
  const { server, caPem, admin } = cluster;
  return {
    server,
    caPem,
    admin,
    kubeconfig: cluster.adminKubeconfig(),
    certificateFor: async (user, groups) => cluster.certificateFor(user, groups),
    auditEvents: async () => [...events],
    markStart: async () => {
      restore = await cluster.snapshot();
      events = [];
    },
    reset: async () => {
      await restore();
      events = [];
    },
    pauseControllers: cluster.pauseControllers,
    resumeControllers: cluster.resumeControllers,
    stop: cluster.stop,
  };
}
