/** `similar.html` in the folder of results: what the submissions of each exercise have alike, side by side. */
import { join } from 'node:path';
import { writeFileAtomically } from '../../atomic-file.js';
import { renderSimilar } from '../../report/similar-page.js';
import type { Lesson } from '../course.js';
import type { Result } from '../grading/results.js';
import { tookTooMuch, type WorkProcesses } from '../grading/work-processes.js';
import type { Alike } from './find-alike.js';
import { releasedCode } from './released-code.js';

/** The name of the page. */
export const SIMILAR_PAGE = 'similar.html';

/** What is compared, and where. */
export interface SimilarOptions {
  lessons: readonly Lesson[];
  titleOf(exercise: string): string;
  work: WorkProcesses;
}

/** Compares the submissions of each exercise and writes the page. Resolves to what was found, by exercise. Rejects with FILE_UNREADABLE. */
export async function publishSimilar(
  folder: string,
  results: readonly Result[],
  { lessons, titleOf, work }: SimilarOptions,
): Promise<Map<string, Alike>> {
  const found = new Map<string, Alike>();
  for (const lesson of lessons) {
    const own = results.filter(({ exercise, status }) => exercise === lesson.id && status === 'graded');
    if (own.length > 1) found.set(lesson.id, await compare(work, folder, own, lesson));
  }
  if (found.size === 0) return found;
  const exercises = [...found].map(([exercise, alike]) => ({ title: titleOf(exercise), alike }));
  writeFileAtomically(join(folder, SIMILAR_PAGE), renderSimilar({ exercises }), 0o600);
  return found;
}

async function compare(work: WorkProcesses, out: string, results: readonly Result[], lesson: Lesson): Promise<Alike> {
  try {
    return await work.do('compare', { out, results, released: releasedCode(lesson) });
  } catch (error) {
    if (!tookTooMuch(error)) throw error;
    return { same: [], pairs: [], compared: 0, leftOut: error.message };
  }
}
