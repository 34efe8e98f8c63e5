/** `kubelab release`: writes the learners' copies of a course, or a course for nbgrader. */

import { join } from 'node:path';
import { count } from '../../count.js';
import { readCourse } from '../../course/course.js';
import { releaseForNbgrader } from '../../course/nbgrader-course.js';
import { releaseCourse } from '../../course/release.js';
import { shellWord } from '../../shell.js';
import { courseFile } from '../course-file.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { sanitise } from '../terminal/sanitise.js';
import type { Io } from '../terminal/terminal.js';
import { commandHere } from '../words.js';

/** The options of `release`. */
export interface ReleaseOptions {
  course?: string;
  /** A course for nbgrader instead. */
  nbgrader?: boolean;
}

/** Writes the release into `folder`. Always 0; throws what `readCourse`, `releaseCourse` and `releaseForNbgrader` throw. */
export async function release(folder: string, options: ReleaseOptions, io: Io): Promise<ExitCode> {
  if (options.nbgrader) {
    const made = releaseForNbgrader(readCourse(courseFile(options.course)), folder);
    const [first = ''] = made.assignments;
    io.out.line(`${count(made.assignments.length, 'assignment')} for nbgrader: ${sanitise(made.folder)}/source`);
    io.out.line(
      'The folder is for teachers: its rubrics hold the hidden checks. Learners get what this writes into release:',
    );
    io.out.line(`  cd ${sanitise(shellWord(made.folder))} && nbgrader generate_assignment ${first}`);
    io.out.line(`What they hand in is graded by: nbgrader autograde ${first}`);
    return EXIT.ok;
  }
  const { notebooks, rubrics, hidden, folder: written } = releaseCourse(readCourse(courseFile(options.course)), folder);
  io.out.line(
    `${count(notebooks.length, 'notebook')} and ${count(rubrics.length, 'rubric')} are in ${sanitise(written)}, ${
      hidden === 0 ? 'with every check' : `without ${count(hidden, 'hidden check')}`
    }.`,
  );
  io.out.line(
    `Learners begin with: ${sanitise(commandHere(`start --course ${shellWord(join(written, 'course.yaml'))}`, io))}`,
  );
  return EXIT.ok;
}
