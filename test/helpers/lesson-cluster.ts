/** A practice cluster with a home, as the notebooks of the lessons find it, `check()` with its audit log included. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Lesson } from '../../src/course/course.js';
import { isSoak } from '../soak/soak.js';
import { practiceCluster, type TestCluster } from './practice-cluster.js';

/** The cluster, and the environment for kernels. */
export interface LessonCluster {
  cluster: TestCluster;
  env: Record<string, string | undefined>;
  stop(): Promise<void>;
}

/** Starts one; `stop()` takes its home away, too. */
export async function lessonCluster(): Promise<LessonCluster> {
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
    stop: async () => {
      await cluster.stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** The lessons of these ids; all of them in a long run (KUBELAB_SOAK=1). */
export function lessonsTaken(lessons: readonly Lesson[], ids: readonly string[]): readonly Lesson[] {
  return isSoak ? lessons : lessons.filter(({ id }) => ids.includes(id));
}
