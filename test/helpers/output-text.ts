import { stripVTControlCharacters } from 'node:util';
import type { Output } from '../../src/notebook/document.js';

/** What a reader of a cell's outputs sees, as text: streams, values and tracebacks, the last two with a line break. */
export function outputText(outputs: readonly Output[]): string {
  return outputs
    .map((output) => {
      if (output.output_type === 'stream') return output.text;
      if (output.output_type === 'error') return `${stripVTControlCharacters(output.traceback.join('\n'))}\n`;
      return `${String(output.data['text/plain'])}\n`;
    })
    .join('');
}
