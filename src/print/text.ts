/** A view as plain text, in colours when a terminal asks for them. */
import { oneLine, visible } from '../escape.js';
import { chainRows } from './chains.js';
import { hanging, type Paint, tableLines } from './text-table.js';
import { type Block, type Cell, cellText, cellTone, type Tone, type View } from './view.js';
import { columns, pad, wrap } from './wrap.js';

/** How text is written. */
export interface TextOptions {
  /** True writes ANSI colours. */
  color: boolean;
  /** Lines are broken at so many columns where words allow; `KUBELAB_COLUMNS`, else 100, when left out. */
  width?: number;
}

const codes: Record<Tone, string> = { plain: '', good: '32', bad: '31', warn: '33', quiet: '2' };

/** Rows of a table that text shows. */
const MOST_ROWS = 200;
/** Characters of a bar. */
const BAR = 40;

/** The view as lines of text. */
export function renderText(view: View, options: TextOptions): string {
  return view
    .map((block) => renderBlock(block, options))
    .filter((text) => text !== '')
    .join('\n');
}

/** The terminal that a lesson is played in says how wide it is; elsewhere lines have 100 columns. */
function usualWidth(env: Record<string, string | undefined> = process.env): number {
  const told = Number(env.KUBELAB_COLUMNS);
  return told >= 20 && told < 100 ? told : 100;
}

function renderBlock(block: Block, { color, width = usualWidth() }: TextOptions): string {
  const paint: Paint = (text, tone = 'plain', bold = false) => {
    const code = [bold ? '1' : '', codes[tone]].filter(Boolean).join(';');
    return color && code && text ? `\u001b[${code}m${text}\u001b[0m` : text;
  };
  const paragraph = (text: string, tone?: Tone, bold?: boolean): string =>
    wrap(text, width)
      .map((line) => paint(line, tone, bold))
      .join('\n');
  switch (block.type) {
    case 'heading':
      return paragraph(oneLine(block.text), block.tone, true);
    case 'text':
      return paragraph(visible(block.text), block.tone);
    case 'headline': {
      const { text, answer, notes } = block;
      return paragraph(
        [`${oneLine(text)} -> ${oneLine(answer.text)}`, ...notes.map(oneLine)].join(', '),
        answer.tone,
        true,
      );
    }
    case 'stages':
      return wrap(block.stages.map(({ sign, name }) => `${sign} ${oneLine(name)}`).join('  '), width).join('\n');
    case 'aside':
      return renderText(block.blocks, { color, width });
    case 'badges':
      return paragraph(block.badges.map(({ text }) => oneLine(text)).join(', '), 'quiet');
    case 'facts': {
      const widest = Math.max(0, ...block.rows.map((row) => columns(oneLine(row.name))));
      const lines = block.rows.flatMap(({ name, value }) =>
        hanging(`  ${pad(oneLine(name), widest)}`, visible(cellText(value)), width, (line) =>
          paint(line, cellTone(value)),
        ),
      );
      return [...(block.caption ? [paint(oneLine(block.caption), 'plain', true)] : []), ...lines].join('\n');
    }
    case 'table': {
      const caption = oneLine(block.caption);
      if (block.rows.length === 0) return `${caption ? `${caption}: ` : ''}none`;
      const rows = block.grouped ? onceEach(block.rows) : block.rows;
      const lines = tableLines(block.columns, rows.slice(0, MOST_ROWS), width, paint);
      if (block.rows.length > MOST_ROWS) lines.push(paint(`… ${block.rows.length - MOST_ROWS} more rows`, 'quiet'));
      return [...(caption ? [paragraph(caption, 'plain', true)] : []), ...lines].join('\n');
    }
    case 'chains': {
      const { caption, columns: names } = block.chains;
      const rows = chainRows(block.chains);
      return renderBlock({ type: 'table', caption, columns: names, rows }, { color, width });
    }
    case 'code':
      return [...(block.caption ? [paint(oneLine(block.caption), 'quiet')] : []), visible(block.text)].join('\n');
    case 'segments':
      return [
        paint(oneLine(block.caption), 'plain', true),
        block.segments.map(({ name }) => `[${oneLine(name)}]`).join(block.separator),
      ].join('\n');
    case 'span': {
      const { from, to, at, text, tone } = block.span;
      const full = Math.round(Math.min(1, Math.max(0, at)) * BAR);
      const bar = `[${'#'.repeat(full)}${'-'.repeat(BAR - full)}]`;
      return `${paint(oneLine(block.caption), 'plain', true)}: ${paint(oneLine(text), tone)}\n  ${oneLine(from)} ${paint(bar, tone)} ${oneLine(to)}`;
    }
    case 'details':
      return '';
  }
}

/** The rows with their first cell left out where it is that of the row above. */
function onceEach(rows: readonly Cell[][]): Cell[][] {
  const first = (row: Cell[] | undefined): string => (row ? cellText(row[0] ?? '') : '');
  return rows.map((row, at) => (at > 0 && first(row) === first(rows[at - 1]) ? ['', ...row.slice(1)] : row));
}
