/** `similar.html` in the folder of results: the similar passages of each exercise's submissions, side by side. */
import { join } from 'node:path';
import { writeFileAtomically } from '../../atomic-file.js';
import { renderSimilar } from '../../report/similar-page.js';
import type { Lesson } from '../course.js';
import type { LearnerWork } from '../grading/learner-work.js';
import type { Result } from '../grading/results.js';
import { tookTooMuch, type WorkProcesses } from '../grading/work-processes.js';
import { classCode } from './class-code.js';
import { type Comparisons, hashOfCode, readComparisons, writeComparisons } from './comparisons.js';
import type { Alike } from './find-alike.js';
import { releasedCode } from './released-code.js';

/** The name of the page. */
export const SIMILAR_PAGE = 'similar.html';

/** The lessons to compare, and the names on the page. */
export interface SimilarOptions {
  lessons: readonly Lesson[];
  titleOf(exercise: string): string;
  /** The name of a learner on the page. */
  nameOf(learner: string): string;
  work: WorkProcesses;
  /** The key of this machine, by which it knows its own comparisons. */
  machineKey: Buffer;
}

/**
 * Compares the submissions of each exercise, unless equal ones were compared before, and writes the page. Resolves to the similarities
 * by exercise, with learners as the page names them. Rejects with FILE_UNREADABLE.
 */
export async function publishSimilar(
  folder: string,
  results: readonly Result[],
  { lessons, titleOf, nameOf, work, machineKey }: SimilarOptions,
): Promise<Map<string, Alike>> {
  const found = new Map<string, Alike>();
  const before = readComparisons(folder, machineKey);
  const comparisons: Comparisons = new Map();
  for (const lesson of lessons) {
    const own = results.filter(({ exercise, status }) => exercise === lesson.id && status === 'graded');
    if (own.length < 2) continue;
    const released = releasedCode(lesson);
    const of = hashOfCode(classCode(folder, own), released);
    const kept = before.get(lesson.id);
    const alike = kept?.of === of ? kept.alike : await compare(work, { out: folder, results: own, released });
    found.set(lesson.id, alike);
    if (alike.leftOut === undefined) comparisons.set(lesson.id, { of, alike });
  }
  if (found.size === 0) return found;
  writeComparisons(folder, comparisons, machineKey);
  const named = new Map([...found].map(([exercise, alike]) => [exercise, withNames(alike, nameOf)]));
  const exercises = [...named].map(([exercise, alike]) => ({ title: titleOf(exercise), alike }));
  writeFileAtomically(join(folder, SIMILAR_PAGE), renderSimilar({ exercises }), 0o600);
  return named;
}

function withNames({ same, pairs, ...rest }: Alike, nameOf: (learner: string) => string): Alike {
  return {
    ...rest,
    same: same.map((group) => ({ ...group, learners: group.learners.map(nameOf) })),
    pairs: pairs.map((pair) => ({ ...pair, left: nameOf(pair.left), right: nameOf(pair.right) })),
  };
}

type Compared = Parameters<LearnerWork['compare']>[0];

async function compare(work: WorkProcesses, compared: Compared): Promise<Alike> {
  try {
    return await work.do('compare', compared);
  } catch (error) {
    if (!tookTooMuch(error)) throw error;
    return { same: [], pairs: [], compared: 0, leftOut: error.message };
  }
}
