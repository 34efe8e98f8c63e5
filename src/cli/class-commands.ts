/** The commands for a class's work after it was graded, as `--help` shows them; as in `program.ts`, each is loaded when called. */
import { type Command, Option } from 'commander';
import type { ExplainOptions } from './commands/explain.js';
import type { ExportOptions } from './commands/export.js';
import type { MergeCommandOptions } from './commands/merge.js';
import type { SimilarOptions } from './commands/similar.js';
import type { ExitCode } from './exit-codes.js';
import type { RejudgeCommandOptions } from './rejudge-folder.js';
import type { Io } from './terminal/terminal.js';

/** Adds `merge`, `rejudge`, `explain`, `export` and `similar`; `done` is told the exit code of the command that ran. */
export function addClassCommands(program: Command, io: Io, done: (code: ExitCode) => void): void {
  program
    .command('merge')
    .description('join the results of several graders in one folder')
    .argument('<out>', 'the folder of the joined results; what it holds already stays')
    .argument('<from...>', 'folders that grade wrote')
    .option('--prefer <folder>', 'the folder whose marks count where two folders have different ones')
    .option('--roster <file>', 'a CSV file of the class, for the names in results.csv')
    .option('--course <path>', 'the course, when it is not that of this package: its course.yaml, or its folder')
    .addHelpText(
      'after',
      `
Two different marks for one submission are refused with both of them, and nothing is written. Marks by hand go along.`,
    )
    .action(async (out: string, from: string[], options: MergeCommandOptions) => {
      const { merge } = await import('./commands/merge.js');
      done(await merge(out, from, options, io));
    });

  program
    .command('rejudge')
    .description('judge a graded class again, from the evidence in its folder of results: nothing is run')
    .argument('<folder>', 'the folder of results, as --out of grade named it')
    .option('--roster <file>', 'another CSV file of the class (default: that of grade)')
    .option('--marks <file>', 'other points, late penalties and marks by hand (default: those of grade)')
    .addOption(new Option('--course <file>', 'another list of lessons').hideHelp())
    .addHelpText(
      'after',
      `
After a rubric, the roster or marks.yaml was changed; it says whose marks changed and why.
Exit codes: 0 all judged; 1 some can only be told about by a run, and keep their marks: grade them with --resume; 2 a file is \
wrong, or the folder holds no grading.`,
    )
    .action(async (folder: string, options: RejudgeCommandOptions) => {
      const { rejudge } = await import('./commands/rejudge.js');
      done(await rejudge(folder, options, io));
    });

  program
    .command('explain')
    .description('say why a graded submission has its points: each check, hidden ones too, with what it rests on')
    .argument('<folder>', 'the folder of results')
    .argument('<learner>', 'the id in the results')
    .argument('[check]', 'the id of one check')
    .option('--exercise <id>', 'the exercise, where the learner handed in several')
    .action(async (folder: string, learner: string, check: string | undefined, options: ExplainOptions) => {
      const { explain } = await import('./commands/explain.js');
      done(await explain({ folder, learner, check }, options, io));
    });

  program
    .command('export')
    .description('write the grades as Moodle, Canvas and nbgrader take them')
    .argument('<results>', 'the folder that grade wrote')
    .option('--moodle-worksheet <file>', 'the grading worksheet that Moodle gave: it is filled in, pages go into a zip')
    .option('--canvas-gradebook <file>', 'the gradebook that Canvas exported: one assignment of it is filled in')
    .option('--nbgrader', 'columns as of "nbgrader export"')
    .option('--assignment <name>', 'the assignment in Canvas, by name or number, where it is not the only one')
    .option('--exercise <id>', 'the exercise, where the results are of several')
    .option(
      '--roster <file>',
      'another CSV file of the class (default: that of grade): its names and addresses find rows, too',
    )
    .option('--to <folder>', 'where the files go (default: upload in the folder of results)')
    .addHelpText(
      'after',
      `
The files that a platform gave are not changed. Who could not be graded keeps the row as it is there; who is left out is \
told, and exit code 1 says that somebody of the results is in no row.`,
    )
    .action(async (results: string, options: ExportOptions) => {
      const { exportGrades } = await import('./commands/export.js');
      done(await exportGrades(results, options, io));
    });

  program
    .command('similar')
    .description('show what the submissions of a class have alike')
    .argument('<results>', 'the folder that grade wrote')
    .option('--dolos <file>', 'write the code as a zip for Dolos, too')
    .option('--exercise <id>', 'the exercise, where the results are of several')
    .option('--course <file>', 'another course.yaml (default: that of grade): what it hands out does not count')
    .addHelpText(
      'after',
      `
Code is compared without spaces and comments, and without the names that learners choose; what was handed out does not \
count, and what many wrote counts little. similar.html in the folder of results shows passages side by side.`,
    )
    .action(async (results: string, options: SimilarOptions) => {
      const { showSimilar } = await import('./commands/similar.js');
      done(await showSimilar(results, options, io));
    });
}
