/**
 * Whether a course is sound: `checkCourse({ course, … })`. First its files; then, on one practice cluster of its own, each
 * lesson that has a rubric is run as it is handed out and as it is solved, and the rubric must tell the two apart.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type PracticeCluster, startCluster } from '../cluster/cluster.js';
import type { Evidence } from '../grader/evidence.js';
import { kubelabHome } from '../home.js';
import type { AuditEvent } from '../kube/audit-event.js';
import { type Notebook, type Output, readNotebook } from '../notebook/document.js';
import type { NotebookRun } from '../notebook/execute.js';
import { type CourseFault, fileFaults } from './check-files.js';
import { rubricFaults } from './check-rubric.js';
import type { Course, Lesson } from './course.js';
import { type GraderClient, graderClient } from './grading/grader-client.js';
import { othersOnPractice } from './grading/learner-events.js';
import { readRubric } from './rubrics.js';
import { runInFolder } from './run-notebooks.js';
import { solvedNotebook } from './solution.js';
import { tasksOf } from './tasks.js';

/** What to check, and how. */
export interface CheckCourseOptions {
  course: Course;
  /** The environment of the kernels. */
  env: Record<string, string | undefined>;
  signal?: AbortSignal;
  onEvent?: (event: CourseCheckEvent) => void;
}

/** A step: a notebook begins, a cell of it does, a lesson has been checked. */
export type CourseCheckEvent =
  | { type: 'run-started'; lesson: Lesson; solved: boolean }
  | { type: 'cell-started'; number: number; total: number }
  | { type: 'lesson-checked'; lesson: Lesson; faults: CourseFault[] };

/** What was found. */
export interface CourseCheck {
  faults: CourseFault[];
  /** How many checks were seen to fail and to pass. */
  checks: number;
  /** True when the signal came first; what was not looked at may be wrong. */
  interrupted: boolean;
}

/** Checks the course. Rejects with what the start of the cluster or of a kernel throws, never for a fault of the course. */
export async function checkCourse(options: CheckCourseOptions): Promise<CourseCheck> {
  const { course, signal, onEvent = () => {} } = options;
  const faults = fileFaults(course);
  let checks = 0;
  await withStage(options, async (stage) => {
    for (const lesson of course.lessons) {
      if (signal?.aborted) return;
      const known = faults.filter((fault) => fault.lesson === lesson.id);
      // what is not even well written is not run
      const found = known.length > 0 ? { faults: [], checks: 0 } : await checkLesson(lesson, course, stage, onEvent);
      if (signal?.aborted) return;
      faults.push(...found.faults);
      checks += found.checks;
      onEvent({ type: 'lesson-checked', lesson, faults: [...known, ...found.faults] });
    }
  });
  return { faults, checks, interrupted: signal?.aborted === true };
}

/** A cluster and a way to run a notebook on it. */
interface Stage {
  run(notebook: Notebook, lesson: Lesson): Promise<{ run: NotebookRun; evidence: Evidence }>;
}

async function checkLesson(
  lesson: Lesson,
  course: Course,
  stage: Stage,
  onEvent: (event: CourseCheckEvent) => void,
): Promise<{ faults: CourseFault[]; checks: number }> {
  const rubric = readRubric(course, lesson);
  const solution = solvedNotebook(lesson);
  if (!rubric || !solution) return { faults: [], checks: 0 };
  onEvent({ type: 'run-started', lesson, solved: false });
  const untouched = await stage.run(readNotebook(lesson.file), lesson);
  onEvent({ type: 'run-started', lesson, solved: true });
  const solved = await stage.run(solution, lesson);
  const faults = [
    ...runFaults(untouched.run, lesson.file, 'as it is handed out'),
    ...runFaults(solved.run, lesson.solution ?? lesson.file, 'solved'),
    ...wordFaults(untouched.run, lesson.file, 'Not yet', 'as it is handed out'),
    ...wordFaults(solved.run, lesson.file, 'Done', 'solved'),
    ...rubricFaults(rubric, untouched.evidence, solved.evidence),
  ];
  return { faults: faults.map((fault) => ({ lesson: lesson.id, ...fault })), checks: rubric.checks.length };
}

function runFaults({ cells }: NotebookRun, file: string, how: string): CourseFault[] {
  return cells
    .filter(({ passed }) => !passed)
    .map(({ id, index, status }) => ({
      message: `the cell ${id} does not pass in the notebook ${how}: ${status}`,
      hint: `run it: kubelab run --keep-going ${file}`,
      place: { file, cell: index + 1 },
    }));
}

/** What a reader is told by the cells behind the tasks. */
function wordFaults({ cells, notebook }: NotebookRun, file: string, word: string, how: string): CourseFault[] {
  return tasksOf(notebook).flatMap(({ name, check }) => {
    const run = cells.find(({ id }) => id === check?.id);
    if (!run?.passed || run.outputs.map(textOf).join('').startsWith(word)) return [];
    return [
      {
        message: `the check of ${name} does not say "${word}" in the notebook ${how}`,
        hint: "let its last line be await check('LESSON/TASK'), or mend what it prints",
        place: { file, cell: run.index + 1 },
      },
    ];
  });
}

function textOf(output: Output): string {
  if (output.output_type === 'stream') return output.text;
  return output.output_type === 'error' ? '' : String(output.data['text/plain'] ?? '');
}

/** Starts a cluster with a home of its own, and takes both away at the end. */
async function withStage(options: CheckCourseOptions, work: (stage: Stage) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'kubelab-check-course-'));
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
    const env = { ...options.env, KUBELAB_HOME: folder, KUBECONFIG: join(folder, 'kubeconfig') };
    await work(stageOn(client, events, env, options));
  } finally {
    await client?.close();
    await cluster?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What the notebooks' own `check()` looks for. */
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
  { signal, onEvent = () => {} }: CheckCourseOptions,
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
          if (event.type === 'cell-started')
            onEvent({ type: 'cell-started', number: event.number, total: event.total });
        },
      });
      if (run.status === 'no-kernel') throw run.error;
      const objects = await client.objects();
      const audit = events.slice(from).filter((event) => !client.isOwn(event.auditID) && !othersOnPractice(event));
      return { run, evidence: { audit, objects, before, source: 'server', cells: [] } };
    },
  };
}
