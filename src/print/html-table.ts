/** Tables in HTML: facts with a heading in each row, and rows under headings; many rows are folded. */
import { html } from '../escape.js';
import { captionStyle, cellStyle, lastCellStyle, summaryStyle, tableStyle, toned } from './html-style.js';
import { type Cell, cellText, cellTone } from './view.js';

/** Rows that stand before the fold, when there are clearly more than that. */
const SHOWN = 20;
const WHOLE = 25;

/** Names with values. */
export function renderFacts(rows: readonly { name: string; value: Cell }[], caption?: string): string {
  const lines = rows.map(
    ({ name, value }) =>
      `<tr style="background: transparent"><th scope="row" style="${cellStyle}; font-weight: 600">${breakable(name)}</th><td style="${lastCellStyle}; ${toned(cellTone(value))}">${html(cellText(value))}</td></tr>`,
  );
  const title = caption ? `<caption style="${captionStyle}">${html(caption)}</caption>` : '';
  return `<table style="${tableStyle}">${title}<tbody>${lines.join('')}</tbody></table>`;
}

// a path such as `kubernetes.io.serviceaccount.name` may be broken behind a dot
const breakable = (name: string): string => html(name).replaceAll('.', '.<wbr>');

/** Rows under headings, in a frame that scrolls sideways where there is no room. */
export function renderTable(columns: readonly string[], rows: readonly Cell[][], caption: string): string {
  if (rows.length <= WHOLE) return tableOf(columns, rows, caption);
  const more = `${rows.length - SHOWN} more rows`;
  const rest = tableOf(columns, rows.slice(SHOWN), `${caption} (the other ${more})`.trim());
  return `${tableOf(columns, rows.slice(0, SHOWN), caption)}\n<details style="margin: 2px 0"><summary style="${summaryStyle}">${more}</summary>\n${rest}\n</details>`;
}

function tableOf(columns: readonly string[], rows: readonly Cell[][], caption: string): string {
  const head = columns
    .map((name) =>
      name === ''
        ? `<td style="${cellStyle}"></td>`
        : `<th scope="col" style="${cellStyle}; font-weight: 600">${html(name)}</th>`,
    )
    .join('');
  const lines = rows.map((row) => {
    const cells = columns.map((_, index) => {
      const cell = row[index] ?? '';
      const style = index === columns.length - 1 ? `${lastCellStyle}; min-width: 8em` : cellStyle;
      return `<td style="${style}; ${toned(cellTone(cell))}">${html(cellText(cell))}</td>`;
    });
    return `<tr style="background: transparent">${cells.join('')}</tr>`;
  });
  const body = lines.length
    ? lines.join('')
    : `<tr style="background: transparent"><td colspan="${columns.length}" style="${cellStyle}">none</td></tr>`;
  const name = html(caption || 'Table');
  return `<div role="group" aria-label="${name}" tabindex="0" style="overflow-x: auto"><table style="${tableStyle}"><caption style="${captionStyle}">${html(caption)}</caption><thead><tr style="background: transparent">${head}</tr></thead><tbody>${body}</tbody></table></div>`;
}
