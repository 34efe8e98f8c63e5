/** `kubelab grade`: grades what was handed in, shows how it goes, and sums up. */
import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Course } from '../../course/course.js';
import { findLesson } from '../../course/find-lesson.js';
import { anonymousKey } from '../../course/grading/anonymous.js';
import { lockFolder } from '../../course/grading/folder-lock.js';
import { gradeClass } from '../../course/grading/grade-class.js';
import { knownRubrics } from '../../course/grading/known-rubrics.js';
import { type MarkEntry, readMarks, strayMarks } from '../../course/grading/marks.js';
import { readRoster } from '../../course/grading/roster.js';
import { submissionRunner, usualJobs } from '../../course/grading/submission-runner.js';
import { findSubmissions } from '../../course/grading/submissions.js';
import { nameAll } from '../../course/grading/tasks.js';
import { rubricFile } from '../../course/rubrics.js';
import { KubelabError } from '../../errors.js';
import { askedKinds } from '../../grader/asked-kinds.js';
import { kubelabHome } from '../../home.js';
import { packageVersion } from '../../package-root.js';
import { findSandbox } from '../../sandbox/find-sandbox.js';
import { closeInheritedDescriptors } from '../../sandbox/inherited-descriptors.js';
import { EXIT, type ExitCode, exitCodeOf, exitCodeOfSignal } from '../exit-codes.js';
import { reportGrading } from '../grade-report.js';
import { summaryOfClass } from '../grade-summary.js';
import { courseOf, namedPaths } from '../lesson-copy.js';
import { sanitise } from '../terminal/sanitise.js';
import type { Io } from '../terminal/terminal.js';
import { checkWritable } from '../writable.js';

/** The options of `grade`; times are in seconds, memory in MB. */
export interface GradeOptions {
  exercise?: string;
  jobs?: number;
  out: string;
  resume?: boolean;
  roster?: string;
  marks?: string;
  anonymous?: boolean;
  timeoutCell?: number;
  timeout?: number;
  memory?: number;
  sandbox: 'auto' | 'bwrap' | 'none';
  kubeconfig?: string;
  auditLog?: string;
  course?: string;
}

/**
 * Grades the notebooks, which are named by their paths or as lessons of the learner's copy. 0 when all were graded, 1 when
 * some could not be, 3 when the machine did not allow it, 130 or 143 after a signal; the results are whole in each case.
 * Throws for what is wrong with the command line and its files.
 */
export async function grade(names: readonly string[], options: GradeOptions, io: Io): Promise<ExitCode> {
  closeInheritedDescriptors();
  const named = options.course === undefined ? {} : { course: options.course };
  const course = courseOf(named);
  const paths = namedPaths(names, named, io);
  const out = resolve(options.out);
  const signal = io.signals.interruption;
  const prepared = prepare(paths, course, out, options, io);
  const { tasks, marks, roster, rubrics } = prepared;
  const cluster = realCluster(options);
  const asked = new Map([...rubrics].map(([exercise, { rubric }]) => [exercise, askedKinds(rubric)]));
  const jobs = cluster ? 1 : (options.jobs ?? usualJobs({}));
  const sandbox = findSandbox(options.sandbox);
  for (const warning of sandbox.warnings) io.err.line(io.err.style.yellow(`warning: ${sanitise(warning)}`));

  const release = lockFolder(out);
  const reporter = reportGrading(io.out, tasks);
  const runner = submissionRunner({
    sandbox,
    signal,
    total: tasks.length,
    jobs,
    askedOf: ({ lesson }) => asked.get(lesson?.id ?? '') ?? 'all',
    onEvent: (submission, event) => reporter.onCell(submission, event),
    ...(cluster ? { cluster } : {}),
    ...(options.memory === undefined ? {} : { memoryMb: options.memory }),
    ...(options.timeout === undefined ? {} : { timeoutMs: options.timeout * 1000 }),
    ...(options.timeoutCell === undefined ? {} : { timeoutCellMs: options.timeoutCell * 1000 }),
  });
  try {
    const done = await gradeClass({
      tasks,
      marks,
      roster,
      rubrics,
      out,
      signal,
      resume: options.resume ?? false,
      jobs,
      version: packageVersion(),
      run: runner.run,
      onEvent: (event) => {
        if (event.type === 'finished' && event.kept) runner.skip();
        reporter.onEvent(event);
      },
    });
    reporter.stop();
    for (const warning of strayMarks(marks, done.results))
      io.err.line(io.err.style.yellow(sanitise(`warning: ${warning}`)));
    io.out.line(summaryOfClass(done, { out: options.out, interrupted: signal.aborted, rubrics, terminal: io.out }));
    if (signal.aborted) return exitCodeOfSignal(signal.reason);
    const [fault] = done.faults;
    if (fault !== undefined && exitCodeOf(fault) === EXIT.environment) throw fault;
    return done.notGraded.length > 0 ? EXIT.failed : EXIT.ok;
  } finally {
    reporter.stop();
    await runner.close();
    release();
  }
}

/** All that is read before anything is run, so that a mistake is told before an hour of grading and not after. */
function prepare(
  paths: readonly string[],
  course: Course,
  out: string,
  options: GradeOptions,
  io: Io,
): ReturnType<typeof nameAll> & { rubrics: ReturnType<typeof knownRubrics> } {
  const exercise = options.exercise === undefined ? undefined : findLesson(course, options.exercise);
  const roster = options.roster === undefined ? undefined : readRoster(options.roster);
  const submissions = findSubmissions({
    paths,
    course,
    ...(exercise ? { exercise } : {}),
    ...(roster ? { roster } : {}),
  });
  if (exercise && submissions.length === 0) {
    throw new KubelabError('ARGUMENT_INVALID', `there is no notebook for ${exercise.title}`, {
      hint: 'name other notebooks, or another exercise',
    });
  }
  const rubrics = knownRubrics(course, submissions);
  if (exercise && !rubrics.has(exercise.id)) {
    throw new KubelabError('FILE_MISSING', `there is no rubric for ${exercise.title}`, {
      hint: 'write one, as notebooks/README.md says',
      place: { file: rubricFile(course, exercise) },
    });
  }
  makeFolder(out);
  const key = options.anonymous ? anonymousKey(kubelabHome(io.env)) : undefined;
  return { ...nameAll({ submissions, marks: marksOf(out, options), roster: roster ?? [] }, key), rubrics };
}

function marksOf(out: string, { marks }: GradeOptions): MarkEntry[] {
  if (marks !== undefined) return readMarks(marks);
  const usual = join(out, 'marks.yaml');
  return existsSync(usual) ? readMarks(usual) : [];
}

function makeFolder(out: string): void {
  try {
    checkWritable(out);
    mkdirSync(out, { recursive: true });
  } catch (cause) {
    throw new KubelabError('FILE_UNREADABLE', `results cannot be written: ${(cause as Error).message}`, {
      hint: 'name a folder that you may write after --out',
      place: { file: out },
      cause,
    });
  }
}

/** A real cluster needs both, its address and its record. */
function realCluster({ kubeconfig, auditLog }: GradeOptions): { kubeconfig: string; auditLog: string } | undefined {
  if (kubeconfig === undefined && auditLog === undefined) return undefined;
  if (kubeconfig === undefined || auditLog === undefined) {
    const missing = kubeconfig === undefined ? '--kubeconfig FILE' : '--audit-log FILE';
    throw new KubelabError('ARGUMENT_INVALID', 'grading on a cluster of your own needs its audit log, too', {
      hint: `add ${missing}`,
    });
  }
  for (const file of [kubeconfig, auditLog]) {
    if (existsSync(file)) continue;
    throw new KubelabError('FILE_MISSING', 'there is no such file', { hint: 'check the name', place: { file } });
  }
  return { kubeconfig, auditLog };
}
