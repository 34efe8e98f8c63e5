/** The teacher's notes: beside the check or cell that a note is about, or in a list for notes about the whole. */
import type { CellView, MarkView } from './feedback-view.js';
import { type Markup, markup } from './markup.js';
import { formatPoints } from './points.js';

/** A note beside its check or cell. */
export function renderNote(mark: MarkView): Markup {
  return markup`<p class="note"><strong>From your teacher:</strong> ${wordsOf(mark)}</p>\n`;
}

/** The list of notes about the whole, and of notes whose check or cell the page does not show. */
export function renderNotes(
  marks: readonly MarkView[],
  shown: { checks: readonly string[]; cells: readonly CellView[] },
): Markup | undefined {
  const listed = marks.filter(({ check, cell }) => {
    if (check !== undefined) return !shown.checks.includes(check);
    return cell === undefined || !shown.cells.some(({ id }) => id === cell);
  });
  if (listed.length === 0) return undefined;
  return markup`<h2>From your teacher</h2>
${renderMarkList(listed)}`;
}

/** Each mark with its kind, its points and its comment. */
export function renderMarkList(marks: readonly MarkView[]): Markup {
  return markup`<ul>${marks.map(({ kind, points, comment }) => markup`<li>${names[kind]}: ${signed(points)}${comment !== undefined && ` (${comment})`}</li>\n`)}</ul>`;
}

const names = { points: 'Points', late: 'Handed in late', mark: 'Marked by hand' };

function wordsOf({ points, comment }: MarkView): string {
  if (points === 0) return comment ?? '';
  return `${signed(points)}${comment === undefined ? '' : ` (${comment})`}`;
}

function signed(points: number): string {
  return points > 0 ? `+${formatPoints(points)}` : formatPoints(points);
}
