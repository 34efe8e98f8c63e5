/** What Go's HTTP server answers by itself, to requests that the API server never sees (net/http, server.go and request.go). */
import type { IncomingMessage } from 'node:http';
import type { Http2ServerRequest } from 'node:http2';
import type { ApiResponse } from '../chain/handler.js';

/** The answer to a request that is not handed on; undefined for any other. */
export function httpAnswer(incoming: IncomingMessage | Http2ServerRequest): ApiResponse | undefined {
  const { url = '', method } = incoming;
  if ('stream' in incoming) return isMalformed(url) ? text('400 Bad Request') : undefined;
  if (url === '*' && method === 'OPTIONS') return { status: 200, headers: {}, body: '' };
  const words = incoming.httpVersionMajor > 1 ? unsupportedVersion : faultOf(incoming);
  return words === undefined ? undefined : text(words, { connection: 'close' });
}

const unsupportedVersion = '505 HTTP Version Not Supported: unsupported protocol version';

/** The words of a refusal, which begin with its status. */
function faultOf({
  url = '',
  method,
  rawHeaders,
  httpVersionMajor,
  httpVersionMinor,
}: IncomingMessage): string | undefined {
  if (httpVersionMajor < 1 || isMalformed(url)) return '400 Bad Request';
  let host: string | undefined;
  let encodings = 0;
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const [name = '', value = ''] = [rawHeaders[i], rawHeaders[i + 1]];
    if (/[^\t -~\x80-\xff]/.test(value)) return '400 Bad Request';
    // most names are neither, and are not written anew for the comparison
    if (name.length === 4 && name.toLowerCase() === 'host') {
      if (host !== undefined) return '400 Bad Request';
      host = value;
    } else if (name.length === 17 && name.toLowerCase() === 'transfer-encoding') {
      encodings++;
      if (encodings > 1 || value.toLowerCase() !== 'chunked') return '501 Unsupported transfer encoding';
    }
  }
  if (host === undefined && httpVersionMinor > 0 && method !== 'CONNECT')
    return '400 Bad Request: missing required Host header';
  if (host !== undefined && /[^\w!$%&'()*+,.:;=[\]~-]/.test(host)) return '400 Bad Request: malformed Host header';
  return undefined;
}

function text(words: string, more: Record<string, string> = {}): ApiResponse {
  const status = Number(words.slice(0, 3));
  // of this refusal alone Go does not repeat the status
  const body = status === 501 ? words.slice(4) : words;
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8', ...more }, body };
}

/** True for a URL whose path has a percent sign without two digits behind it. */
function isMalformed(url: string): boolean {
  return url.includes('%') && /^[^?]*%(?![0-9a-fA-F]{2})/.test(url);
}
