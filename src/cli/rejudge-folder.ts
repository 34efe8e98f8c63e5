/** Judging a folder of results again: the input of `rejudge`, and its report. */
import { resolve } from 'node:path';
import { type GradedWith, readBook } from '../course/grading/class-book.js';
import { lockFolder } from '../course/grading/folder-lock.js';
import { knownRubrics } from '../course/grading/known-rubrics.js';
import { type KnownWork, knownWork } from '../course/grading/known-work.js';
import { machineKey } from '../course/grading/machine-key.js';
import { rejudgeClass } from '../course/grading/rejudge-class.js';
import { readRoster } from '../course/grading/roster.js';
import { nameAll } from '../course/grading/tasks.js';
import type { WorkProcesses } from '../course/grading/work-processes.js';
import { kubelabHome } from '../home.js';
import { packageVersion } from '../package-root.js';
import { EXIT, type ExitCode, exitCodeOfSignal } from './exit-codes.js';
import { summaryOfClass } from './grade-summary.js';
import { marksOf } from './grading-files.js';
import { courseOf } from './lesson-copy.js';
import type { Io } from './terminal/terminal.js';

/** The options of `rejudge`; without them, the files that `grade` was told of. */
export interface RejudgeCommandOptions {
  course?: string;
  roster?: string;
  marks?: string;
}

/** As `rejudge` of `commands/rejudge.ts`, in these processes. */
export async function rejudgeFolder(
  work: WorkProcesses,
  folder: string,
  options: RejudgeCommandOptions,
  io: Io,
): Promise<ExitCode> {
  const out = resolve(folder);
  const signal = io.signals.interruption;
  const book = readBook(out);
  const files = Object.entries(options).map(([name, file]) => [name, resolve(String(file))]);
  const gradedWith: GradedWith = { ...book.with, ...Object.fromEntries(files) };
  const course = courseOf(gradedWith.course === undefined ? {} : { course: gradedWith.course });
  const ownKey = machineKey(kubelabHome(io.env));
  const key = gradedWith.anonymous ? ownKey : undefined;
  const roster = gradedWith.roster === undefined ? [] : readRoster(gradedWith.roster);
  const known = (): KnownWork => knownWork({ course, submissions: [], roster, out, book });
  // the folder does not say whom its pseudonyms stand for
  const marks = marksOf(out, gradedWith.marks, gradedWith.anonymous ? undefined : known);
  const named = nameAll({ submissions: [], marks, roster }, key);
  const graded = new Set(book.rows.map(({ result }) => result.exercise));
  const rubrics = knownRubrics(course, graded);
  const release = lockFolder(out);
  try {
    const done = await rejudgeClass({
      ...named,
      out,
      version: packageVersion(),
      book,
      with: gradedWith,
      rubrics,
      lessons: course.lessons.filter(({ id }) => graded.has(id)),
      signal,
      work,
      machineKey: ownKey,
    });
    io.out.line(
      summaryOfClass(done, {
        out: folder,
        interrupted: signal.aborted,
        goOn: 'Call it again.',
        rubrics,
        terminal: io.out,
        handedIn: [],
      }),
    );
    if (signal.aborted) return exitCodeOfSignal(signal.reason);
    return done.steps.some(({ how }) => how === 'stays') ? EXIT.failed : EXIT.ok;
  } finally {
    release();
  }
}
