/** The commands of those who write lessons and hand them out, as `--help` shows them; as in `program.ts`, each is loaded when called. */
import type { Command } from 'commander';
import type { CheckCourseCommandOptions } from './commands/check-course.js';
import type { NewLessonOptions } from './commands/new-lesson.js';
import type { ReleaseOptions } from './commands/release.js';
import { collect } from './due-options.js';
import type { ExitCode } from './exit-codes.js';
import type { Io } from './terminal/terminal.js';

/** Adds `check-course`, `new-lesson` and `release`; `done` is told the exit code of the command that ran. */
export function addAuthorCommands(program: Command, io: Io, done: (code: ExitCode) => void): void {
  program
    .command('check-course')
    .description('prove that notebooks, solutions and rubrics of a course fit together, on a cluster of its own')
    .argument('[course]', 'a course.yaml, or its folder (default: the lessons of this package)')
    .option('--lesson <id>', 'this lesson alone, such as 03-rbac, 03 or rbac; may be said more than once', collect)
    .action(async (course: string | undefined, options: CheckCourseCommandOptions) => {
      const { checkCourseCommand } = await import('./commands/check-course.js');
      done(await checkCourseCommand(course, options, io));
    });

  program
    .command('new-lesson')
    .description(
      'begin a lesson: notebook, solution, rubric, tests and its entry in the course, which pass check-course',
    )
    .argument('<id>', 'what it is called: lower-case words with dashes, such as network-policies')
    .option('--title <title>', 'its title (default: made of the id)')
    .option(
      '--course <file>',
      'a course.yaml, or its folder; begun where there is none (default: the lessons of this package)',
    )
    .action(async (id: string, options: NewLessonOptions) => {
      const { newLesson } = await import('./commands/new-lesson.js');
      done(await newLesson(id, options, io));
    });

  program
    .command('release')
    .description("write the learners' copies of a course: without answers and hidden checks, cells locked")
    .argument('<folder>', 'a new or empty folder')
    .option('--course <file>', 'a course.yaml, or its folder (default: the lessons of this package)')
    .option('--nbgrader', "write a teacher's course for nbgrader instead, with the exercises as its assignments")
    .action(async (folder: string, options: ReleaseOptions) => {
      const { release } = await import('./commands/release.js');
      done(await release(folder, options, io));
    });
}
