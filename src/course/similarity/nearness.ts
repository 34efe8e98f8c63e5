/** Which pairs of submissions are near each other, by fingerprints: each counts less the more submissions have it. */
import type { CodedWork } from './coded-work.js';

/** The weight of a fingerprint of two and more submissions; a fingerprint of a single submission counts 1. */
export type Weights = ReadonlyMap<number, number>;

/** The nearness and the shared weight that a pair has at least, and the weight below which a fingerprint counts 0. */
const LEAST = { near: 0.6, shared: 5, weight: 0.3 };

/** The weights among these works: 1 for a fingerprint of two works, 0 for one of all. */
export function weightsOf(works: readonly CodedWork[]): Weights {
  const holders = new Map<number, number>();
  for (const { prints } of works) for (const hash of prints.keys()) holders.set(hash, (holders.get(hash) ?? 0) + 1);
  const weights = new Map<number, number>();
  for (const [hash, count] of holders) {
    if (count < 2) continue;
    const weight = works.length > 2 ? 1 - (count - 2) / (works.length - 2) : 1;
    weights.set(hash, weight < LEAST.weight ? 0 : weight);
  }
  return weights;
}

/** The pairs that share much of the smaller work's code, nearest first. Fingerprints of weight 0 are left out. */
export function nearestPairs(works: readonly CodedWork[], weights: Weights): [CodedWork, CodedWork][] {
  const holders = new Map<number, number[]>();
  const own = works.map(({ prints }, index) => {
    let sum = 0;
    for (const hash of prints.keys()) {
      const weight = weights.get(hash);
      sum += weight ?? 1;
      if (!weight) continue;
      const list = holders.get(hash);
      if (list) list.push(index);
      else holders.set(hash, [index]);
    }
    return sum;
  });
  const shared = new Float64Array(works.length * works.length);
  for (const [hash, list] of holders) {
    const weight = weights.get(hash) ?? 0;
    for (let x = 0; x < list.length; x++) {
      const row = (list[x] ?? 0) * works.length;
      for (let y = x + 1; y < list.length; y++) {
        const at = row + (list[y] ?? 0);
        shared[at] = (shared[at] ?? 0) + weight;
      }
    }
  }
  const found: { pair: [CodedWork, CodedWork]; near: number }[] = [];
  for (const [a, left] of works.entries()) {
    for (const [b, right] of works.entries()) {
      const common = shared[a * works.length + b] ?? 0;
      const near = common / Math.max(1, Math.min(own[a] ?? 0, own[b] ?? 0));
      if (common >= LEAST.shared && near >= LEAST.near) found.push({ pair: [left, right], near });
    }
  }
  return found.sort((x, y) => y.near - x.near).map(({ pair }) => pair);
}
