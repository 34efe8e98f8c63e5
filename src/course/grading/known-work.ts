/** The names that marks.yaml may hold: the learners of a grading, the exercises of the course, their checks and cells. */
import { type CheckedYaml, nearest } from '../../checked-yaml.js';
import { readNotebook } from '../../notebook/document.js';
import type { Course } from '../course.js';
import { readRubric } from '../rubrics.js';
import type { ClassBook } from './class-book.js';
import type { MarkEntry } from './marks.js';
import { readRecord } from './record.js';
import type { Learner } from './roster.js';
import type { Submission } from './submissions.js';

/** The learners, exercises, checks and cells that there are. */
export interface KnownWork {
  learners: readonly string[];
  exercises: readonly string[];
  /** The exercises that an entry without one may be about. */
  handedIn: readonly string[];
  checksOf(exercise: string): readonly { id: string; maxPoints: number }[];
  cellsOf(exercise: string, learner: string): readonly string[];
}

/**
 * The names known to a grading into `out`: from the submissions, the roster, and the results that are there.
 * Its functions throw RUBRIC_INVALID and NOTEBOOK_INVALID for a broken lesson.
 */
export function knownWork(from: {
  course: Course;
  submissions: readonly Submission[];
  roster: readonly Learner[];
  out: string;
  /** The folder's book of earlier gradings. */
  book: ClassBook | undefined;
}): KnownWork {
  const { course, submissions, roster, out, book } = from;
  const earlier = (book?.rows ?? []).map(({ result }) => result);
  const learners = [...submissions, ...earlier].map(({ learner }) => learner);
  const lessonOf = (exercise: string): Course['lessons'][number] | undefined =>
    course.lessons.find(({ id }) => id === exercise);
  return {
    learners: [...new Set([...learners, ...roster.map(({ id }) => id)])],
    exercises: course.lessons.map(({ id }) => id),
    handedIn: [
      ...new Set([...submissions.flatMap(({ lesson }) => lesson?.id ?? []), ...earlier.map((r) => r.exercise)]),
    ],
    checksOf(exercise) {
      const lesson = lessonOf(exercise);
      const rubric = lesson && readRubric(course, lesson);
      return (rubric?.checks ?? []).map(({ id, points }) => ({ id, maxPoints: points }));
    },
    cellsOf(exercise, learner) {
      const lesson = lessonOf(exercise);
      const own = readRecord(out, learner, exercise)?.content.cells ?? [];
      const ids = lesson ? readNotebook(lesson.file).cells.map(({ id }) => id) : [];
      return [...new Set([...ids, ...own.flatMap(({ id }) => id ?? [])])];
    },
  };
}

type FailAt = CheckedYaml<unknown>['failAt'];

/** The entries, each with the exercise that its check or cell is of. Calls `failAt` for names that do not exist. */
export function resolveEntries(entries: readonly MarkEntry[], known: KnownWork, failAt: FailAt): MarkEntry[] {
  return entries.map((entry, index) => {
    const { learner, exercise, check, cell, mark } = entry;
    // learners who handed in only other exercises are not known here
    const concerned = exercise === undefined || known.handedIn.includes(exercise);
    if (concerned && !known.learners.includes(learner)) {
      failAt([index, 'learner'], `names ${learner}, of whom nothing is graded here`, meant(learner, known.learners));
    }
    if (exercise !== undefined && !known.exercises.includes(exercise)) {
      failAt([index, 'exercise'], 'is no exercise of the course', meant(exercise, known.exercises));
    }
    const exercises = exercise === undefined ? known.handedIn : [exercise];
    if (check !== undefined) {
      const owner = ownerOf(
        check,
        'check',
        exercises,
        (one) => known.checksOf(one).map(({ id }) => id),
        [index],
        failAt,
      );
      const most = known.checksOf(owner).find(({ id }) => id === check)?.maxPoints ?? 0;
      if ((mark ?? 0) > most)
        failAt([index, 'mark'], `is more than the check is worth, ${most}`, `give ${most} at most`);
      return { ...entry, exercise: owner };
    }
    if (cell === undefined) return entry;
    const owner = ownerOf(cell, 'cell', exercises, (one) => known.cellsOf(one, learner), [index], failAt);
    return { ...entry, exercise: owner };
  });
}

/** The exercise that has the check or cell. */
function ownerOf(
  id: string,
  what: 'check' | 'cell',
  exercises: readonly string[],
  idsOf: (exercise: string) => readonly string[],
  path: readonly number[],
  failAt: FailAt,
): string {
  const owners = exercises.filter((exercise) => idsOf(exercise).includes(id));
  const [owner] = owners;
  if (owner === undefined) {
    return failAt([...path, what], `is no ${what} of ${exercises.join(' or ')}`, meant(id, exercises.flatMap(idsOf)));
  }
  if (owners.length > 1) {
    failAt([...path, what], `is a ${what} of ${owners.join(' and of ')}`, `say which: exercise: ${owner}`);
  }
  return owner;
}

function meant(word: string, known: readonly string[]): string {
  const near = nearest(word, known);
  if (near) return `did you mean ${near}?`;
  return known.length === 0
    ? 'remove the entry'
    : `there are ${known.slice(0, 12).join(', ')}${known.length > 12 ? ', …' : ''}`;
}
