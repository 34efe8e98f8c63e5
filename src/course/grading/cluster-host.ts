/**
 * The process of one submission's practice cluster, started by `cluster-process.ts`: a cluster in memory, whose port is also
 * offered as a Unix socket for the sandbox. It is told what to do by one message, and ends with whoever started it.
 */
import { createPrivateKey } from 'node:crypto';
import { startCluster } from '../../cluster/cluster.js';
import { startRelay } from '../../sandbox/relay.js';
import type { HostMessage, HostRequest } from './cluster-process.js';

/** What is stored and written for one submission; a lesson needs a hundredth of it. */
const STORE_LIMITS = { objects: 5000, writtenBytes: 64 * 1024 * 1024 };
/** What the audit log may grow to. */
const MOST_AUDIT_BYTES = 48 * 1024 * 1024;

function tell(message: HostMessage): void {
  process.send?.(message);
}

async function host({ auditLog, socket, signingKey }: HostRequest): Promise<void> {
  let audited = 0;
  const cluster = await startCluster({
    port: 0,
    auditLog,
    signingKey: createPrivateKey(signingKey),
    storeLimits: STORE_LIMITS,
    onAudit: (event) => {
      audited += JSON.stringify(event).length;
      if (audited <= MOST_AUDIT_BYTES) return;
      console.error(`the audit log is longer than ${MOST_AUDIT_BYTES} bytes`);
      process.exit(1);
    },
    onError: (error, where) => {
      // a client that breaks off is no fault; without a whole audit log there is no verdict
      if (where !== 'audit log') return;
      console.error(`the audit log cannot be written: ${(error as NodeJS.ErrnoException).code ?? String(error)}`);
      process.exit(1);
    },
  });
  await cluster.ready;
  await startRelay({ path: socket }, { host: '127.0.0.1', port: Number(new URL(cluster.server).port) });
  tell({ type: 'ready', server: cluster.server, kubeconfig: cluster.adminKubeconfig() });
}

process.once('disconnect', () => process.exit());
process.once('message', (options: HostRequest) => {
  host(options).catch((error: unknown) => {
    tell({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
    process.exit(1);
  });
});
