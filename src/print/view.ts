/** The neutral form of everything that is shown: made once from facts, rendered as text and as HTML, so both agree. */

/** How a line is meant; never told by colour alone. */
export type Tone = 'plain' | 'good' | 'bad' | 'warn' | 'quiet';

/** A cell of a table: text, or text with a meaning. */
export type Cell = string | { text: string; tone: Tone };

/** A box of a picture. */
export interface PictureNode {
  id: string;
  /** Which column it stands in, from 0. */
  column: number;
  /** First line in bold, the others below it. */
  lines: string[];
}

/** Boxes in columns with arrows between them. */
export interface Picture {
  columns: string[];
  nodes: PictureNode[];
  edges: { from: string; to: string }[];
}

/** One part of a view. */
export type Block =
  | { type: 'heading'; text: string; tone?: Tone }
  | { type: 'text'; text: string; tone?: Tone }
  | { type: 'facts'; caption?: string; rows: { name: string; value: Cell }[] }
  | { type: 'table'; caption: string; columns: string[]; rows: Cell[][] }
  | { type: 'code'; text: string; caption?: string }
  /** More than most readers want: folded in HTML, left out of text. */
  | { type: 'details'; summary: string; blocks: Block[] }
  /** Drawn in HTML; text leaves it out, since a table beside it says the same. */
  | { type: 'picture'; title: string; picture: Picture };

/** What is shown, from top to bottom. */
export type View = Block[];

/** The text of a cell. */
export function cellText(cell: Cell): string {
  return typeof cell === 'string' ? cell : cell.text;
}

/** The meaning of a cell. */
export function cellTone(cell: Cell): Tone {
  return typeof cell === 'string' ? 'plain' : cell.tone;
}
