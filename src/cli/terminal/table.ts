/** Tables in plain columns, as kubectl prints them; too wide a last column is cut or wrapped by the reader's terminal. */
import type { Style } from './style.js';
import { padTo, widthOf } from './text.js';

/** The lines of a table: a head (none when it is empty) and rows. Cells hold no line breaks and may be painted. */
export function formatTable(head: readonly string[], rows: readonly (readonly string[])[], style: Style): string {
  const all = head.length > 0 ? [head.map((title) => style.bold(title)), ...rows] : rows;
  const widths: number[] = [];
  for (const row of all) {
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, widthOf(cell));
  }
  return all
    .map((row) =>
      row
        .map((cell, column) => padTo(cell, widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
