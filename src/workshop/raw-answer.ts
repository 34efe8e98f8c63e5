/** The answer to a request as a program sees it: the words of the wire, without a diagnosis. */

import type { Block } from '../print/view.js';
import type { Exchange } from '../request/exchange.js';

const MOST_LINES = 16;

/** Status line and body; or how curl, kubectl and Node word that there was none. */
export function rawAnswer({ failure, response, body, text }: Exchange): Block {
  if (failure) {
    const { curl, kubectl, node } = failure.dialects;
    const rows = Object.entries({ curl, kubectl, Node: node }).flatMap(([name, value]) =>
      value ? [{ name, value }] : [],
    );
    return { type: 'facts', caption: 'No answer. In the words of programs', rows };
  }
  const shown = typeof body === 'object' && body !== null ? JSON.stringify(body, null, 2) : text.trim();
  const lines = shown.split('\n');
  const cut =
    lines.length > MOST_LINES
      ? [...lines.slice(0, MOST_LINES), `… and ${lines.length - MOST_LINES} more lines`]
      : lines;
  return {
    type: 'code',
    caption: 'The answer as it came',
    text: [`HTTP/1.1 ${response?.status ?? 0} ${response?.reason ?? ''}`.trimEnd(), '', ...cut].join('\n'),
  };
}
