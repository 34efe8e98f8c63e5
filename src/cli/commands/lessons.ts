/** `kubelab lessons`: the learner's copy of the lessons, with the progress in each; `update` writes it, `reset` puts lessons back. */
import { count } from '../../count.js';
import { findLesson, lessonName, lessonNumber } from '../../course/find-lesson.js';
import { type CopyState, copyStates, resetLesson } from '../../course/learner-copy.js';
import { kubelabHome } from '../../home.js';
import { forgetLesson } from '../../lesson-record.js';
import { lessonOverview } from '../../session/lesson-overview.js';
import { forgetProgress } from '../../session/progress.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import {
  type CopyOptions,
  copyArguments,
  copyFolder,
  courseOf,
  openCopy,
  resetCommand,
  tellOfCopy,
} from '../lesson-copy.js';
import { sanitise } from '../terminal/sanitise.js';
import { formatTable } from '../terminal/table.js';
import type { Io } from '../terminal/terminal.js';

/** Lists the lessons. Reads only: a copy that is not there yet is said to be missing. Always 0. */
export async function listLessons(options: CopyOptions, io: Io): Promise<ExitCode> {
  const { out } = io;
  const home = kubelabHome(io.env);
  const course = courseOf(options);
  const folder = copyFolder(home, options, course);
  const rows = copyStates(course, folder).map(({ lesson, state }) => {
    const { done, total } = lessonOverview(lesson, io.env);
    return [lessonNumber(course, lesson), sanitise(lesson.title), `${done} of ${total}`, stateText(state)];
  });
  out.line(formatTable(['LESSON', 'TITLE', 'TASKS DONE', 'COPY'], rows, out.style));
  out.line(`\nYour copies are in ${sanitise(folder)}`);
  out.line(out.style.dim(`To put one back as it is handed out: ${resetCommand('LESSON', copyArguments(options), io)}`));
  return EXIT.ok;
}

/**
 * Writes the lessons that are missing in the copy and renews those that were not edited; edited ones stay. Remembers a folder that was
 * named. Throws what `openLearnerCopy` throws.
 */
export async function updateLessons(options: CopyOptions, io: Io): Promise<ExitCode> {
  const copy = openCopy(courseOf(options), options, io);
  tellOfCopy(copy, io);
  const made = copy.changes.filter(({ what }) => what === 'made').length;
  if (made > 0) io.out.line(`  ${count(made, 'lesson')} written.`);
  return EXIT.ok;
}

/** The options of `lessons reset`. */
export interface ResetOptions extends CopyOptions {
  /** Forgets the solved tasks too. */
  forget?: boolean;
}

/** Puts one lesson back, or all, and forgets the place in it. Throws ARGUMENT_INVALID for a lesson that does not exist. */
export async function resetLessons(name: string | undefined, options: ResetOptions, io: Io): Promise<ExitCode> {
  const { out } = io;
  const home = kubelabHome(io.env);
  const course = courseOf(options);
  const folder = copyFolder(home, options, course);
  const chosen = name === undefined ? course.lessons : [findLesson(course, name)];
  for (const lesson of chosen) {
    const changed = resetLesson(course, lesson, folder);
    forgetProgress(home.progress, lesson.id);
    if (options.forget) forgetLesson(home.solved, lesson.id);
    out.line(`${lessonName(lesson)}: ${changed ? 'as it is handed out again' : 'was as it is handed out'}`);
  }
  out.line(
    options.forget
      ? 'Solved tasks are forgotten.'
      : out.style.dim('Solved tasks stay solved; --forget forgets them, too.'),
  );
  return EXIT.ok;
}

function stateText({ state, newer }: CopyState): string {
  return newer ? `${state}, a newer version is there` : state;
}
