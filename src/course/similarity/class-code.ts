/** The code of a class as it is compared: of the records that `grade` keeps. */
import { readRecord } from '../grading/record.js';
import type { Result } from '../grading/results.js';
import type { CodeSource } from './coded-work.js';

/** The code cells of each submission that was run, read one after another; without tokens, keys and pseudonymised names. */
export function* classCode(folder: string, results: readonly Result[]): Generator<CodeSource> {
  for (const { learner, exercise } of results) {
    const cells = readRecord(folder, learner, exercise)?.content.cells;
    if (!cells) continue;
    yield { learner, cells: cells.flatMap((cell) => (cell.kind === 'code' ? [cell.source] : [])) };
  }
}
