/** An output as plain text, as it is read by a program: without the drawings of a terminal or a browser. */
import type { Output } from './document.js';

/** The printed text, the `text/plain` of a display (empty without it), or the error's name and message. */
export function plainText(output: Output): string {
  if (output.output_type === 'stream') return output.text;
  if (output.output_type === 'error') return `${output.ename}: ${output.evalue}`;
  return textIn(output.data['text/plain']) ?? '';
}

/** The `text/plain` of a cell's value; undefined for any other output. */
export function valueText(output: Output | undefined): string | undefined {
  return output?.output_type === 'execute_result' ? textIn(output.data['text/plain']) : undefined;
}

function textIn(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
