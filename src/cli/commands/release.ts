/** `kubelab release`: writes the learners' copies of a course. */
import { readCourse } from '../../course/course.js';
import { releaseCourse } from '../../course/release.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { sanitise } from '../terminal/sanitise.js';
import type { Io } from '../terminal/terminal.js';
import { count } from '../terminal/text.js';
import { courseFile } from './check-course.js';

/** The options of `release`. */
export interface ReleaseOptions {
  course?: string;
}

/** Writes the release into `folder`. Always 0; throws what `readCourse` and `releaseCourse` throw. */
export async function release(folder: string, options: ReleaseOptions, io: Io): Promise<ExitCode> {
  const { notebooks, rubrics, hidden, folder: written } = releaseCourse(readCourse(courseFile(options.course)), folder);
  io.out.line(
    `${count(notebooks.length, 'notebook')} and ${count(rubrics.length, 'rubric')} are in ${sanitise(written)}, ${
      hidden === 0 ? 'with every check' : `without ${count(hidden, 'hidden check')}`
    }.`,
  );
  io.out.line(`Learners begin with: kubelab start --course ${sanitise(written)}/course.yaml`);
  return EXIT.ok;
}
