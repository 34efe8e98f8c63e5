/**
 * Markdown as text for a terminal: `renderMarkdown(source, { style, width })`. Reads it with marked's lexer and draws
 * headings, paragraphs, lists, code, quotes, tables and rules, wrapped to the width. HTML is left out but for its text.
 */
import { lexer, type MarkedToken, type Token, type Tokens } from 'marked';
import { highlight } from './highlight.js';
import { sanitise } from './sanitise.js';
import type { Paint, Style } from './style.js';
import { indentText, padTo, widthOf, wrapWords } from './text.js';

/** How to draw. */
export interface MarkdownOptions {
  style: Style;
  /** The columns of a line. */
  width: number;
}

/** The drawn text, without a line break at its end. */
export function renderMarkdown(source: string, options: MarkdownOptions): string {
  return blocks(lexer(sanitise(source)), options).join('\n\n');
}

function blocks(tokens: readonly Token[], options: MarkdownOptions): string[] {
  // Without extensions, the lexer gives its own tokens only.
  return tokens.flatMap((token) => block(token as MarkedToken, options)).filter((text) => text !== '');
}

function block(token: MarkedToken, options: MarkdownOptions): string | string[] {
  const { style, width } = options;
  switch (token.type) {
    case 'heading':
      return heading(token, options);
    case 'paragraph':
    case 'text':
      return paragraph('tokens' in token && token.tokens ? token.tokens : [token], options);
    case 'code': {
      const isCode = /^(ts|typescript|js|javascript)\b/.test(token.lang ?? '');
      return indentText(isCode ? highlight(token.text, style) : eachLine(token.text, style.cyan), '    ');
    }
    case 'blockquote': {
      const inner = blocks(token.tokens, { style, width: width - 2 }).join('\n\n');
      return inner
        .split('\n')
        .map((line) => `${style.dim('│')} ${line}`.trimEnd())
        .join('\n');
    }
    case 'list':
      return isStatus(token)
        ? blocks(lexer(token.raw.replace(/^(\s*\d+)\./gm, '$1\\.')), options)
        : list(token, options);
    case 'table':
      return table(token, options);
    case 'hr':
      return style.dim('─'.repeat(width));
    case 'html':
      return paragraph([{ ...token, type: 'text', text: token.text.replaceAll(/<[^>]*>/g, '').trim() }], options);
    default:
      return '';
  }
}

function heading(token: Tokens.Heading, { style, width }: MarkdownOptions): string {
  const paint: Paint = (text) => style.bold(style.cyan(text));
  const lines = wrapWords(words(token.tokens, style, paint), width);
  if (token.depth > 1) return lines.join('\n');
  return [...lines, style.cyan('━'.repeat(Math.min(width, Math.max(...lines.map(widthOf)))))].join('\n');
}

function paragraph(tokens: readonly Token[], { style, width }: MarkdownOptions): string {
  return wrapWords(words(tokens, style), width).join('\n');
}

/** A paragraph that begins with an HTTP status and a full stop is a list to Markdown only. */
function isStatus({ ordered, start }: Tokens.List): boolean {
  return ordered && typeof start === 'number' && start >= 100 && start <= 599;
}

function list(token: Tokens.List, { style, width }: MarkdownOptions): string {
  const first = typeof token.start === 'number' ? token.start : 1;
  const items = token.items.map((item, index) => {
    const bullet = token.ordered ? `${first + index}.` : '•';
    const mark = item.task ? (item.checked ? '☑' : '☐') : bullet;
    const prefix = `  ${mark} `;
    const inner = blocks(item.tokens, { style, width: width - widthOf(prefix) });
    const [head = '', ...rest] = inner.join(item.loose ? '\n\n' : '\n').split('\n');
    return [`  ${style.cyan(mark)} ${head}`, ...rest.map((line) => (line ? ' '.repeat(widthOf(prefix)) + line : ''))];
  });
  return items.map((lines) => lines.join('\n')).join(token.loose ? '\n\n' : '\n');
}

/** A table with columns narrowed, the widest first, until it fits; cells are wrapped. */
function table(token: Tokens.Table, { style, width }: MarkdownOptions): string {
  const head = token.header.map((cell) => words(cell.tokens, style, style.bold));
  const rows = token.rows.map((row) => row.map((cell) => words(cell.tokens, style)));
  const widths = head.map((_, column) =>
    Math.max(...[head, ...rows].map((row) => widthOf((row[column] ?? []).join(' ')))),
  );
  const room = width - 3 * (widths.length - 1);
  while (sum(widths) > room && Math.max(...widths) > 8) {
    const widest = widths.indexOf(Math.max(...widths));
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  const line = (row: string[][]): string => {
    const cells = widths.map((columns, column) => wrapWords(row[column] ?? [], columns));
    const height = Math.max(...cells.map((lines) => lines.length));
    return Array.from({ length: height }, (_, at) =>
      cells
        .map((lines, column) => padTo(lines[at] ?? '', widths[column] ?? 0))
        .join(style.dim(' │ '))
        .trimEnd(),
    ).join('\n');
  };
  const rule = style.dim(widths.map((columns) => '─'.repeat(columns)).join('─┼─'));
  return [line(head), rule, ...rows.map(line)].join('\n');
}

/** The words of inline tokens, each painted by itself, so that a line can break between any two. */
function words(tokens: readonly Token[], style: Style, paint: Paint = (text) => text): string[] {
  const pieces: string[] = [];
  collect(
    tokens,
    style,
    paint,
    (text, how) => {
      // A piece that does not begin with white space goes on with the word before.
      for (const part of text.split(/(\s+)/)) {
        if (part === '') continue;
        if (/^\s+$/.test(part)) pieces.push(' ');
        else pieces.push(how(part));
      }
    },
    pieces,
  );
  const result: string[] = [];
  let open = '';
  for (const piece of pieces) {
    if (piece !== ' ' && piece !== '\n') {
      open += piece;
      continue;
    }
    if (open !== '') result.push(open);
    if (piece === '\n') result.push('\n');
    open = '';
  }
  if (open !== '') result.push(open);
  return result;
}

function collect(
  tokens: readonly Token[],
  style: Style,
  paint: Paint,
  add: (text: string, how: Paint) => void,
  pieces: string[],
): void {
  for (const each of tokens) {
    const token = each as MarkedToken;
    const inside = (how: Paint, inner: readonly Token[]): void => collect(inner, style, how, add, pieces);
    switch (token.type) {
      case 'strong':
        inside((text) => style.bold(paint(text)), token.tokens);
        break;
      case 'em':
        inside((text) => style.italic(paint(text)), token.tokens);
        break;
      case 'del':
        inside((text) => style.dim(paint(text)), token.tokens);
        break;
      case 'codespan':
        add(style.enabled ? token.text : `\`${token.text}\``, style.cyan);
        break;
      case 'link':
        inside((text) => style.underline(paint(text)), token.tokens);
        if (/^https?:/.test(token.href) && token.text !== token.href) add(` (${token.href})`, style.dim);
        break;
      case 'image':
        add(`[${token.text || 'picture'}]`, style.dim);
        break;
      case 'br':
        pieces.push('\n');
        break;
      case 'html':
        break;
      default:
        if ('tokens' in token && token.tokens) inside(paint, token.tokens);
        else if ('text' in token) add(unescapeHtml(token.text), paint);
    }
  }
}

function unescapeHtml(text: string): string {
  const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", nbsp: '\u00a0' };
  return text.replaceAll(/&(amp|lt|gt|quot|#39|nbsp);/g, (_, name: string) => named[name] ?? '');
}

function eachLine(text: string, paint: Paint): string {
  return text.split('\n').map(paint).join('\n');
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
