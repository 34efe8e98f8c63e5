/** A practice cluster on which notebooks run, with a folder by which their own `check()` finds its audit log. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { practiceCluster, type TestCluster } from './practice-cluster.js';

/** The cluster, and what the kernels need to know of it. */
export interface LessonHome {
  cluster: TestCluster;
  /** The environment of the kernels: this process's, with the folder and the kubeconfig of the cluster. */
  env: Record<string, string | undefined>;
  /** Ends the cluster and removes the folder. */
  end(): Promise<void>;
}

/** Starts the cluster and writes the folder; whoever calls it ends it. */
export async function lessonHome(): Promise<LessonHome> {
  const home = mkdtempSync(join(tmpdir(), 'kubelab-lessons-'));
  const auditLog = join(home, 'audit.log');
  const kubeconfig = join(home, 'kubeconfig');
  const cluster = await practiceCluster({ auditLog });
  writeFileSync(kubeconfig, cluster.adminKubeconfig(), { mode: 0o600 });
  const record = { version: 1, pid: process.pid, server: cluster.server, kubeconfig, auditLog, dataDir: null };
  writeFileSync(join(home, 'running.json'), JSON.stringify(record), { mode: 0o600 });
  return {
    cluster,
    env: { ...process.env, KUBELAB_HOME: home, KUBECONFIG: kubeconfig },
    async end() {
      await cluster.stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}
