/** A table as lines of text: in columns when they fit, with wrapped cells when they do not, one row below the other at last. */
import { oneLine, visible } from '../escape.js';
import { type Cell, cellText, cellTone, type Tone } from './view.js';
import { columns, longestWord, pad, wrap } from './wrap.js';

const GAP = 3;

/** Colours a text by its meaning, or leaves it as it is. */
export type Paint = (text: string, tone?: Tone, bold?: boolean) => string;

/** The lines of a table that is at most `width` columns wide, as far as its words allow. */
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
    names.map((_, index) => Math.max(0, ...texts(index).flatMap((text) => text.split('\n').map(columns)))),
    names.map((_, index) => Math.max(0, ...texts(index).map(longestWord))),
    width - GAP * last,
  );
  if (!widths) return records(head, table, width, paint);
  const lines = (cells: readonly { text: string; tone: Tone }[]): string[] => {
    const parts = cells.map(({ text }, index) => wrap(text, widths[index] ?? 0));
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

/** Widths that fit into `room`, taken from the widest columns; undefined when the longest words alone do not fit. */
function fittingWidths(natural: readonly number[], least: readonly number[], room: number): number[] | undefined {
  const sum = (list: readonly number[]): number => list.reduce((total, n) => total + n, 0);
  const widths = [...natural];
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
