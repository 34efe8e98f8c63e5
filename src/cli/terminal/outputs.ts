/** A cell's outputs as text for a terminal. */
import { stripVTControlCharacters } from 'node:util';
import { shortStack } from '../../kernel/short-stack.js';
import type { ErrorOutput, Output } from '../../notebook/document.js';
import { renderMarkdown } from './markdown.js';
import { sanitise } from './sanitise.js';
import type { Style } from './style.js';

/** The text of an output, with a line break at its end only where the output has one; empty when nothing can be shown. */
export function outputText(output: Output, { style, width }: { style: Style; width: number }): string {
  const clean = (text: string): string => sanitise(text, { colours: style.enabled });
  switch (output.output_type) {
    case 'stream':
      return output.name === 'stderr' ? shortStack(clean(output.text)) : clean(output.text);
    case 'error':
      return errorText(output, style);
    default:
      return `${display(output.data, { style, width }, clean)}\n`;
  }
}

/** The name of the fault in red, and below it where it was and what to do. */
function errorText({ ename, evalue, traceback }: ErrorOutput, style: Style): string {
  const text = traceback.length > 0 ? traceback.join('\n') : `${ename}: ${evalue}`;
  const [first = '', ...rest] = sanitise(stripVTControlCharacters(text)).split('\n');
  return `${[style.red(first), ...rest].join('\n')}\n`;
}

function display(
  data: Record<string, unknown>,
  options: { style: Style; width: number },
  clean: (text: string) => string,
): string {
  const text = (type: string): string | undefined => (typeof data[type] === 'string' ? data[type] : undefined);
  const plain = text('text/plain');
  if (plain !== undefined) return clean(plain);
  const markdown = text('text/markdown');
  if (markdown !== undefined) return renderMarkdown(markdown, options);
  const html = text('text/html');
  if (html !== undefined) return textOfHtml(html);
  const types = Object.keys(data).map((type) => sanitise(type));
  return options.style.dim(`[${types.join(', ') || 'nothing'}: open the notebook in Jupyter to see it]`);
}

/** The words of an HTML view that has no text beside it: one line a block, cells of a row apart. */
function textOfHtml(html: string): string {
  const text = html
    .replaceAll(/<(style|script)\b[\s\S]*?<\/\1>/gi, '')
    .replaceAll(/<\/(td|th)>/gi, '  ')
    .replaceAll(/<(br|\/?(p|div|tr|li|h\d|table|ul|ol|pre|details|summary))\b[^>]*>/gi, '\n')
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll(/&(amp|lt|gt|quot|#39|nbsp);/g, (_, name: string) => entities[name] ?? '');
  const lines = sanitise(text).split('\n');
  return lines
    .map((line) => line.trimEnd())
    .filter((line) => line.trim() !== '')
    .join('\n');
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", nbsp: ' ' };
