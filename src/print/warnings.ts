/** The server's warnings in an answer: RFC 7234, 5.5, as k8s.io/apimachinery/pkg/util/net/http.go reads them. */
import type { ExchangeResponse } from '../request/exchange.js';

/** The texts behind code 299 in the `Warning` headers, in their order; empty without one. */
export function warningsOf(response: ExchangeResponse | undefined): string[] {
  const header = response?.headers.warning ?? '';
  return [...header.matchAll(/(?:^|,\s*)299 \S+ "((?:[^"\\]|\\.)*)"/g)].map(([, text = '']) =>
    utf8(text.replace(/\\(.)/g, '$1')),
  );
}

/** Text that came as one character for each byte, read as the UTF-8 that it is; any other text as it stands. */
function utf8(text: string): string {
  const bytes = Buffer.from(text, 'latin1');
  const read = bytes.toString('utf8');
  return bytes.toString('latin1') === text && !read.includes('\ufffd') ? read : text;
}
