/** The neutral form of everything that is shown: made once from facts, rendered as text and as HTML, so both agree. */
import type { Chains } from './chains.js';

/** How a line is meant; never told by colour alone. */
export type Tone = 'plain' | 'good' | 'bad' | 'warn' | 'quiet';

/** A cell of a table: text, or text with a meaning. */
export type Cell = string | { text: string; tone: Tone };

/** A stretch of time with a place in it: where `at` is, as a part of the whole (0 is `from`, 1 is `to`). */
export interface Span {
  from: string;
  to: string;
  at: number;
  /** The bar's meaning in words: `81 % of it has passed; it ends in 12 days`. */
  text: string;
  tone: Tone;
}

/** How a stage of a request is drawn: its sign and its meaning. */
export interface StageMark {
  sign: string;
  words: string;
  tone: Tone;
}

/** One part of a view. */
export type Block =
  | { type: 'heading'; text: string; tone?: Tone }
  | { type: 'text'; text: string; tone?: Tone }
  /** Request, outcome, and short notes on the same line. */
  | { type: 'headline'; text: string; answer: Exclude<Cell, string>; notes: string[] }
  /** The stages of a request, on one line. */
  | { type: 'stages'; stages: ({ name: string } & StageMark)[] }
  /** Related blocks that stand out: a line at their side in HTML. */
  | { type: 'aside'; tone: Tone; blocks: Block[] }
  /** Short facts side by side on one line. */
  | { type: 'badges'; badges: { text: string; tone?: Tone }[] }
  | { type: 'facts'; caption?: string; rows: { name: string; value: Cell }[] }
  /** Long tables are folded in HTML and cut in text. With `grouped`, rows that begin with the same cell show it once. */
  | { type: 'table'; caption: string; columns: string[]; rows: Cell[][]; grouped?: boolean }
  /** Long code is folded in HTML. */
  | { type: 'code'; text: string; caption?: string }
  /** One text made of named parts, such as a token; each part looks different from its neighbours. */
  | { type: 'segments'; caption: string; separator: string; segments: { name: string; text: string }[] }
  | { type: 'span'; caption: string; span: Span }
  /** Boxes joined by lines in HTML, a table in text. */
  | { type: 'chains'; chains: Chains }
  /** More than most readers want: folded in HTML, left out of text. */
  | { type: 'details'; summary: string; blocks: Block[] };

/** Blocks from top to bottom. */
export type View = Block[];

/** The text of a cell. */
export function cellText(cell: Cell): string {
  return typeof cell === 'string' ? cell : cell.text;
}

/** The meaning of a cell. */
export function cellTone(cell: Cell): Tone {
  return typeof cell === 'string' ? 'plain' : cell.tone;
}
