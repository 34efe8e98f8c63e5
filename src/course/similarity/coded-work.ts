/** Submissions as they are compared: the tokens of their cells as numbers, and fingerprints of runs of them. */
import { tokensOf } from './tokens.js';

/** The code of a submission that is compared. */
export interface CodeSource {
  learner: string;
  /** The texts of its code cells. */
  cells: readonly string[];
}

/** A code cell that is not the release's. */
export interface CodedCell {
  source: string;
  /** The number of each token; equal texts have equal numbers. */
  ids: number[];
  /** Where each token begins and ends in the source. */
  spans: [start: number, end: number][];
}

/** A submission without the release's cells. */
export interface CodedWork {
  learner: string;
  cells: CodedCell[];
  /** How many tokens there are in these cells. */
  size: number;
  /** A text that is equal for two submissions that differ in names, spaces and comments alone. */
  key: string;
  /** The places of each fingerprint. */
  prints: Map<number, Place[]>;
  /** True when it was too long to be read to its end. */
  cut: boolean;
}

/** A token of a work: the cell, and the place of the token in it. */
export interface Place {
  cell: number;
  token: number;
}

/** Tokens that one fingerprint is made of, and how many fingerprints in a row give one: runs of 15 tokens are found. */
const [RUN, WINDOW] = [12, 4];
/** Tokens of one submission that are read, characters likewise, and places of one fingerprint that are kept. */
const MOST = { tokens: 20_000, characters: 300_000, places: 8 };

/** Makes coded works of one exercise, whose tokens have numbers in common; `release` is the code that was handed out. */
export function coder(release: readonly string[]): (source: CodeSource) => CodedWork {
  const numbers = new Map<string, number>();
  const numberOf = (text: string): number => {
    const known = numbers.get(text);
    if (known !== undefined) return known;
    numbers.set(text, numbers.size);
    return numbers.size - 1;
  };
  const coded = (source: string, most: number): CodedCell => {
    const tokens = tokensOf(source, most);
    return {
      source,
      ids: tokens.map(({ text }) => numberOf(text)),
      spans: tokens.map(({ start, end }) => [start, end]),
    };
  };
  const handedOut = release.map((source) => coded(source, MOST.tokens));
  const wholeCells = new Set(handedOut.map(({ ids }) => ids.join()));
  const known = new Set(handedOut.flatMap(({ ids }) => hashesOf(ids)));
  return ({ learner, cells }) => {
    const own: CodedCell[] = [];
    let [room, characters] = [MOST.tokens, MOST.characters];
    let cut = false;
    for (const source of cells) {
      cut ||= source.length > characters || room === 0;
      if (cut) break;
      const cell = coded(source, room);
      if (wholeCells.has(cell.ids.join())) continue;
      own.push(cell);
      room -= cell.ids.length;
      characters -= source.length;
    }
    const size = own.reduce((sum, { ids }) => sum + ids.length, 0);
    return { learner, cells: own, size, key: own.flatMap(({ ids }) => ids).join(), prints: printsOf(own, known), cut };
  };
}

/** The fingerprints of the cells but those in `known`: of each window of hashes the least (Schleimer, "Winnowing", 2003). */
function printsOf(cells: readonly CodedCell[], known: ReadonlySet<number>): Map<number, Place[]> {
  const prints = new Map<number, Place[]>();
  for (const [cell, { ids }] of cells.entries()) {
    const hashes = hashesOf(ids);
    let last = -1;
    for (let from = 0; from + WINDOW <= hashes.length; from++) {
      let least = from;
      for (let at = from + 1; at < from + WINDOW; at++) if ((hashes[at] ?? 0) <= (hashes[least] ?? 0)) least = at;
      const hash = hashes[least] ?? 0;
      if (least === last || known.has(hash)) continue;
      last = least;
      const places = prints.get(hash) ?? [];
      if (places.length < MOST.places) prints.set(hash, [...places, { cell, token: least }]);
    }
  }
  return prints;
}

/** A number for each run of {@link RUN} tokens. */
function hashesOf(ids: readonly number[]): number[] {
  const hashes: number[] = [];
  for (let from = 0; from + RUN <= ids.length; from++) {
    let hash = 0x811c9dc5;
    for (let at = from; at < from + RUN; at++) hash = Math.imul(hash ^ (ids[at] ?? 0), 0x01000193) ^ (hash >>> 13);
    hashes.push(hash >>> 0);
  }
  return hashes;
}
