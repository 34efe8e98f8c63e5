/** What the long runs share: how long they are, and random choices that a seed repeats. */

/** True with KUBELAB_SOAK=1 (`npm run test:soak`). */
export const isSoak: boolean = process.env.KUBELAB_SOAK === '1';

/** The full length under `npm run test:soak`, else a tenth. */
export function runLength(full: number): number {
  return isSoak ? full : Math.ceil(full / 10);
}

/** KUBELAB_SOAK_SEED, or a new one; tests print it, so that a run can be repeated. */
export const seed: number = Number(process.env.KUBELAB_SOAK_SEED ?? Math.floor(Math.random() * 2 ** 31));

/** Random choices. */
export interface Random {
  /** From 0 to below `end`. */
  below(end: number): number;
  chance(probability: number): boolean;
  pick<T>(from: readonly T[]): T;
}

/** The same choices for the same seed (mulberry32). */
export function seededRandom(from: number): Random {
  let state = from >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (end: number): number => Math.floor(next() * end);
  return {
    below,
    chance: (probability) => next() < probability,
    pick: (from) => from[below(from.length)] as (typeof from)[number], // the index is inside
  };
}
