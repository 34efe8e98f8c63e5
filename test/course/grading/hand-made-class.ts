/** A class whose runs are evidence at hand: it is graded, judged again and joined without a cluster. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Course, type Lesson, readCourse } from '../../../src/course/course.js';
import type { GradeClassOptions } from '../../../src/course/grading/grade-class.js';
import type { KnownRubric, Task } from '../../../src/course/grading/grade-one.js';
import { knownRubrics } from '../../../src/course/grading/known-rubrics.js';
import type { SubmissionRecord } from '../../../src/course/grading/record.js';
import type { Result, Results } from '../../../src/course/grading/results.js';
import { parseRoster } from '../../../src/course/grading/roster.js';
import type { Submission } from '../../../src/course/grading/submissions.js';
import type { WorkProcesses } from '../../../src/course/grading/work-processes.js';
import type { Evidence } from '../../../src/grader/evidence.js';
import { parseRubric } from '../../../src/grader/parse-rubric.js';
import { courseFile, handIn } from '../../fixtures/class/class.js';
import { event, evidence, object } from '../../grader/evidence.js';
import { check } from '../../report/hand-made.js';

/** The course of the class. */
export const course: Course = readCourse(courseFile);
/** Its exercise with a rubric, and the one without. */
export const [small, ungraded] = course.lessons as [Lesson, Lesson];
/** The record of a submission that was graded with these points of 4 and has nothing else to tell. */
export function gradedRecord(learner: string, exercise: string, points: number): SubmissionRecord {
  return {
    ...{ version: 2, learner, exercise, started: '2026-12-01T17:00:00.000Z', ms: 5, warnings: [] },
    key: { notebook: 'n', rubric: 'r', lesson: 'l', kubelab: '1' },
    result: {
      ...{ learner, exercise, points, maxPoints: 4, status: 'graded' },
      checks: [{ id: 'made', points, maxPoints: 4, seen: 'it is there' }],
    },
    verdict: { exercise, points, maxPoints: 4, checks: [check('made', points)], deductions: [], byOwnRecord: false },
    content: { cells: [], requests: [] },
    teacher: { requests: [], left: 0, basis: [] },
  };
}

/** The rubrics of the course, and for the second exercise one of a single point. */
export const rubrics: ReadonlyMap<string, KnownRubric> = knownRubrics(course, ['small', 'ungraded']);
export const ofBoth: ReadonlyMap<string, KnownRubric> = new Map([
  ...rubrics,
  ['ungraded', { ...oneCheck('ungraded'), hash: 'by hand', maxPoints: 1, lessonHash: 'l' }],
]);
/** The learners of the roster; zoe hands in nothing. */
export const roster = parseRoster('id,name\nada,Ada Lovelace\nbob,Bob Roe\ncleo,Cleo C\nzoe,Zoe Z\n', 'roster.csv');

function oneCheck(exercise: string): Pick<KnownRubric, 'rubric'> {
  const object = '{ kind: v1/ConfigMap, namespace: default, name: answer }';
  const check = `{ id: there, title: It is there, task: make, points: 1, hints: [Look.], object: ${object} }`;
  return { rubric: parseRubric(`exercise: ${exercise}\ntitle: The other\nchecks: [${check}]`, 'other.yaml') };
}

/** The rubric of the small exercise after a change of its text. */
export function changedRubric(change: (text: string) => string): ReadonlyMap<string, KnownRubric> {
  const known = rubrics.get('small');
  if (!known) throw new Error('the course has a rubric');
  const file = join(course.folder, 'rubrics', '01-small.yaml');
  const rubric = parseRubric(change(readFileSync(file, 'utf8')), file);
  const maxPoints = rubric.checks.reduce((total, { points }) => total + points, 0);
  return new Map([['small', { ...known, rubric, maxPoints, hash: 'changed' }]]);
}

const made = {
  audit: [event('POST /api/v1/namespaces/default/configmaps', { name: 'answer', body: { data: { value: '42' } } })],
  objects: [object('ConfigMap default/answer', { data: { value: '42' } })],
};
const read = event('GET /api/v1/namespaces/default/configmaps/answer');
const listed = event('GET /api/v1/namespaces/default/configmaps');
/** What each learner did: ada gets 4 points, bob 3, cleo 2, all others none. */
const runs: Record<string, Evidence> = {
  ada: evidence({ ...made, audit: [...made.audit, read, listed] }),
  bob: evidence({ ...made, audit: [...made.audit, read] }),
  cleo: evidence(made),
};

/** The submissions of these learners, whose notebooks are written below `folder`. */
export function tasksOf(folder: string, learners: readonly string[], lesson: Lesson = small): Task[] {
  handIn(folder, learners);
  return learners.map((learner) => {
    const file = join(folder, learner, 'small', '01-small.ipynb');
    return { submission: { learner, lesson, file }, label: learner };
  });
}

/** Options to grade such a class; `ran` gets the learners whose submissions are run. */
export function gradingOf(
  parts: Pick<GradeClassOptions, 'out' | 'tasks'> & Partial<GradeClassOptions> & { work: WorkProcesses },
  ran: string[] = [],
): GradeClassOptions {
  return {
    ...{ jobs: 1, resume: false, version: '1', marks: [], with: {}, machineKey: Buffer.alloc(32), rubrics, roster },
    run: ({ learner }: Submission) => {
      ran.push(learner);
      return Promise.resolve({ status: 'ran', evidence: runs[learner] ?? evidence(), warnings: [] });
    },
    ...parts,
  };
}

/** The results in a folder. */
export function resultsIn(out: string): Result[] {
  return (JSON.parse(readFileSync(join(out, 'results.json'), 'utf8')) as Results).results;
}

/** Learner and points of each result; a text for one that was not graded. */
export function pointsOf(results: readonly Result[]): [string, number | string | undefined][] {
  return results.map(({ learner, status, points, reason }) => [learner, status === 'graded' ? points : reason]);
}
