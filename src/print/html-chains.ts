/**
 * Chains of boxes in HTML. They are cells of a table, since a front end that does not trust a notebook takes the styles
 * away: the rest is a table that can be read. Where the styles stay, the row is as wide as the cell of the notebook,
 * and stands upright below 500 pixels.
 */
import { html } from '../escape.js';
import {
  again,
  type BoxMark,
  type Chain,
  type ChainBox,
  type Chains,
  markTone,
  markWord,
  type Step,
} from './chains.js';
import { captionStyle, flexRow, line, summaryStyle, toned } from './html-style.js';
import { breakable } from './html-table.js';

/** The lengths `--kl-w` and `--kl-n` are large where the frame is at least 500 pixels wide, or narrower; nothing otherwise. */
const lengths = '--kl-w: max(0px, (100cqi - 499px) * 999); --kl-n: max(0px, (500px - 100cqi) * 999)';
const wide = (length: string): string => `min(${length}, var(--kl-w))`;
/** How long a line between two boxes is. */
const reach = 'min(26px, 2.4cqi)';
const narrow = (length: string): string => `min(${length}, var(--kl-n))`;
/** Blocks and no spaces, by variables for the reason that {@link flexRow} has. */
const block = '--kl-box: block; display: var(--kl-box)';
const noPadding = '--kl-none: 0; padding: var(--kl-none)';
/** How the width is shared among four columns, in per cent. */
const shares = [23, 26, 22, 29];
const plain = 'border: none; background: transparent';

const rowStyle = `${flexRow}; flex-wrap: wrap; padding: 4px 0; background: transparent`;
const cellStyle = (share: number): string =>
  `${flexRow}; flex: 0 0 max(${share}%, ${narrow('100%')}); flex-wrap: wrap; align-items: center; box-sizing: border-box; min-width: 0; ${noPadding}; ${plain}`;

/** The chains with their caption and a word above each column. */
export function renderChains({ caption, columns, chains }: Chains): string {
  const heads = columns.map(
    (name, index) =>
      `<th role="columnheader" scope="col" style="flex: 0 0 ${shares[index]}%; box-sizing: border-box; padding: 0 0 0 ${index ? `calc(${reach} + 2px)` : '1px'}; ${plain}; text-align: left; font-weight: 400; opacity: 0.8"><div align="left">${html(name)}</div></th>`,
  );
  const rows = chains.flatMap((chain, index) => chainRows(chain, columns.length, index > 0));
  return `<div style="container-type: inline-size; margin: 4px 0"><table role="table" style="${lengths}; ${block}; width: 100%; max-width: none; margin: 0; border-collapse: collapse; color: inherit; ${plain}"><caption style="${block}; ${captionStyle}">${html(caption)}</caption><thead role="rowgroup" style="${block}; border: none"><tr role="row" style="${rowStyle}; flex-wrap: nowrap; padding: 0; max-height: ${wide('2em')}; overflow: hidden; border: none">${heads.join('')}</tr></thead><tbody role="rowgroup" style="${block}">${rows.join('\n')}</tbody></table></div>`;
}

function chainRows({ ways, ends, rest }: Chain, columns: number, apart: boolean): string[] {
  const rows = ways.map((way, index) => {
    const steps = [...way, ...(index === 0 ? ends : ends.slice(0, 1).map(again))];
    const cells = Array.from({ length: columns }, (_, at) => cell(steps, at));
    const above = index > 0 || !apart ? 'border: none' : `margin-top: 6px; border-top: 1px solid ${line}`;
    return `<tr role="row" style="${rowStyle}; ${above}">${cells.join('')}</tr>`;
  });
  if (!rest) return rows;
  return [
    ...rows,
    `<tr role="row" style="${rowStyle}"><td role="cell" colspan="${columns}" style="flex: 1 1 100%; min-width: 0; padding: 2px 0; ${plain}"><div align="left">${fold(rest.summary, rest.lines)}</div></td></tr>`,
  ];
}

function cell(steps: readonly Step[], at: number): string {
  const step = steps[at];
  const style = cellStyle(shares[at] ?? 25);
  if (!step) return `<td role="cell" style="${style}"></td>`;
  const more = step.more ? fold(step.more.summary, step.more.lines) : '';
  const content = `${step.boxes.map(drawBox).join('')}${more}`;
  const stack = `<div align="left" style="flex: 1 1 ${narrow('100%')}; min-width: 0; text-align: left; white-space: normal">${content}</div>`;
  return `<td role="cell" style="${style}">${at === 0 ? '' : link(steps[at - 1], step)}${stack}</td>`;
}

/** The line between two steps: across in a row, down where the chain stands upright. */
function link(from: Step | undefined, to: Step): string {
  const marks = [from, to].map((step) => markOf(step));
  const mark = marks.includes('gap') ? 'gap' : marks.includes('good') && !marks.includes('bad') ? 'good' : undefined;
  const kind = mark === 'gap' ? 'dashed' : 'solid';
  const look = mark ? toned(markTone(mark)) : 'opacity: 0.5';
  return `<span aria-hidden="true" style="flex: none; width: ${wide(reach)}; height: ${narrow('12px')}; margin-left: ${narrow('18px')}; border: 0 ${kind} currentColor; border-width: 2px 0 0 2px; ${look}"></span>`;
}

function markOf(step: Step | undefined): BoxMark | undefined {
  return step?.boxes.find(({ mark }) => mark)?.mark;
}

const frames: Record<BoxMark | 'plain', string> = {
  plain: `1px solid ${line}`,
  good: '2px solid currentColor',
  bad: '2px solid currentColor',
  wide: '3px double currentColor',
  gap: '2px dashed currentColor',
  quiet: '1px dotted transparent',
};

function drawBox(box: ChainBox): string {
  const { kind, name, full, place, notes = [], mark } = box;
  const what = [kind, place].filter(Boolean).join(' ');
  const word = markWord(box);
  const title = full === undefined || full === name ? '' : ` title="${html(full)}"`;
  const lines = [
    `<div${title}>${mark === 'quiet' ? breakable(name) : kind || !name.includes(': ') ? `<b>${breakable(name)}</b>` : setOff(name)}</div>`,
    ...(what ? [`<div style="opacity: 0.85">${breakable(what)}</div>`] : []),
    ...notes.map((text) =>
      kind ? `<div style="opacity: 0.85">${breakable(text)}</div>` : `<div>${setOff(text)}</div>`,
    ),
    ...(word ? [`<div style="${toned(markTone(mark))}"><b>${html(word)}</b></div>`] : []),
  ];
  const color = mark && mark !== 'quiet' ? `border-color: ${toned(markTone(mark)).replace('color: ', '')}; ` : '';
  return `<div style="margin: 2px 0; padding: 4px min(9px, 1cqi); border: ${frames[mark ?? 'plain']}; ${color}border-radius: 8px; line-height: 1.35; overflow-wrap: anywhere">${lines.join('')}</div>`;
}

/** Sets the text before `: ` in bold; without `: `, nothing. */
function setOff(text: string): string {
  const [, start = '', rest = ''] = /^(.*?): (.*)$/s.exec(text) ?? [undefined, '', text];
  return start ? `<b>${breakable(start)}</b>: ${breakable(rest)}` : breakable(rest);
}

function fold(summary: string, lines: readonly string[]): string {
  const items = lines.map((text) => `<li>${breakable(text)}</li>`);
  return `<details style="margin: 2px 0"><summary style="${summaryStyle}">${html(summary)}</summary><ul style="margin: 2px 0; padding-left: 18px; overflow-wrap: anywhere">${items.join('')}</ul></details>`;
}
