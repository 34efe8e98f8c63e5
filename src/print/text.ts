/** A view as plain text, in colours when a terminal asks for them. */
import { oneLine, visible } from './escape.js';
import { type Block, type Cell, cellText, cellTone, type Tone, type View } from './view.js';

/** How text is written. */
export interface TextOptions {
  /** True writes ANSI colours. */
  color: boolean;
}

const codes: Record<Tone, string> = { plain: '', good: '32', bad: '31', warn: '33', quiet: '2' };

/** The view as lines of text. */
export function renderText(view: View, options: TextOptions): string {
  return view
    .map((block) => renderBlock(block, options))
    .filter((text) => text !== '')
    .join('\n');
}

function renderBlock(block: Block, options: TextOptions): string {
  const paint = (text: string, tone: Tone = 'plain', bold = false): string => {
    const code = [bold ? '1' : '', codes[tone]].filter(Boolean).join(';');
    return options.color && code ? `\u001b[${code}m${text}\u001b[0m` : text;
  };
  switch (block.type) {
    case 'heading':
      return paint(oneLine(block.text), block.tone, true);
    case 'text':
      return paint(visible(block.text), block.tone);
    case 'facts': {
      const width = Math.max(0, ...block.rows.map((row) => columns(oneLine(row.name))));
      const lines = block.rows.map(({ name, value }) => {
        const text = visible(cellText(value))
          .split('\n')
          .join(`\n${' '.repeat(width + 4)}`);
        return `  ${pad(oneLine(name), width)}  ${paint(text, cellTone(value))}`;
      });
      return [...(block.caption ? [paint(oneLine(block.caption), 'plain', true)] : []), ...lines].join('\n');
    }
    case 'table':
      return renderTable(block.columns, block.rows, block.caption, paint);
    case 'code':
      return [...(block.caption ? [paint(oneLine(block.caption), 'quiet')] : []), visible(block.text)].join('\n');
    case 'details':
    case 'picture':
      return '';
  }
}

function renderTable(
  names: readonly string[],
  rows: readonly Cell[][],
  caption: string,
  paint: (text: string, tone?: Tone, bold?: boolean) => string,
): string {
  const head = names.map((name) => oneLine(name).toUpperCase());
  const texts = rows.map((row) => names.map((_, index) => oneLine(cellText(row[index] ?? ''))));
  const widths = head.map((name, index) => Math.max(columns(name), ...texts.map((row) => columns(row[index] ?? ''))));
  const line = (cells: readonly string[], tones: readonly Tone[]): string =>
    cells
      .map((cell, index) => {
        const text = index === cells.length - 1 ? cell : pad(cell, widths[index] ?? 0);
        return paint(text, tones[index]);
      })
      .join('   ')
      .trimEnd();
  const lines = texts.map((row, index) =>
    line(
      row,
      names.map((_, column) => cellTone(rows[index]?.[column] ?? '')),
    ),
  );
  if (rows.length === 0) return `${caption ? `${oneLine(caption)}: ` : ''}none`;
  return [...(caption ? [paint(oneLine(caption), 'plain', true)] : []), line(head, []), ...lines].join('\n');
}

/** How many columns of a terminal a text takes, near enough: wide characters count two. */
function columns(text: string): number {
  let width = 0;
  for (const character of text) {
    if (/\p{Mn}/u.test(character)) continue;
    width +=
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\p{Extended_Pictographic}]/u.test(
        character,
      )
        ? 2
        : 1;
  }
  return width;
}

function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - columns(text)));
}
