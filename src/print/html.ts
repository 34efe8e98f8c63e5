/** A view as HTML for a notebook: no script, readable on light and dark, tables with real headings, long output folded. */
import { html } from '../escape.js';
import { renderChains } from './html-chains.js';
import { renderStages } from './html-stages.js';
import { asideStyle, flexRow, line, mono, summaryStyle, toned } from './html-style.js';
import { renderFacts, renderTable } from './html-table.js';
import type { Block, Span, View } from './view.js';

/** Lines of code that stand before the fold, when there are clearly more than that. */
const SHOWN = 24;
const WHOLE = 30;

/** The view as one `div`. */
export function renderHtml(view: View): string {
  const body = view.map(renderBlock).join('\n');
  return `<div class="kubelab" style="color: var(--jp-content-font-color1, inherit); line-height: 1.4">\n${body}\n</div>`;
}

function renderBlock(block: Block): string {
  switch (block.type) {
    case 'heading':
      return `<div role="heading" aria-level="4" style="font-weight: 600; overflow-wrap: anywhere; ${mono}; ${toned(block.tone)}"><b>${html(block.text)}</b></div>`;
    case 'text':
      return `<div style="white-space: pre-wrap; overflow-wrap: anywhere; ${toned(block.tone)}">${html(block.text)}</div>`;
    case 'headline':
      return renderHeadline(block);
    case 'stages':
      return renderStages(block);
    case 'aside':
      return `<div style="${asideStyle(block.tone)}">\n${block.blocks.map(renderBlock).join('\n')}\n</div>`;
    case 'badges':
      return `<div>${block.badges.map(({ text, tone }) => `<span style="display: inline-block; margin: 2px 6px 2px 0; padding: 0 8px; border: 1px solid currentColor; border-radius: 10px; overflow-wrap: anywhere; ${toned(tone)}">${html(text)}</span>`).join(' ')}</div>`;
    case 'facts':
      return renderFacts(block.rows, block.caption);
    case 'table':
      return renderTable(block.columns, block.rows, block.caption, block.grouped);
    case 'chains':
      return renderChains(block.chains);
    case 'code':
      return renderCode(block.text, block.caption);
    case 'segments':
      return renderSegments(block);
    case 'span':
      return renderSpan(block.caption, block.span);
    case 'details':
      return `<details style="margin: 2px 0"><summary style="${summaryStyle}">${html(block.summary)}</summary>\n${block.blocks.map(renderBlock).join('\n')}\n</details>`;
  }
}

function renderHeadline({ text, answer, notes }: Extract<Block, { type: 'headline' }>): string {
  const code = `<code style="${mono}; font-weight: 600; background: transparent; color: inherit; padding: 0; overflow-wrap: anywhere">${html(text)}</code>`;
  const quiet = notes.map((note) => `<span style="${toned('quiet')}; overflow-wrap: anywhere">${html(note)}</span>`);
  return `<div role="heading" aria-level="4" style="${flexRow}; flex-wrap: wrap; align-items: baseline; gap: 2px 12px; font-weight: 400; font-size: inherit">${[code, `<b style="${toned(answer.tone)}">${html(answer.text)}</b>`, ...quiet].join(' ')}</div>`;
}

function renderCode(text: string, caption?: string): string {
  const title = caption ? `<div style="opacity: 0.8">${html(caption)}</div>` : '';
  const lines = text.split('\n');
  if (lines.length <= WHOLE) return title + pre(text);
  const more = `${lines.length - SHOWN} more lines`;
  return `${title}${pre(lines.slice(0, SHOWN).join('\n'))}<details style="margin: 2px 0"><summary style="${summaryStyle}">${more}</summary>${pre(lines.slice(SHOWN).join('\n'))}</details>`;
}

function pre(text: string): string {
  return `<pre style="margin: 4px 0; padding: 6px 8px; border: 1px solid ${line}; background: transparent; color: inherit; ${mono}; white-space: pre-wrap; overflow-wrap: anywhere"><code>${html(text)}</code></pre>`;
}

// a colour and a kind of line for each: the line is seen without the colour
const looks = [
  ['#e5322d', 'solid'],
  ['#8b5cf6', 'dashed'],
  ['#0e8fb3', 'dotted'],
] as const;

function renderSegments({ caption, separator, segments }: Extract<Block, { type: 'segments' }>): string {
  const look = (index: number): string => {
    const [hue, kind] = looks[index % looks.length] ?? looks[0];
    const color = `color-mix(in srgb, currentColor 40%, ${hue})`;
    return `color: ${color}; border-bottom: 2px ${kind} ${color}`;
  };
  const names = segments.map(
    ({ name }, index) => `<span style="${look(index)}; margin-right: 14px">${html(name)}</span>`,
  );
  const texts = segments.map(({ text }, index) => `<span style="${look(index)}">${inPieces(text)}</span>`);
  return `<div style="font-weight: 600; padding: 4px 0">${html(caption)}</div><div>${names.join(' ')}</div><div style="margin: 4px 0; line-height: 1.7; ${mono}; overflow-wrap: anywhere; word-break: break-all">${texts.join(`<b>${html(separator)}</b>`)}</div>`;
}

// a long word may be broken here, also where the style that breaks it anywhere is taken away
const inPieces = (text: string): string => (text.match(/.{1,40}/gsu) ?? []).map(html).join('<wbr>');

function renderSpan(caption: string, { from, to, at, text, tone }: Span): string {
  const part = Math.round(Math.min(1, Math.max(0, at)) * 1000) / 10;
  return `<div style="max-width: 460px; margin: 4px 0"><div style="font-weight: 600">${html(caption)}: <span style="${toned(tone)}">${html(text)}</span></div><svg role="img" aria-label="${html(`${caption}, from ${from} to ${to}: ${text}`)}" xmlns="http://www.w3.org/2000/svg" width="100%" height="18" style="display: block; max-width: 100%; color: inherit"><rect x="0" y="5" width="100%" height="8" rx="4" fill="currentColor" fill-opacity="0.15"/><g style="${toned(tone)}"><rect x="0" y="5" width="${part}%" height="8" rx="4" fill="currentColor"/></g><line x1="${part}%" x2="${part}%" y1="0" y2="18" stroke="currentColor" stroke-width="2"/></svg><div style="${flexRow}; justify-content: space-between; flex-wrap: wrap; gap: 0 12px; opacity: 0.8"><span>${html(from)}</span> <span>${html(to)}</span></div></div>`;
}
