/** What is printed: the survivors, the scores, and what was left out. */
import type { Equivalent } from './equivalent.js';
import type { Fate, Tried } from './try-mutants.js';

/** What a run gave. */
export interface Ran {
  tried: readonly (Tried & { name: string; ms: number })[];
  /** Entries of the list of equivalent faults that speak of no fault. */
  stale: readonly Equivalent[];
  /** Percent. */
  least: number;
  /** With fewer faults than these the score decides nothing: it would be a matter of luck. */
  fewest?: number;
  ms: number;
}

const KILLED: readonly Fate[] = ['killed', 'timeout'];
const SURVIVED: readonly Fate[] = ['survived', 'not reached'];

/** True for a fault that no test noticed: they passed with it, or none came by its place. */
export const isUnnoticed = ({ fate }: Tried): boolean => SURVIVED.includes(fate);

/** Where a fault is, what became of it, and the line without it and with it. */
export function placeOf({ mutant: { file, line, kind, from, to }, fate }: Tried): string[] {
  return [`${file}:${line} ${fate} (${kind})`, `  - ${from}`, `  + ${to}`];
}

/** The text, and whether the score is at least what is asked for and no entry is stale. */
export function reportOf({ tried, stale, least, fewest = 0, ms }: Ran): { text: string; ok: boolean } {
  const lines: string[] = [];
  for (const each of tried) {
    if (isUnnoticed(each)) lines.push(...placeOf(each));
  }
  for (const { mutant, fate, by } of tried) {
    if (fate === 'unclear')
      lines.push(
        `unclear, a test fails after it without it, too: ${mutant.file}:${mutant.line}: ${by ?? 'none ended'}`,
      );
  }
  for (const { file, from } of stale) lines.push(`stale in equivalent.yaml, no such fault: ${file}: ${from}`);
  lines.push('', 'folder                   score  killed  survived  left out  seconds');
  const row = (name: string, of: Ran['tried']): number => {
    const count = (fates: readonly Fate[]): number => of.filter(({ fate }) => fates.includes(fate)).length;
    const [killed, survived] = [count(KILLED), count(SURVIVED)];
    const score = killed + survived === 0 ? 100 : (100 * killed) / (killed + survived);
    const seconds = of.reduce((sum, each) => sum + each.ms, 0) / 1000;
    const numbers = [killed, survived, of.length - killed - survived, Math.round(seconds)];
    const widths = [8, 10, 10, 9];
    lines.push(
      `${name.padEnd(24)}${`${score.toFixed(1)}%`.padStart(6)}${numbers.map((n, i) => String(n).padStart(widths[i] ?? 0)).join('')}`,
    );
    return score;
  };
  for (const name of new Set(tried.map((each) => each.name))) {
    row(
      name,
      tried.filter((each) => each.name === name),
    );
  }
  const score = row('all', tried);
  lines.push(
    `${tried.length} faults in ${(ms / 1000).toFixed(0)} s, ${((tried.length * 60_000) / ms).toFixed(0)} a minute`,
  );
  const isLow = score < least && tried.length >= fewest;
  if (isLow) lines.push(`The score is below ${least}%.`);
  if (tried.length < fewest) lines.push(`Fewer than ${fewest} faults were tried: the score decides nothing.`);
  return { text: lines.join('\n'), ok: !isLow && stale.length === 0 };
}
