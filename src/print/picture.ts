/** A picture that has its places already: boxes with lines of text, and arrows between them. Lengths are pixels. */

/** How a box or an arrow is meant; each is drawn in a way of its own, not in a colour alone. */
export type Mark = 'good' | 'bad' | 'quiet';

/** A point, from the upper left. */
export type Point = readonly [x: number, y: number];

/** What a box says: its first line in bold, the others below it. */
export interface Box {
  lines: string[];
  mark?: Mark | undefined;
}

/** A box in its place. */
export interface PlacedBox extends Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** An arrow: a start and three points for each Bézier curve after it; its tip ends at `tip`. */
export interface Arrow {
  curve: Point[];
  tip: Point;
  mark?: Mark | undefined;
}

/** Boxes, arrows, and words above columns. */
export interface Picture {
  width: number;
  height: number;
  heads: { x: number; text: string }[];
  boxes: PlacedBox[];
  arrows: Arrow[];
}

/** How wide a character is in a wide type of 12 pixels, and in bold. */
const CHARACTER = 7;
const BOLD = 7.9;
/** From one line of a box to the next. */
export const LINE = 16;
/** From the edge of a box to its text. */
export const PADDING = 8;
const WIDEST = 40;

/** How large a box is that holds these lines; longer ones are cut by {@link shortLine}. */
export function boxSize(lines: readonly string[]): { width: number; height: number } {
  const lengths = lines.map((text, index) => shortLine(text).length * (index === 0 ? BOLD : CHARACTER));
  return {
    width: Math.max(60, Math.round(Math.max(0, ...lengths)) + 2 * PADDING),
    height: lines.length * LINE + 2 * PADDING - 4,
  };
}

/** The line as it fits into a box. */
export function shortLine(text: string): string {
  return text.length > WIDEST ? `${text.slice(0, WIDEST - 1)}…` : text;
}
