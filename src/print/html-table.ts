/** Tables in HTML: facts with a heading in each row, and rows under headings; many rows are folded. */
import { html } from '../escape.js';
import { captionStyle, cellStyle, lastCellStyle, summaryStyle, tableStyle, toned } from './html-style.js';
import { type Cell, cellText, cellTone } from './view.js';

/** Rows that stand before the fold, when there are clearly more than that. */
const SHOWN = 20;
const WHOLE = 25;
/** Words up to this length keep a column as wide as they are; longer ones are broken where there is no room. */
const WORD = 20;

/** Names with values. */
export function renderFacts(rows: readonly { name: string; value: Cell }[], caption?: string): string {
  const lines = rows.map(
    ({ name, value }) =>
      `<tr style="background: transparent"><th scope="row" style="${cellStyle}; font-weight: 600">${left(breakable(name))}</th><td style="${lastCellStyle}; ${toned(cellTone(value))}">${left(html(cellText(value)))}</td></tr>`,
  );
  const title = caption ? `<caption style="${captionStyle}">${html(caption)}</caption>` : '';
  return `<table style="${tableStyle}">${title}<tbody>${lines.join('')}</tbody></table>`;
}

/**
 * The text as HTML that may be broken behind the signs of a path or a name (`kubernetes.io/name`) and within a name such as
 * `ClusterRoleBinding`.
 */
export function breakable(text: string): string {
  return html(text)
    .split(/(&[#\w]+;)/)
    .map((part, index) => (index % 2 === 1 ? part : part.replace(/[./:@_-](?=\w)|[a-z](?=[A-Z])/g, '$&<wbr>')))
    .join('');
}

// a front end that takes styles away may set cells to the right (Notebook 6), and join lines
const left = (content: string): string => `<div align="left">${content.replaceAll('\n', '<br>')}</div>`;

/** Rows under headings; with `grouped`, a first cell that is the same in rows below one another stands there once. */
export function renderTable(
  columns: readonly string[],
  rows: readonly Cell[][],
  caption: string,
  grouped = false,
): string {
  if (rows.length <= WHOLE) return framed(columns, rows, caption, grouped);
  const more = `${rows.length - SHOWN} more rows`;
  const rest = framed(columns, rows.slice(SHOWN), `${caption} (the other ${more})`.trim(), grouped);
  return `${framed(columns, rows.slice(0, SHOWN), caption, grouped)}\n<details style="margin: 2px 0"><summary style="${summaryStyle}">${more}</summary>\n${rest}\n</details>`;
}

// more columns than fit at all scroll inside the frame, and not the page
function framed(columns: readonly string[], rows: readonly Cell[][], caption: string, grouped: boolean): string {
  return `<div role="group" aria-label="${html(caption || 'Table')}" tabindex="0" style="overflow-x: auto">${plainTable(columns, rows, caption, grouped)}</div>`;
}

/** Rows under headings, all of them. */
function plainTable(columns: readonly string[], rows: readonly Cell[][], caption: string, grouped = false): string {
  const styles = columns.map((name, index) => columnStyle([name, ...rows.map((row) => cellText(row[index] ?? ''))]));
  const head = columns
    .map((name, index) =>
      name === ''
        ? `<td style="${cellStyle}"></td>`
        : `<th scope="col" style="${cellStyle}; font-weight: 600; ${styles[index]}">${left(html(name))}</th>`,
    )
    .join('');
  const text = (row: readonly Cell[] | undefined): string | undefined => row && cellText(row[0] ?? '');
  const lines = rows.map((row, at) => {
    const cells = columns.map((_, index) => {
      const cell = row[index] ?? '';
      const content = left((styles[index] ? breakable : html)(cellText(cell)));
      const style = `${index === columns.length - 1 ? `${lastCellStyle}; min-width: 8em` : cellStyle}; ${styles[index]}${toned(cellTone(cell))}`;
      if (!grouped || index > 0) return `<td style="${style}">${content}</td>`;
      if (at > 0 && text(row) === text(rows[at - 1])) return '';
      const next = rows.findIndex((other, n) => n > at && text(other) !== text(row));
      return `<th scope="row" rowspan="${(next < 0 ? rows.length : next) - at}" style="${style}; font-weight: 600">${content}</th>`;
    });
    return `<tr style="background: transparent">${cells.join('')}</tr>`;
  });
  const body = lines.length
    ? lines.join('')
    : `<tr style="background: transparent"><td colspan="${columns.length}" style="${cellStyle}">${left('none')}</td></tr>`;
  return `<table style="${tableStyle}"><caption style="${captionStyle}">${html(caption)}</caption><thead><tr style="background: transparent">${head}</tr></thead><tbody>${body}</tbody></table>`;
}

/** Style that lets a column of long words give way; empty where words stay whole. */
function columnStyle(texts: readonly string[]): string {
  const longest = Math.max(0, ...texts.flatMap((text) => text.split(/\s+/)).map((word) => word.length));
  return longest > WORD ? `overflow-wrap: anywhere; min-width: ${WORD / 2}ch; ` : '';
}
