/**
 * Which submissions of an exercise are alike: `findAlike(sources, release)`. Two submissions are the same when they differ in names,
 * spaces and comments alone; they have much in common when they share passages that others do not have. Code that was handed out
 * does not count, and code that many wrote counts little. The result says nothing of why submissions are alike.
 */
import { type CodedWork, type CodeSource, coder } from './coded-work.js';
import { nearestPairs, type Weights, weightsOf } from './nearness.js';
import { type Passage, passagesOf, textOf } from './passages.js';

/** The similarities in an exercise. */
export interface Alike {
  /** Learners whose code is the same but for names, spaces and comments; the largest group first. */
  same: SameGroup[];
  /** Pairs with much in common; the nearest first. Of a group with equal code, the first learner stands for all. */
  pairs: AlikePair[];
  /** How many submissions were compared. */
  compared: number;
  /** The reason in words, when there were more pairs, or more code, than is compared. */
  leftOut?: string;
}

/** Learners whose code is the same. */
export interface SameGroup {
  learners: string[];
  /** The code of the first two, as they wrote it. */
  left: string;
  right: string;
}

/** Two learners with much in common. */
export interface AlikePair {
  left: string;
  right: string;
  /** The share of each learner's own code in the passages, from 0 to 1. */
  leftShare: number;
  rightShare: number;
  /** The longest passages. */
  passages: { left: string; right: string }[];
}

/** The least code that says anything, in tokens; the most that is listed and compared. */
const LIMITS = { tokens: 40, pairs: 100, candidates: 400, passages: 4, characters: 3000, ms: 15_000 };

/**
 * Compares all submissions with all. It takes a few seconds for some hundred, and stops after fifteen seconds of the processor: on
 * a busy machine it takes longer, and finds as much.
 */
export function findAlike(
  sources: Iterable<CodeSource>,
  release: readonly string[],
  now: () => number = processorMs,
): Alike {
  const deadline = now() + LIMITS.ms;
  const code = coder(release);
  const works: CodedWork[] = [];
  let [late, cut] = [false, false];
  for (const source of sources) {
    late ||= now() > deadline;
    if (late) break;
    const work = code(source);
    cut ||= work.cut;
    works.push(work);
  }
  const telling = works.filter(({ size }) => size >= LIMITS.tokens);
  const byKey = new Map<string, CodedWork[]>();
  for (const work of telling) byKey.set(work.key, [...(byKey.get(work.key) ?? []), work]);
  const groups = [...byKey.values()];
  const firsts = groups.flatMap(([first]) => first ?? []);
  const pairs: AlikePair[] = [];
  const weights = weightsOf(firsts);
  const candidates = nearestPairs(firsts, weights);
  let looked = 0;
  for (const [left, right] of candidates.slice(0, LIMITS.candidates)) {
    late ||= now() > deadline;
    if (late || pairs.length >= LIMITS.pairs) break;
    looked++;
    const pair = pairOf(left, right, weights);
    if (pair) pairs.push(pair);
  }
  const reasons = [
    late && 'there was no time to compare all of them',
    cut && 'very long submissions were read in part',
    !late && looked < candidates.length && `of ${candidates.length} pairs the nearest ${looked} were compared`,
  ].filter((reason) => reason !== false);
  return {
    same: groups
      .filter((group) => group.length > 1)
      .map(groupOf)
      .sort((a, b) => b.learners.length - a.learners.length),
    pairs,
    compared: works.length,
    ...(reasons.length > 0 ? { leftOut: reasons.join('; ') } : {}),
  };
}

function pairOf(left: CodedWork, right: CodedWork, weights: Weights): AlikePair | undefined {
  const passages = passagesOf(left, right, weights);
  const shared = passages.reduce((sum, { length }) => sum + length, 0);
  if (shared < LIMITS.tokens) return undefined;
  const shown = (passage: Passage): { left: string; right: string } => ({
    left: shorten(textOf(left.cells, passage.left, passage.length)),
    right: shorten(textOf(right.cells, passage.right, passage.length)),
  });
  return {
    left: left.learner,
    right: right.learner,
    leftShare: Math.min(1, shared / left.size),
    rightShare: Math.min(1, shared / right.size),
    passages: passages.slice(0, LIMITS.passages).map(shown),
  };
}

/** The time that this process has used, in ms. */
function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function groupOf(group: readonly CodedWork[]): SameGroup {
  const [left = '', right = ''] = group.map(({ cells }) => shorten(cells.map(({ source }) => source).join('\n\n')));
  return { learners: group.map(({ learner }) => learner), left, right };
}

function shorten(text: string): string {
  return text.length <= LIMITS.characters ? text : `${text.slice(0, LIMITS.characters)}\n…`;
}
