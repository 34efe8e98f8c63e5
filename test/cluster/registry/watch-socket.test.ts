import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, request as httpRequest, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocket } from 'ws';
import type { ApiRequest, ApiResponse } from '../../../src/cluster/chain/handler.js';
import { type TextStream, textStream } from '../../../src/cluster/registry/event-stream.js';
import { watchSocket } from '../../../src/cluster/registry/watch-socket.js';

const origin = 'https://localhost';

describe('a watch over WebSocket', () => {
  let server: Server;
  let stream: TextStream;
  let ended: Promise<void>;
  let answered: ApiResponse | undefined;

  const answer = (message: IncomingMessage, upgrade?: ApiRequest['upgrade']): ApiResponse => {
    const { headers, method, url } = message;
    return watchSocket({ headers, method, url, ...(upgrade && { upgrade }) } as unknown as ApiRequest, stream);
  };

  before(async () => {
    server = createServer((message, response) => response.writeHead(answer(message).status).end());
    server.on('upgrade', (message: IncomingMessage, socket: Duplex, head: Buffer) => {
      answered = answer(message, { socket, head });
      if (answered.status !== 101) socket.end(`HTTP/1.1 ${answered.status} Refused\r\n\r\n`);
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
  });
  beforeEach(() => {
    stream = textStream();
    ended = new Promise((resolve) => stream.onEnd(resolve));
    answered = undefined;
  });
  after(() => server.close());

  const address = (scheme: string): string => `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  /** An open client, and the messages that it got. */
  async function connected(): Promise<{ client: WebSocket; messages: string[] }> {
    const client = new WebSocket(address('ws'), { headers: { origin } });
    const messages: string[] = [];
    client.on('message', (data, isBinary) => messages.push(isBinary ? 'binary' : String(data)));
    await once(client, 'open');
    return { client, messages };
  }
  /** The status and the headers of an answer to a plain request with these headers. */
  function asked(headers: Record<string, string>): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const sent = httpRequest(address('http'), { headers });
      sent.on('upgrade', (message, socket) => {
        socket.destroy();
        resolve(message);
      });
      sent.on('response', (message) => resolve(message.resume()));
      sent.on('error', reject).end();
    });
  }
  const upgrade = {
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': Buffer.alloc(16, 'k').toString('base64'),
  };

  it('sends a message for each line, however they were written, and closes as one does', async () => {
    stream.push('{"type":"ADDED"}\n');
    stream.push('{"type":"MODIFIED"}\n{"type":"DELETED"}\n');
    const { client, messages } = await connected();
    stream.end();
    const [code] = (await once(client, 'close')) as [number];
    assert.equal(code, 1000);
    assert.deepEqual(messages, ['{"type":"ADDED"}\n', '{"type":"MODIFIED"}\n', '{"type":"DELETED"}\n']);
    await answered?.upgraded;
  });

  it('ends its stream when the client closes', async () => {
    const { client } = await connected();
    client.close();
    await ended;
    await answered?.upgraded;
  });

  it('ends its stream when the connection breaks, with messages that nobody took', async () => {
    const { client } = await connected();
    client.terminate();
    for (let line = 0; line < 100; line++) stream.push(`${'x'.repeat(1000)}\n`);
    await ended;
    await answered?.upgraded;
  });

  it('hangs up on a client that sends what is no frame', async () => {
    const { client } = await connected();
    const { _socket: socket } = client as unknown as { _socket: Duplex };
    // a frame with a reserved opcode
    socket.write(Buffer.from([0x83, 0x80, 0, 0, 0, 0]));
    await once(client, 'close');
    await ended;
    await answered?.upgraded;
  });

  it('takes the protocols that a client names, and chooses none', async () => {
    const { statusCode, headers } = await asked({ ...upgrade, origin, 'sec-websocket-protocol': 'a, b' });
    assert.deepEqual([statusCode, headers['sec-websocket-protocol']], [101, undefined]);
    await ended;
  });

  it('compresses nothing', async () => {
    const offered = 'permessage-deflate; client_max_window_bits';
    const { statusCode, headers } = await asked({ ...upgrade, origin, 'sec-websocket-extensions': offered });
    assert.deepEqual([statusCode, headers['sec-websocket-extensions']], [101, undefined]);
    await ended;
  });

  for (const [what, headers] of [
    ['does not say where its page came from', upgrade],
    ['names an origin that is no URL', { ...upgrade, origin: 'localhost' }],
    ['does not upgrade its connection', { origin }],
  ] as const) {
    it(`refuses a client that ${what}, and ends its stream`, async () => {
      const { statusCode } = await asked(headers);
      assert.equal(statusCode, 403);
      await ended;
    });
  }
});
