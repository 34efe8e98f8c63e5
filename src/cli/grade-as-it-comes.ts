/** `kubelab grade --watch`: grades submissions as they come, until a signal comes. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { count } from '../count.js';
import type { Course } from '../course/course.js';
import type { ClassRun } from '../course/grading/grade-class.js';
import type { Task } from '../course/grading/grade-one.js';
import { filesAt } from '../course/grading/handed-in-files.js';
import { refuseUnread } from '../course/grading/read-submission.js';
import { isMissing } from '../course/grading/results.js';
import { makeUnpacker } from '../course/grading/unpack.js';
import { isKubelabError } from '../errors.js';
import { fileStamp } from '../file-stamp.js';
import type { GradeOptions } from './commands/grade.js';
import { errorText } from './error-text.js';
import { type ExitCode, exitCodeOfSignal } from './exit-codes.js';
import { gradePrepared, throwFaultOfMachine } from './grade-prepared.js';
import { prepareGrading } from './prepare-grading.js';
import { type RunPlace, runPlaceOf } from './run-place.js';
import { sanitise } from './terminal/sanitise.js';
import type { Io } from './terminal/terminal.js';
import { warnOf } from './warn-of.js';

/** The hand-ins that `grade --watch` looks at. */
export interface WatchedHandIns {
  paths: readonly string[];
  course: Course;
  options: GradeOptions;
  io: Io;
}

const LOOK_MS = 1000;
/** Pause after a fault of a round. */
const AGAIN_MS = 5000;
/** Submissions per round; then newer ones are read. */
const MOST_PER_ROUND = 100;

/**
 * Grades in rounds: each takes the files that are new or changed since its last round; later ones are left to the next. A file
 * counts when it is as it was a second ago. Resolves with the exit code of the signal. Throws for faults of the command
 * line, and when this machine cannot grade; faults of submissions are reported, and waited for.
 */
export async function gradeAsItComes({ paths, course, options, io }: WatchedHandIns): Promise<ExitCode> {
  const { interruption: signal } = io.signals;
  const place = await runPlaceOf(options, io);
  const known = new Map<string, string>();
  let told = '';
  let isFirst = true;
  let state: string | undefined;
  const shown = sanitise(paths.join(', '));
  warnOf(place.warnings, io);
  try {
    while (!signal.aborted) {
      const next = await stateAfter(state, paths, signal);
      if (next === undefined) break;
      if (next === '') io.out.line(`Nothing is handed in yet in ${shown}.`);
      try {
        const isMore = next !== '' && (await gradeRound({ paths, course, options, io }, place, known, isFirst));
        state = isMore ? undefined : next;
        if (next !== '') isFirst = false;
        told = '';
      } catch (error) {
        if (isFirst || !isKubelabError(error) || error.code === 'ENVIRONMENT') throw error;
        const text = errorText(error, io);
        if (text !== told) io.err.line(io.err.style.yellow(text));
        told = text;
        state = undefined;
        await pause(AGAIN_MS, signal);
      }
    }
  } finally {
    place.close();
  }
  return exitCodeOfSignal(signal.reason);
}

/** Grades what `known` does not have as it is now. True when more was left for another round. */
async function gradeRound(
  { paths, course, options, io }: WatchedHandIns,
  place: RunPlace,
  known: Map<string, string>,
  isFirst: boolean,
): Promise<boolean> {
  const { interruption: signal } = io.signals;
  const unpacker = makeUnpacker(course, signal);
  try {
    const prepared = await prepareGrading(paths, course, unpacker, options, io);
    if (isFirst) warnOf(prepared.warnings, io);
    const contents = new Map(prepared.tasks.map((task) => [task, contentOf(task)]));
    const fresh = prepared.tasks.filter((task) => known.get(nameOf(task)) !== contents.get(task));
    const tasks = fresh.slice(0, MOST_PER_ROUND);
    if (tasks.length === 0 || signal.aborted) return false;
    const done = await gradePrepared({ ...prepared, tasks }, place, { ...options, resume: true }, io);
    throwFaultOfMachine(done);
    if (signal.aborted) return false;
    for (const task of tasks) known.set(nameOf(task), contents.get(task) ?? '');
    io.out.line(io.out.style.dim(stateLine(done, place, sanitise(paths.join(', ')))));
    return fresh.length > tasks.length;
  } finally {
    unpacker.remove();
  }
}

const nameOf = ({ submission: { learner, lesson, file } }: Task): string =>
  JSON.stringify([learner, lesson?.id ?? file]);

function contentOf({ submission: { file, refusal } }: Task): string {
  try {
    refuseUnread(file);
    return createHash('sha256').update(readFileSync(file)).digest('hex');
  } catch {
    return refusal ?? '';
  }
}

function stateLine({ results }: ClassRun, { workers }: RunPlace, shown: string): string {
  const handedIn = results.filter((result) => !isMissing(result));
  const notGraded = handedIn.filter(({ status }) => status === 'not graded').length;
  const without = notGraded > 0 ? `, ${notGraded} of them not graded` : '';
  const by = workers ? `; ${count(workers().length, 'worker')}` : '';
  const time = new Date().toLocaleTimeString('en-GB');
  return `${time}  ${count(handedIn.length, 'submission')}${without}${by}. Waiting for what comes next in ${shown}; Ctrl-C ends it.`;
}

/**
 * The names, times and sizes of all files at these paths, when they differ from `before` and were the same a moment ago; empty
 * without a file. Undefined when the signal comes.
 */
async function stateAfter(
  before: string | undefined,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<string | undefined> {
  let last: string | undefined;
  while (!signal.aborted) {
    const now = stateOf(paths);
    if (now === last && now !== before) return now;
    last = now;
    await pause(LOOK_MS, signal);
  }
  return undefined;
}

function stateOf(paths: readonly string[]): string {
  return paths
    .flatMap((path) => filesAt(path).files)
    .map(({ file }) => `${file}\0${fileStamp(file)}\n`)
    .join('');
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => {});
}
