/** `kubelab similar`: similarities of submissions, on this terminal, as a page, and for Dolos. */
import { join } from 'node:path';
import { count } from '../../count.js';
import { findLesson } from '../../course/find-lesson.js';
import { readBookIfThere } from '../../course/grading/class-book.js';
import { learnerNames, rosterForNames } from '../../course/grading/learner-name.js';
import { machineKey } from '../../course/grading/machine-key.js';
import { readResults } from '../../course/grading/read-results.js';
import { openWorkProcesses } from '../../course/grading/work-processes.js';
import { classCode } from '../../course/similarity/class-code.js';
import { dolosFiles } from '../../course/similarity/dolos.js';
import { publishSimilar, SIMILAR_PAGE } from '../../course/similarity/publish-similar.js';
import { releasedCode } from '../../course/similarity/released-code.js';
import { KubelabError } from '../../errors.js';
import { kubelabHome } from '../../home.js';
import { percent } from '../../report/similar-page.js';
import { shellWord } from '../../shell.js';
import { writeZip } from '../../zip-file.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { courseOf } from '../lesson-copy.js';
import { warnOfRowsAhead } from '../results-ahead.js';
import { sanitise } from '../terminal/sanitise.js';
import type { Io } from '../terminal/terminal.js';

/** The options of `similar`. */
export interface SimilarOptions {
  dolos?: string;
  exercise?: string;
  course?: string;
}

/** How many groups and pairs are printed; the page has more. */
const MOST_LINES = 20;

/**
 * Compares the submissions in a folder of results. Always 0: that two are alike is no fault. Throws ARGUMENT_INVALID,
 * FILE_MISSING and COURSE_INVALID for faults of the files, and FILE_UNREADABLE.
 */
export async function showSimilar(folder: string, options: SimilarOptions, io: Io): Promise<ExitCode> {
  warnOfRowsAhead(folder, io);
  const results = readResults(folder);
  const book = readBookIfThere(folder);
  const named = options.course ?? book?.with.course;
  const course = courseOf(named === undefined ? {} : { course: named });
  const ids = [...new Set(results.map(({ exercise }) => exercise))];
  const wanted = options.exercise === undefined ? undefined : findLesson(course, options.exercise);
  const lessons = course.lessons.filter(({ id }) => (wanted ? wanted.id === id : ids.includes(id)));
  const [only, ...others] = lessons;
  if (!only || !ids.includes(only.id)) {
    throw new KubelabError(
      'ARGUMENT_INVALID',
      'these results are of no exercise of the course that could be compared',
      {
        hint: 'say --course with the course.yaml that was graded with, or another --exercise',
        place: { file: folder },
      },
    );
  }
  const say = (line: string): void => io.out.line(sanitise(line));
  const titles = new Map(lessons.map(({ id, title }) => [id, title]));
  const work = openWorkProcesses({ processes: 1, signal: io.signals.interruption });
  const titleOf = (exercise: string): string => titles.get(exercise) ?? exercise;
  const ownKey = machineKey(kubelabHome(io.env));
  const nameOf = learnerNames(rosterForNames(book));
  const compared = { lessons, work, titleOf, nameOf, machineKey: ownKey };
  const found = await publishSimilar(folder, results, compared).finally(() => work.close());
  for (const [exercise, { compared, same, pairs, leftOut }] of found) {
    say(`${titles.get(exercise) ?? exercise}: ${count(compared, 'submission')}${leftOut ? ` (${leftOut})` : ''}`);
    const lines = [
      ...same.map(({ learners }) => `  the same but for names, spaces and comments: ${learners.join(', ')}`),
      ...pairs.map((pair) => {
        return `  in common: ${pair.left} (${percent(pair.leftShare)} of it), ${pair.right} (${percent(pair.rightShare)})`;
      }),
    ];
    for (const line of lines.slice(0, MOST_LINES)) say(line);
    if (lines.length > MOST_LINES) say(`  and ${lines.length - MOST_LINES} more`);
    if (lines.length === 0) say('  nothing stood out');
  }
  if (found.size === 0) say('There are no two graded submissions to compare.');
  else say(`Side by side: ${join(folder, SIMILAR_PAGE)}`);
  if (options.dolos !== undefined) {
    if (others.length > 0) {
      throw new KubelabError('ARGUMENT_INVALID', 'Dolos compares the submissions of one exercise', {
        hint: `add --exercise with one of ${lessons.map(({ id }) => id).join(', ')}`,
      });
    }
    const works = [
      ...classCode(
        folder,
        results.filter(({ exercise }) => exercise === only.id),
      ),
    ];
    writeZip(options.dolos, dolosFiles(works, releasedCode(only)));
    say(`${options.dolos}: ${count(works.length, 'submission')}; dolos run -l typescript ${shellWord(options.dolos)}`);
  }
  return EXIT.ok;
}
