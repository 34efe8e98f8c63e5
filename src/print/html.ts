/**
 * A view as HTML for a notebook: no script, readable on light and dark, tables with real headings. Styles are inline,
 * because JupyterLab's own rules for tables are stronger than a class, and a sanitised page keeps them.
 */
import { html } from '../escape.js';
import { renderPicture } from './svg.js';
import { type Block, type Cell, cellText, cellTone, type Tone, type View } from './view.js';

const colors: Record<Tone, string> = {
  plain: 'inherit',
  good: 'var(--jp-success-color1, #2e9d4f)',
  bad: 'var(--jp-error-color1, #d9453d)',
  warn: 'var(--jp-warn-color0, #b7791f)',
  quiet: 'inherit',
};
const line = 'var(--jp-border-color1, rgba(127, 127, 127, 0.5))';
const mono = 'font-family: var(--jp-code-font-family, monospace); font-size: var(--jp-code-font-size, 13px)';
const cellStyle = `text-align: left; vertical-align: top; padding: 2px 12px 2px 0; border: none; border-bottom: 1px solid ${line}; background: transparent; color: inherit; white-space: pre-wrap; max-width: 60em; overflow-wrap: break-word`;
// the last column gives way, so that the words of the others stay whole
const lastCellStyle = `${cellStyle}; overflow-wrap: anywhere`;
const tableStyle =
  'border-collapse: collapse; margin: 4px 0; table-layout: auto; color: inherit; background: transparent';
const captionStyle = 'text-align: left; caption-side: top; padding: 4px 0; color: inherit; font-weight: 600';

/** The view as one `div`. */
export function renderHtml(view: View): string {
  const body = view.map(renderBlock).join('\n');
  return `<div class="kubelab" style="color: var(--jp-content-font-color1, inherit); line-height: 1.4">\n${body}\n</div>`;
}

function toned(tone: Tone = 'plain'): string {
  if (tone === 'quiet') return 'opacity: 0.75';
  return tone === 'plain' ? '' : `color: ${colors[tone]}`;
}

function renderBlock(block: Block): string {
  switch (block.type) {
    case 'heading':
      return `<div role="heading" aria-level="4" style="font-weight: 600; ${mono}; ${toned(block.tone)}">${html(block.text)}</div>`;
    case 'text':
      return `<div style="white-space: pre-wrap; ${toned(block.tone)}">${html(block.text)}</div>`;
    case 'facts':
      return renderFacts(block.rows, block.caption);
    case 'table':
      return renderTable(block.columns, block.rows, block.caption);
    case 'code':
      return `${block.caption ? `<div style="opacity: 0.75">${html(block.caption)}</div>` : ''}<pre style="margin: 4px 0; padding: 6px 8px; border: 1px solid ${line}; background: transparent; color: inherit; ${mono}; white-space: pre-wrap; overflow-wrap: anywhere"><code>${html(block.text)}</code></pre>`;
    case 'details':
      return `<details style="margin: 2px 0"><summary style="cursor: pointer">${html(block.summary)}</summary>\n${block.blocks.map(renderBlock).join('\n')}\n</details>`;
    case 'picture':
      return renderPicture(block.picture, block.title);
  }
}

function renderFacts(rows: readonly { name: string; value: Cell }[], caption?: string): string {
  const lines = rows.map(
    ({ name, value }) =>
      `<tr style="background: transparent"><th scope="row" style="${cellStyle}; font-weight: 600; white-space: nowrap">${html(name)}</th><td style="${lastCellStyle}; ${toned(cellTone(value))}">${html(cellText(value))}</td></tr>`,
  );
  const title = caption ? `<caption style="${captionStyle}">${html(caption)}</caption>` : '';
  return `<table style="${tableStyle}">${title}<tbody>${lines.join('')}</tbody></table>`;
}

function renderTable(columns: readonly string[], rows: readonly Cell[][], caption: string): string {
  const head = columns
    .map((name) => `<th scope="col" style="${cellStyle}; font-weight: 600">${html(name)}</th>`)
    .join('');
  const lines = rows.map((row) => {
    const cells = columns.map((_, index) => {
      const cell = row[index] ?? '';
      const style = index === columns.length - 1 ? lastCellStyle : cellStyle;
      return `<td style="${style}; ${toned(cellTone(cell))}">${html(cellText(cell))}</td>`;
    });
    return `<tr style="background: transparent">${cells.join('')}</tr>`;
  });
  const body = lines.length
    ? lines.join('')
    : `<tr style="background: transparent"><td colspan="${columns.length}" style="${cellStyle}">none</td></tr>`;
  return `<table style="${tableStyle}"><caption style="${captionStyle}">${html(caption)}</caption><thead><tr style="background: transparent">${head}</tr></thead><tbody>${body}</tbody></table>`;
}
