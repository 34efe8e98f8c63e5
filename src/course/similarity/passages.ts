/** The passages that two submissions share, longest first, each token in one of them at most. */
import type { CodedCell, CodedWork, Place } from './coded-work.js';
import type { Weights } from './nearness.js';

/** A run of tokens that stands in both submissions. */
export interface Passage {
  /** The number of tokens. */
  length: number;
  /** Where the run begins in either. */
  left: Place;
  right: Place;
}

/** The shortest passage, in tokens: shorter runs are in everybody's code. */
const SHORTEST = 15;

/** The passages around common fingerprints of a weight above 0, grown in both directions. */
export function passagesOf(left: CodedWork, right: CodedWork, weights: Weights): Passage[] {
  const grown = new Map<string, Passage>();
  // a run is grown once: its other fingerprints lie in it, on the same line of the two
  const seen = new Map<string, number>();
  for (const [hash, places] of left.prints) {
    if (!weights.get(hash)) continue;
    for (const a of places) {
      for (const b of right.prints.get(hash) ?? []) {
        const line = `${a.cell} ${b.cell} ${a.token - b.token}`;
        if ((seen.get(line) ?? -1) > a.token) continue;
        const passage = grow(left, right, a, b);
        seen.set(line, passage.left.token + passage.length);
        grown.set(`${line} ${passage.left.token}`, passage);
      }
    }
  }
  const taken = { left: new Set<string>(), right: new Set<string>() };
  const longest = [...grown.values()].sort((x, y) => y.length - x.length || x.left.token - y.left.token);
  return longest.filter((passage) => {
    const { length, left: a, right: b } = passage;
    if (length < SHORTEST) return false;
    const free = (set: Set<string>, { cell, token }: Place): boolean =>
      !set.has(`${cell} ${token}`) && !set.has(`${cell} ${token + length - 1}`);
    if (!free(taken.left, a) || !free(taken.right, b)) return false;
    for (let at = 0; at < length; at++) {
      taken.left.add(`${a.cell} ${a.token + at}`);
      taken.right.add(`${b.cell} ${b.token + at}`);
    }
    return true;
  });
}

function grow(left: CodedWork, right: CodedWork, a: Place, b: Place): Passage {
  const [x, y] = [left.cells[a.cell]?.ids ?? [], right.cells[b.cell]?.ids ?? []];
  let [back, ahead] = [0, 0];
  while (a.token > back && b.token > back && x[a.token - back - 1] === y[b.token - back - 1]) back++;
  while (a.token + ahead < x.length && b.token + ahead < y.length && x[a.token + ahead] === y[b.token + ahead]) ahead++;
  return {
    length: back + ahead,
    left: { cell: a.cell, token: a.token - back },
    right: { cell: b.cell, token: b.token - back },
  };
}

/** The source of a passage, from its first line to its last. */
export function textOf(cells: readonly CodedCell[], { cell, token }: Place, length: number): string {
  const { source = '', spans = [] } = cells[cell] ?? {};
  const [start = 0] = spans[token] ?? [];
  const end = spans[token + length - 1]?.[1] ?? start;
  const lineStart = source.lastIndexOf('\n', start - 1) + 1;
  return source.slice(/^\s*$/.test(source.slice(lineStart, start)) ? lineStart : start, end);
}
