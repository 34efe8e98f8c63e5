/** The row in a platform's list that a result belongs to: by id, name or address, and never by a guess. */
import { type Learner, loosely } from '../grading/roster.js';

/** The rows that were found. */
export interface Matches {
  /** The index of the row by the learner of the results. */
  rows: Map<string, number>;
  /** Learners of the results who fit no row, or no single row, or a row that another learner fits, too. */
  unmatched: string[];
}

/**
 * Finds the row of each learner. `rows` has the words of each row: ids, names, addresses. With a roster, its words for the
 * learner are looked for, too. A row that two learners fit is given to neither.
 */
export function matchLearners(
  learners: readonly string[],
  rows: readonly (readonly string[])[],
  roster: readonly Learner[],
): Matches {
  const places = new Map<string, Set<number>>();
  for (const [index, words] of rows.entries()) {
    for (const word of words.map(loosely)) {
      if (word !== '') places.set(word, (places.get(word) ?? new Set()).add(index));
    }
  }
  const known = new Map(roster.map((learner) => [learner.id, learner]));
  const found = new Map(learners.map((learner) => [learner, rowOf(learner, known.get(learner), places)]));
  const takers = new Map<number, number>();
  for (const row of found.values()) if (row !== undefined) takers.set(row, (takers.get(row) ?? 0) + 1);
  const sure = [...found].filter((entry): entry is [string, number] => takers.get(entry[1] ?? -1) === 1);
  const matched = new Map(sure);
  return { rows: matched, unmatched: learners.filter((learner) => !matched.has(learner)) };
}

/** Notes on learners whose row in `list` (`the worksheet`) was not found, with advice; none where all were found. */
export function unmatchedNotes(unmatched: readonly string[], list: string): string[] {
  if (unmatched.length === 0) return [];
  const help =
    'rows are found by ids, names and addresses: --roster FILE, a list with these of each learner, finds more';
  return [...unmatched.map((learner) => `no row of ${list} fits ${learner} alone`), help];
}

/** The only row that the first telling word stands in: an id or address tells more than a name. */
function rowOf(learner: string, known: Learner | undefined, places: Map<string, Set<number>>): number | undefined {
  const words = [learner, ...(known ? [known.email, ...known.names] : [])];
  for (const word of words) {
    const [row, ...others] = places.get(loosely(word)) ?? [];
    if (row !== undefined && others.length === 0) return row;
  }
  return undefined;
}
