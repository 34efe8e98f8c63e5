/**
 * The server of the page, on 127.0.0.1 alone. GET gives the document and the page's own files, which hold nothing of the reader, and
 * changes nothing. POST /session changes the token of the address for a cookie and a key. All else goes over the WebSocket /lessons,
 * which is opened for a page of this server with that cookie, and listens to it once it has said the key. The document names all of these
 * relative to its own address, so that a proxy may put a path before them.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import type { Duplex } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { type WebSocket, WebSocketServer } from 'ws';
import { KubelabError } from '../errors.js';
import { packageRoot } from '../package-root.js';
import { readKey } from './asked.js';
import { commonHeaders, pageDocument } from './document.js';
import { makeGate } from './gate.js';

/** A running server. */
export interface PageServer {
  port: number;
  /** An address with a fresh token, which is good once. */
  newAddress(): string;
  /** Ends it; every connection is closed. */
  close(): Promise<void>;
}

/** Page options. */
export interface PageServerOptions {
  /** The port to listen on; another free one when it is taken. */
  port: number;
  /** Called with the connection of a page that may use the lessons. */
  onPage: (socket: WebSocket) => void;
  /** Where browsers find it behind a proxy, with a slash at its end; `{port}` in it stands for the port. */
  baseUrl?: string | undefined;
  /** The folder of the page's own files; `dist/page` of this package unless told. */
  files?: string;
}

/** The longest message of a page: a cell and its parts. */
const MESSAGE_BYTES = 8 * 1024 * 1024;
/** The longest body of POST /session. */
const BODY_BYTES = 1024;
/** How long a page may take to say its key. */
const HELLO_MS = 10_000;

/** Starts it. Throws ENVIRONMENT when the page's files are missing or no port can be had. */
export async function startPageServer({ port, onPage, baseUrl, ...options }: PageServerOptions): Promise<PageServer> {
  const files = readFiles(options.files ?? join(packageRoot(), 'dist', 'page'));
  const chunks = [...files.keys()].filter((name) => /^[\w-]+\.js$/.test(name) && name !== 'main.js');
  const server = createServer();
  const bound = await listen(server, port);
  const base = baseUrl === undefined ? undefined : new URL(baseUrl.replaceAll('{port}', String(bound)));
  const address = base?.href ?? `http://127.0.0.1:${bound}/`;
  const gate = makeGate(bound, base);
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MESSAGE_BYTES, perMessageDeflate: false });

  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (!gate.isForHere(request)) return refuse(response, 421, `Open ${address} under this very address.`);
    const path = pathOf(request, base);
    if (request.method === 'POST' && path === '/session') return void changeToken(request, response);
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return refuse(response, 405, 'Only GET changes nothing.');
    if (path === '/session') return end(response, gate.hasCookie(request) ? 204 : 401, {}, '');
    if (path === '/') {
      const { text, headers } = pageDocument(chunks);
      return end(response, 200, headers, text);
    }
    const file = files.get(path.slice(1));
    if (!file) return refuse(response, 404, 'There is nothing here.');
    if (request.headers['if-none-match'] === file.headers.etag) return end(response, 304, file.headers, '');
    const zipped = /\bgzip\b/.test([request.headers['accept-encoding'] ?? ''].flat().join());
    const encoding: Record<string, string> = zipped ? { 'content-encoding': 'gzip' } : {};
    end(response, 200, { ...file.headers, ...encoding }, zipped ? file.zipped : file.bytes);
  });

  async function changeToken(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!gate.isFromHere(request)) return refuse(response, 403, 'Only the page itself may ask for this.');
    const changed = gate.change(await bodyOf(request));
    if (!changed)
      return refuse(response, 401, 'This address was used already. Press o in the terminal of kubelab for another.');
    end(
      response,
      200,
      { 'content-type': 'text/plain', 'cache-control': 'no-store', 'set-cookie': changed.setCookie },
      changed.key,
    );
  }

  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const allowed =
      pathOf(request, base) === '/lessons' &&
      gate.isForHere(request) &&
      gate.isFromHere(request) &&
      gate.hasCookie(request);
    if (!allowed) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (page) => {
      page.on('error', () => page.terminate());
      const timer = setTimeout(() => page.close(4401, 'no key'), HELLO_MS);
      page.once('close', () => clearTimeout(timer));
      page.once('message', (data) => {
        clearTimeout(timer);
        if (gate.isKey(readKey(String(data)) ?? '')) onPage(page);
        else page.close(4401, 'another key');
      });
    });
  });

  return {
    port: bound,
    newAddress: () => `${address}#${gate.newToken()}`,
    async close() {
      for (const page of sockets.clients) page.terminate();
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

/** The path of a request below the page's own, whether a proxy left that in it or took it away. */
function pathOf({ url = '' }: IncomingMessage, base: URL | undefined): string {
  const path = url.split(/[?#]/)[0] ?? '';
  return base && path.startsWith(base.pathname) ? path.slice(base.pathname.length - 1) : path;
}

interface PageFile {
  bytes: Buffer;
  zipped: Buffer;
  headers: Record<string, string>;
}

const TYPES: Record<string, string> = { '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8' };

/** The files of the page by their names; only these can be asked for. */
function readFiles(folder: string): Map<string, PageFile> {
  let names: string[];
  try {
    names = readdirSync(folder).filter((name) => extname(name) in TYPES);
  } catch (cause) {
    throw new KubelabError('ENVIRONMENT', 'the files of the page are missing', {
      hint: 'build kubelab: npm run build; or take the lessons in the terminal: npx kubelab start --terminal',
      place: { file: folder },
      cause,
    });
  }
  return new Map(
    names.map((name) => {
      const bytes = readFileSync(join(folder, name));
      const etag = `"${bytes.length}-${bytes.subarray(0, 1 << 20).reduce((hash, byte) => (hash * 31 + byte) | 0, 7)}"`;
      // asked about each time, as another version of kubelab may have the same name
      const headers = {
        'content-type': TYPES[extname(name)] ?? '',
        'cache-control': 'no-cache',
        vary: 'accept-encoding',
        etag,
      };
      return [name, { bytes, zipped: gzipSync(bytes), headers }] as const;
    }),
  );
}

function end(response: ServerResponse, status: number, headers: Record<string, string>, body: string | Buffer): void {
  response.writeHead(status, { ...commonHeaders, ...headers });
  response.end(body);
}

function refuse(response: ServerResponse, status: number, sentence: string): void {
  const headers = { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store', connection: 'close' };
  end(response, status, headers, `${sentence}\n`);
}

/** The body of a small request; empty for one that is too long or breaks off. */
async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  try {
    for await (const chunk of request) {
      body += String(chunk);
      if (body.length > BODY_BYTES) return '';
    }
  } catch {
    return '';
  }
  return body;
}

/** Listens on the port, else on a free one, and gives it. */
async function listen(server: ReturnType<typeof createServer>, port: number): Promise<number> {
  for (const tried of [port, 0]) {
    const error = await new Promise<NodeJS.ErrnoException | undefined>((done) => {
      server.once('error', done);
      server.listen(tried, '127.0.0.1', () => {
        server.removeListener('error', done);
        done(undefined);
      });
    });
    const address = server.address();
    if (!error && address !== null && typeof address !== 'string') return address.port;
    if (error?.code !== 'EADDRINUSE' || tried === 0) {
      throw new KubelabError('ENVIRONMENT', `the page cannot be served: ${error?.message ?? 'no port'}`, {
        hint: 'take the lessons in the terminal: npx kubelab start --terminal',
        cause: error,
      });
    }
  }
  return 0;
}
