/**
 * The process of one submission's practice cluster, started by `cluster-process.ts`, in a sandbox where there is one: a
 * cluster in memory, whose port is also offered as Unix sockets outside of the sandbox, one for the learner and one for the
 * grader. It gets its request by a line on its standard input, answers by lines on its standard output, and ends with
 * the process that started it.
 */
import { createPrivateKey } from 'node:crypto';
import { createInterface } from 'node:readline';
import { startCluster } from '../../cluster/cluster.js';
import { startRelay } from '../../sandbox/relay.js';
import type { HostMessage, HostRequest } from './cluster-process.js';
import { othersOnPractice } from './learner-events.js';
import { paceRequests } from './pace.js';

const MB = 1024 * 1024;
/** Limits of the store for one submission; a lesson needs a hundredth of them. */
const STORE_LIMITS = { objects: 5000, writtenBytes: 64 * MB };
/** A lesson writes less than one megabyte of audit events. */
const PACE = { free: 4 * MB, limit: 40 * MB };
/** The greatest size of the audit log, with events of requests that were being handled when its room came to an end. */
const MOST_AUDIT_BYTES = 56 * MB;

function tell(message: HostMessage): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

async function host({ auditLog, signingKey, port, pass, sockets }: HostRequest): Promise<void> {
  let audited = 0;
  const pace = paceRequests({ ...PACE, pass, onSlow: () => tell({ type: 'slowed' }) });
  const cluster = await startCluster({
    port,
    auditLog,
    signingKey: createPrivateKey(signingKey),
    storeLimits: STORE_LIMITS,
    inFront: pace.stage,
    // no evidence, and nobody can slow the control plane: a thousand pods of a learner would fill the log with its requests
    isAudited: (event) => !othersOnPractice(event),
    onAudit: (event) => {
      const bytes = JSON.stringify(event).length;
      audited += bytes;
      pace.audited(bytes);
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
  const taken = Number(new URL(cluster.server).port);
  for (const path of sockets) await startRelay({ path }, { host: '127.0.0.1', port: taken });
  const { caPem, admin, frontProxyClient: frontProxy } = cluster;
  tell({ type: 'ready', port: taken, caPem, admin, frontProxy });
}

// the grader has closed the pipe
process.stdout.on('error', () => process.exit(1));
const lines = createInterface({ input: process.stdin });
lines.once('close', () => process.exit());
lines.once('line', (line) => {
  // the line is the grader's own
  host(JSON.parse(line) as HostRequest).catch((error: unknown) => {
    tell({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
    process.exit(1);
  });
});
