/**
 * The offer to go on in HTTP/2 without TLS (`Upgrade: h2c`), which clients send before a body and Go's server ignores. Node takes each
 * offer for an upgrade and reads no body then, so the request is read once more without it.
 */
import type { IncomingMessage } from 'node:http';

/** The bytes of the request without the offer, with what came behind its headers; undefined for any other request. */
export function withoutOffer(
  { method, url, httpVersion, headers, rawHeaders }: IncomingMessage,
  head: Buffer,
): Buffer | undefined {
  if (headers.upgrade?.trim().toLowerCase() !== 'h2c') return undefined;
  const lines = [`${method} ${url} HTTP/${httpVersion}`];
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const [name = '', value = ''] = rawHeaders.slice(i, i + 2);
    const kept = /^connection$/i.test(name) ? withoutOfferTokens(value) : value;
    if (!/^(upgrade|http2-settings)$/i.test(name) && kept !== '') lines.push(`${name}: ${kept}`);
  }
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), head]);
}

function withoutOfferTokens(connection: string): string {
  const tokens = connection.split(',').map((token) => token.trim());
  return tokens.filter((token) => !/^(upgrade|http2-settings)$/i.test(token)).join(', ');
}
