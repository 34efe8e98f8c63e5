/** A practice cluster with a home of its own, on which `check-course` runs notebooks. */
import { rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type PracticeCluster, startCluster } from '../cluster/cluster.js';
import type { Evidence } from '../grader/evidence.js';
import { kubelabHome } from '../home.js';
import type { AuditEvent } from '../kube/audit-event.js';
import type { Notebook } from '../notebook/document.js';
import type { NotebookRun } from '../notebook/execute.js';
import { temporaryFolder } from '../temporary-folder.js';
import type { Course, Lesson } from './course.js';
import { type GraderClient, graderClient } from './grading/grader-client.js';
import { othersOnPractice } from './grading/learner-events.js';
import { rubricFolder } from './rubrics.js';
import { runInFolder } from './run-notebooks.js';

/** The course, environment and callbacks of a stage. */
export interface StageOptions {
  course: Course;
  /** The environment of the kernels. */
  env: Record<string, string | undefined>;
  signal?: AbortSignal;
  /** A code cell begins: `number` of `total`, from 1. */
  onCell: (number: number, total: number) => void;
}

/** A cluster and a way to run a notebook on it. */
export interface Stage {
  run(notebook: Notebook, lesson: Lesson): Promise<StagedRun>;
}

/** A run on the stage, with its evidence. */
export interface StagedRun {
  run: NotebookRun;
  evidence: Evidence;
  /** The audit events during the run, without the grader's own. */
  events: AuditEvent[];
}

/** Starts the cluster, and takes it and its home away at the end. Rejects with the errors of the start, and of `work`. */
export async function withStage<T>(options: StageOptions, work: (stage: Stage) => Promise<T>): Promise<T> {
  const folder = temporaryFolder('kubelab-check-course-');
  const events: AuditEvent[] = [];
  let cluster: PracticeCluster | undefined;
  let client: GraderClient | undefined;
  try {
    cluster = await startCluster({
      port: 0,
      auditLog: join(folder, 'audit.log'),
      onAudit: (event) => events.push(event),
    });
    await cluster.ready;
    const kubeconfig = cluster.adminKubeconfig();
    client = await graderClient(kubeconfig, 'practice');
    writeHome(folder, cluster, kubeconfig);
    const env = {
      ...options.env,
      KUBELAB_HOME: folder,
      KUBECONFIG: join(folder, 'kubeconfig'),
      KUBELAB_RUBRICS: rubricFolder(options.course),
    };
    return await work(stageOn(client, events, env, options));
  } finally {
    await client?.close();
    await cluster?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Writes the files that the notebooks' own `check()` looks for. */
function writeHome(folder: string, cluster: PracticeCluster, kubeconfig: string): void {
  const home = kubelabHome({ KUBELAB_HOME: folder });
  const { server, auditLogPath: auditLog } = cluster;
  const record = { version: 1, pid: process.pid, server, kubeconfig: home.kubeconfig, auditLog, dataDir: null };
  writeFileSync(home.kubeconfig, kubeconfig, { mode: 0o600 });
  writeFileSync(home.running, JSON.stringify(record), { mode: 0o600 });
}

function stageOn(
  client: GraderClient,
  events: readonly AuditEvent[],
  env: Record<string, string | undefined>,
  { signal, onCell }: StageOptions,
): Stage {
  return {
    async run(notebook, lesson) {
      const before = await client.objects();
      const from = events.length;
      const run = await runInFolder(notebook, dirname(lesson.file), {
        env,
        keepGoing: true,
        ...(signal ? { signal } : {}),
        onEvent: (event) => {
          if (event.type === 'cell-started') onCell(event.number, event.total);
        },
      });
      if (run.status === 'no-kernel') throw run.error;
      const objects = await client.objects();
      const during = events.slice(from).filter((event) => !client.isOwn(event.auditID));
      const audit = during.filter((event) => !othersOnPractice(event));
      return { run, evidence: { audit, objects, before, source: 'server', cells: [] }, events: during };
    },
  };
}
