/** What a cell printed, for tests. */
import type { Output } from '../../src/notebook/document.js';

/** The outputs as one text: streams as they are, results as plain text, errors as JSON. */
export function outputText(outputs: readonly Output[]): string {
  return outputs
    .map((output) => {
      if ('text' in output) return output.text;
      return 'data' in output ? String(output.data['text/plain']) : JSON.stringify(output);
    })
    .join('');
}
