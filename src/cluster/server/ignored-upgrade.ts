/**
 * The offer to go on in a protocol that nothing here speaks, such as HTTP/2 without TLS (`Upgrade: h2c`), which clients send before a
 * body and Go's server ignores. Node takes each offer for an upgrade, so the request is read once more without it.
 */
import type { IncomingMessage } from 'node:http';

/** True for an offer of the protocols of exec, attach and watches. */
export function isUpgrade({ headers }: Pick<IncomingMessage, 'headers'>): boolean {
  return /\b(websocket|spdy)\b/i.test(headers.upgrade ?? '');
}

/** The bytes of the request without the offer, with what came behind its headers. */
export function withoutOffer({ method, url, httpVersion, rawHeaders }: IncomingMessage, head: Buffer): Buffer {
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
