/**
 * Chains of boxes, from left to right: how access is drawn, from a subject over a binding and a role to its rules. In HTML a
 * chain is a row of boxes joined by lines, in text a row of a table.
 */
import type { Cell, Tone } from './view.js';

/** How a box is meant. Each is drawn in a way of its own and has a word, so that no colour stands alone. */
export type BoxMark = 'good' | 'bad' | 'wide' | 'gap' | 'quiet';

/** One box. */
export interface ChainBox {
  /** Its kind: `RoleBinding`; left out where the name says it. */
  kind?: string;
  /** Its name, which may be cut. */
  name: string;
  /** The whole name, where `name` is cut. */
  full?: string | undefined;
  /** Where it holds: `in lab`. */
  place?: string | undefined;
  /** Lines below the name. Without a `kind`, the text before `: ` in a line is set off, as the verbs of a rule are. */
  notes?: string[];
  mark?: BoxMark | undefined;
  /** The mark's meaning: `allows everything`. */
  word?: string | undefined;
}

/** One place of a chain: boxes below one another. */
export interface Step {
  boxes: ChainBox[];
  /** Lines folded in HTML, and counted in text. */
  more?: { summary: string; lines: string[] } | undefined;
}

/** Ways that meet: each begins with steps of its own, and all go on with the same ones. */
export interface Chain {
  ways: Step[][];
  ends: Step[];
  /** Ways that are not drawn: a list below a fold in HTML, a count in text. */
  rest?: { summary: string; lines: string[] } | undefined;
}

/** Chains below one another, with a word above each column. */
export interface Chains {
  caption: string;
  columns: string[];
  chains: Chain[];
}

const tones: Record<BoxMark, Tone> = { good: 'good', bad: 'bad', wide: 'warn', gap: 'bad', quiet: 'quiet' };

/** The tone of a mark. */
export function markTone(mark: BoxMark | undefined): Tone {
  return mark ? tones[mark] : 'plain';
}

/** How the mark of a box reads: `✗ lacks list`; empty for a box without one. */
export function markWord({ mark, word }: ChainBox): string {
  if (!word) return '';
  const sign = mark === 'good' ? '✓ ' : mark === 'wide' ? '! ' : mark === 'quiet' ? '' : '✗ ';
  return `${sign}${word}`;
}

/** The boxes as rows of a table; an empty row stands between two chains. */
export function chainRows({ columns, chains }: Chains): Cell[][] {
  const last = columns.length - 1;
  return chains.flatMap(({ ways, ends, rest }, at) => [
    ...(at > 0 ? [columns.map(() => '')] : []),
    ...ways.map((way, index) =>
      [...way, ...(index === 0 ? ends : ends.slice(0, 1).map(again))].map((step, at) => stepCell(step, at === last)),
    ),
    ...(rest ? [columns.map((_, index): Cell => (index === 0 ? { text: rest.summary, tone: 'quiet' } : ''))] : []),
  ]);
}

/** A step that stands in a row above already: its name alone. */
export function again({ boxes: [first] }: Step): Step {
  return { boxes: first ? [{ name: first.name, full: first.full, notes: ['as above'], mark: 'quiet' }] : [] };
}

// text breaks lines in the last column only
function stepCell({ boxes, more }: Step, isLast: boolean): Cell {
  const mark = boxes.find((box) => box.mark)?.mark;
  const parts = [...boxes.flatMap((box) => boxLines(box)), ...(more ? [more.summary] : [])];
  const text = parts.join(isLast ? '\n' : ', ');
  return mark ? { text, tone: markTone(mark) } : text;
}

function boxLines(box: ChainBox): string[] {
  const { kind, name, full, place, notes = [] } = box;
  // text can be copied: it has the whole name
  const head = [kind, full ?? name, place].filter(Boolean).join(' ');
  const word = markWord(box);
  return [head, ...notes, ...(word ? [word] : [])];
}
