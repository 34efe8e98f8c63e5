/** `kubelab check-course`: proves a course, so that its authors hear of a fault before its learners do. */

import { count } from '../../count.js';
import { type CourseCheckEvent, checkCourse } from '../../course/check-course.js';
import type { CourseFault } from '../../course/check-files.js';
import { readCourse } from '../../course/course.js';
import { findLesson } from '../../course/find-lesson.js';
import { formatPlace } from '../../errors.js';
import { courseFile } from '../course-file.js';
import { EXIT, type ExitCode, exitCodeOfSignal } from '../exit-codes.js';
import { startProgress } from '../terminal/progress.js';
import { sanitise } from '../terminal/sanitise.js';
import type { Io } from '../terminal/terminal.js';

/** The options of `check-course`. */
export interface CheckCourseCommandOptions {
  /** Lessons as people call them; all without any. */
  lesson?: string[];
}

/**
 * Checks the course of this package, or the one that is named (its course.yaml, or the folder). 0 when it is sound, 1 when
 * not, 130 or 143 after a signal. Throws what `readCourse`, `findLesson` and `checkCourse` throw.
 */
export async function checkCourseCommand(
  named: string | undefined,
  options: CheckCourseCommandOptions,
  io: Io,
): Promise<ExitCode> {
  const { out } = io;
  const { style } = out;
  const course = readCourse(courseFile(named));
  const wanted = (options.lesson ?? []).map((name) => findLesson(course, name));
  const chosen = wanted.length > 0 ? course.lessons.filter((lesson) => wanted.includes(lesson)) : course.lessons;
  let progress = startProgress(out, 'reading the files');
  let doing = '';
  const onEvent = (event: CourseCheckEvent): void => {
    if (event.type === 'run-started') {
      doing = `${sanitise(event.lesson.title)}, ${event.how}`;
      progress.stop();
      progress = startProgress(out, doing);
    } else if (event.type === 'cell-started') {
      progress.say(`${doing}: cell ${event.number} of ${event.total}`);
    } else {
      progress.stop();
      const { lesson, faults } = event;
      out.line(`${faults.length === 0 ? style.green('✓') : style.red('✗')} ${sanitise(lesson.title)}`);
      for (const fault of faults) report(fault, io);
    }
  };
  const result = await checkCourse({
    course,
    lessons: chosen,
    env: io.env,
    signal: io.signals.interruption,
    onEvent,
  }).finally(() => progress.stop());
  for (const fault of result.faults) if (fault.lesson === undefined) report(fault, io);
  if (result.interrupted) {
    out.line(style.yellow('The check was interrupted.'));
    return exitCodeOfSignal(io.signals.interruption.reason);
  }
  const lessons = count(chosen.length, 'lesson');
  if (result.faults.length > 0) {
    out.line(style.red(`${count(result.faults.length, 'fault')} in ${lessons}`));
    return EXIT.failed;
  }
  out.line(`${lessons}, ${count(result.checks, 'check')}: each was seen to fail and to pass`);
  return EXIT.ok;
}

function report({ message, hint, place }: CourseFault, { out }: Io): void {
  out.line(`  ${sanitise(message).replaceAll('\n', '\n  ')}`);
  const where = formatPlace(place);
  if (where) out.line(`    at ${sanitise(where)}`);
  out.line(`    ${out.style.cyan('next:')} ${sanitise(hint)}`);
}
