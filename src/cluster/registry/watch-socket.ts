/** A watch over WebSocket: a message of text for each event (k8s.io/apiserver/pkg/endpoints/handlers/watch.go, HandleWS). */
import type { IncomingMessage } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';
import type { ApiRequest, ApiResponse } from '../chain/handler.js';
import type { TextStream } from './event-stream.js';

// a client may name protocols, and is answered without one
const server = new WebSocketServer({ noServer: true, perMessageDeflate: false, handleProtocols: () => false });

/**
 * The stream as the answer to a WebSocket request. As with Go's library, a client that does not say where its page came
 * from is refused.
 */
export function watchSocket(request: ApiRequest, stream: TextStream): ApiResponse {
  const { upgrade, headers, method, url } = request;
  if (!upgrade || !URL.canParse(String(headers.origin))) {
    stream.end();
    return { status: 403, headers: {}, body: '' };
  }
  // of a request, ws reads these three only
  const message = { headers, method, url } as unknown as IncomingMessage;
  const { socket } = upgrade;
  const upgraded = new Promise<void>((resolve) => {
    const gone = (): void => {
      stream.end();
      resolve();
    };
    socket.once('close', gone);
    server.handleUpgrade(message, socket, upgrade.head, (client) => {
      client.on('error', () => client.terminate());
      void pump(client, stream);
    });
  });
  return { status: 101, headers: {}, upgraded };
}

async function pump(client: WebSocket, stream: TextStream): Promise<void> {
  for await (const chunk of stream.lines) {
    for (const line of chunk.split(/(?<=\n)/)) {
      if (client.readyState !== client.OPEN) return;
      await new Promise((resolve) => client.send(line, resolve));
    }
  }
  client.close(1000);
}
