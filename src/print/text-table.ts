/**
 * A table as lines of text: in columns, with cells that are wrapped where there is no room, also inside of a long word.
 * Only where columns would become too narrow to be read, one row stands below the other.
 */
import { oneLine, visible } from '../escape.js';
import { type Cell, cellText, cellTone, type Tone } from './view.js';
import { columns, longestWord, pad, wrap, wrapInside } from './wrap.js';

const GAP = 3;
/** Columns that a cell needs at least, if it is not shorter anyway. */
const NARROWEST = 12;

/** Columns up to which a word is left whole. */
const BREAKABLE = 20;

/** Colours a text by its meaning, or leaves it as it is. */
export type Paint = (text: string, tone?: Tone, bold?: boolean) => string;

/** The lines of a table that is at most `width` columns wide; records may be wider, as their words are not broken. */
export function tableLines(names: readonly string[], rows: readonly Cell[][], width: number, paint: Paint): string[] {
  const last = names.length - 1;
  const head = names.map((name) => oneLine(name).toUpperCase());
  const table = rows.map((row) =>
    names.map((_, index) => {
      const cell = row[index] ?? '';
      // a line break in any other column could pass for another row
      return { text: index === last ? visible(cellText(cell)) : oneLine(cellText(cell)), tone: cellTone(cell) };
    }),
  );
  const texts = (index: number): string[] => [head[index] ?? '', ...table.map((row) => row[index]?.text ?? '')];
  const widths = fittingWidths(
    names.map((_, index) => texts(index)),
    width - GAP * last,
  );
  if (!widths) return records(head, table, width, paint);
  const lines = (cells: readonly { text: string; tone: Tone }[]): string[] => {
    const parts = cells.map(({ text }, index) => wrapInside(text, widths[index] ?? 0));
    const height = Math.max(1, ...parts.map((part) => part.length));
    return Array.from({ length: height }, (_, at) =>
      cells
        .map(({ tone }, index) => {
          const part = parts[index]?.[at] ?? '';
          return paint(index === last ? part : pad(part, widths[index] ?? 0), tone);
        })
        .join(' '.repeat(GAP))
        .trimEnd(),
    );
  };
  return [...lines(head.map((text) => ({ text, tone: 'plain' as const }))), ...table.flatMap(lines)];
}

/**
 * Widths that fit into `room`: those that keep words whole, unless breaking long ones makes the table much lower. Undefined
 * when a column would get less than {@link NARROWEST}.
 */
function fittingWidths(table: readonly (readonly string[])[], room: number): number[] | undefined {
  const most = (of: (text: string) => number): number[] => table.map((texts) => Math.max(0, ...texts.map(of)));
  const natural = most((text) => Math.max(...text.split('\n').map(columns)));
  const words = most(longestWord);
  const atLeast = (width: number): number[] => words.map((word) => Math.min(word, width));
  const whole = shrunk(natural, words, room);
  const broken = shrunk(natural, atLeast(BREAKABLE), room);
  if (whole && broken && heightOf(table, whole) > heightOf(table, broken) * 1.5) return broken;
  return whole ?? broken ?? shrunk(words, atLeast(NARROWEST), room);
}

/** How many lines a table has with these widths. */
function heightOf(table: readonly (readonly string[])[], widths: readonly number[]): number {
  const heights = table.map((texts, index) => texts.map((text) => wrapInside(text, widths[index] ?? 0).length));
  return (heights[0] ?? []).reduce((sum, _, row) => sum + Math.max(...heights.map((of) => of[row] ?? 0)), 0);
}

/** `wanted`, with the widest made narrower until all fit, and none below its `least`. */
function shrunk(wanted: readonly number[], least: readonly number[], room: number): number[] | undefined {
  const sum = (list: readonly number[]): number => list.reduce((total, n) => total + n, 0);
  const widths = [...wanted];
  if (sum(least) > room) return undefined;
  while (sum(widths) > room) {
    const widest = Math.max(...widths.filter((n, index) => n > (least[index] ?? 0)));
    const index = widths.findIndex((n, at) => n === widest && n > (least[at] ?? 0));
    widths[index] = widest - 1;
  }
  return widths;
}

function records(
  head: readonly string[],
  table: readonly { text: string; tone: Tone }[][],
  width: number,
  paint: Paint,
): string[] {
  const names = Math.max(0, ...head.map(columns));
  return table.flatMap((row, at) => [
    ...(at > 0 ? [''] : []),
    ...row.flatMap(({ text, tone }, index) =>
      text === '' ? [] : hanging(pad(head[index] ?? '', names), text, width, (line) => paint(line, tone)),
    ),
  ]);
}

/** `name  text`, with further lines of the text below its first. */
export function hanging(name: string, text: string, width: number, paint: (line: string) => string): string[] {
  const start = columns(name) + 2;
  return wrap(text, Math.max(20, width - start)).map(
    (line, index) => `${index === 0 ? `${name}  ` : ' '.repeat(start)}${paint(line)}`,
  );
}
