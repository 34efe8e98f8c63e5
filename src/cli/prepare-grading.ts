/** Input that `kubelab grade` reads before any run, so that a mistake is reported before an hour of grading and not after. */
import { resolve } from 'node:path';
import type { Course } from '../course/course.js';
import { findLesson } from '../course/find-lesson.js';
import { isPseudonym } from '../course/grading/anonymous.js';
import { bookToGoOn, type ClassBook, type GradedWith } from '../course/grading/class-book.js';
import type { KnownRubric, Task } from '../course/grading/grade-one.js';
import { filesAt } from '../course/grading/handed-in-files.js';
import { knownRubrics } from '../course/grading/known-rubrics.js';
import { type KnownWork, knownWork } from '../course/grading/known-work.js';
import { type DueRules, withTimes } from '../course/grading/lateness.js';
import { machineKey } from '../course/grading/machine-key.js';
import type { MarkEntry } from '../course/grading/marks.js';
import { onlyThese } from '../course/grading/only-these.js';
import { type Learner, readRoster } from '../course/grading/roster.js';
import { findSubmissions, type Submission } from '../course/grading/submissions.js';
import { nameAll } from '../course/grading/tasks.js';
import type { Unpacker } from '../course/grading/unpack.js';
import { rubricFile } from '../course/rubrics.js';
import { KubelabError } from '../errors.js';
import { kubelabHome } from '../home.js';
import type { GradeOptions } from './commands/grade.js';
import { gradedWith } from './graded-with.js';
import { makeResultsFolder, marksOf } from './grading-files.js';
import type { Io } from './terminal/terminal.js';

/** A grading's input. */
export interface PreparedGrading {
  /** The folder of results; it is there. */
  out: string;
  /** The tasks to grade. */
  tasks: Task[];
  /** All submissions. */
  handedIn: Task[];
  marks: MarkEntry[];
  roster: Learner[];
  /** Rubrics of submissions, and of exercises that the folder of results has rows for. */
  rubrics: Map<string, KnownRubric>;
  warnings: string[];
  /** The options that the folder keeps, so that the class can be graded or judged again without them. */
  with: GradedWith;
}

/** Reads the named files, unpacks their zips and makes the folder of results. Rejects for a fault of any of them. */
export async function prepareGrading(
  paths: readonly string[],
  course: Course,
  unpacker: Unpacker,
  options: GradeOptions,
  io: Io,
): Promise<PreparedGrading> {
  const out = resolve(options.out);
  const book = bookToGoOn(out);
  const exercise = options.exercise === undefined ? undefined : findLesson(course, options.exercise);
  const roster = options.roster === undefined ? undefined : readRoster(options.roster);
  const rules = dueRules(options, roster ?? []);
  const places = [];
  for (const path of paths) places.push(await unpacker.unpack(filesAt(path)));
  const wanted = { course, ...(exercise ? { exercise } : {}), ...(roster ? { roster } : {}) };
  const { submissions: found, aside, links } = findSubmissions({ places, ...wanted });
  if (exercise && found.length === 0) {
    throw new KubelabError('ARGUMENT_INVALID', `there is no notebook for ${exercise.title}`, {
      hint: 'name other notebooks, or another exercise',
    });
  }
  const submissions = withTimes(found, rules, { file: options.roster ?? '', learners: roster ?? [] });
  const only = options.only && onlyThese(options.only, submissions, roster ?? []);
  const rubrics = rubricsOf(course, submissions, book);
  if (exercise && !rubrics.has(exercise.id)) {
    throw new KubelabError('FILE_MISSING', `there is no rubric for ${exercise.title}`, {
      hint: 'write one, as notebooks/README.md says',
      place: { file: rubricFile(course, exercise) },
    });
  }
  makeResultsFolder(out, 'name a folder that you may write after --out');
  checkNames(out, book, options.anonymous ?? false);
  const key = options.anonymous ? machineKey(kubelabHome(io.env)) : undefined;
  const known = (): KnownWork => knownWork({ course, submissions, roster: roster ?? [], out, book });
  const all = nameAll({ submissions, marks: marksOf(out, options.marks, known), roster: roster ?? [] }, key);
  const tasks = all.tasks.filter(({ submission }) => !only || only.has(submission.learner));
  const results = [...new Set(places.flatMap((place) => place.results))];
  const warnings = [
    ...notTaken('not taken for submissions, since a grading wrote them', results),
    ...notTaken('not taken for a submission', aside),
    ...notTaken('not followed, since these are symbolic links', links),
  ];
  return { ...all, out, tasks, handedIn: all.tasks, rubrics, warnings, with: gradedWith(options) };
}

function dueRules({ due, grace = 0, late }: GradeOptions, roster: readonly Learner[]): DueRules {
  if (!due && (grace > 0 || late !== undefined) && !roster.some((learner) => learner.due !== undefined)) {
    throw new KubelabError('ARGUMENT_INVALID', 'it is not said when the work was due', {
      hint: 'add --due 2026-12-01T18:00+01:00, or a roster with a column "due"',
    });
  }
  return { graceMinutes: grace, ...(due ? { due } : {}), ...(late === undefined ? {} : { perDay: late }) };
}

function rubricsOf(
  course: Course,
  submissions: readonly Submission[],
  book: ClassBook | undefined,
): Map<string, KnownRubric> {
  const own = new Set(submissions.flatMap(({ lesson }) => lesson?.id ?? []));
  const others = (book?.rows ?? []).flatMap(({ result: { exercise } }) => (own.has(exercise) ? [] : [exercise]));
  return new Map([...knownRubrics(course, own), ...rubricsForTheReport(course, others)]);
}

/** A rubric that nothing is graded by now may be under work. */
function rubricsForTheReport(course: Course, exercises: readonly string[]): Map<string, KnownRubric> {
  try {
    return knownRubrics(course, exercises);
  } catch {
    return new Map();
  }
}

/** A learner must not stand in one book under a name and under a pseudonym. */
function checkNames(out: string, book: ClassBook | undefined, anonymous: boolean): void {
  const other = book?.rows.find(({ result }) => isPseudonym(result.learner) !== anonymous);
  if (!other) return;
  throw new KubelabError(
    'ARGUMENT_INVALID',
    anonymous ? 'the results in this folder are under names' : 'the results in this folder are under pseudonyms',
    {
      hint: `name another folder after --out, or ${anonymous ? 'leave out' : 'add'} --anonymous`,
      place: { file: out },
    },
  );
}

const MOST_NAMED = 5;

function notTaken(why: string, names: readonly string[]): string[] {
  if (names.length === 0) return [];
  const more = names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : '';
  return [`${why}: ${names.slice(0, MOST_NAMED).join(', ')}${more}`];
}
