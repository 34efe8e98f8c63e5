/** A reverse proxy that has one server below a path, as a hub has the servers of its users. */
import { createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** A running proxy. */
export interface PathProxy {
  port: number;
  /** What was asked for outside of the path. */
  strays: string[];
  /** The server behind it from now on. */
  lead(port: number): void;
  close(): Promise<void>;
}

/** How it hands requests on: with the path or without, with the host that was asked for or that of the server. */
export interface ProxyStyle {
  keepsPath: boolean;
  keepsHost: boolean;
}

/** Starts one for `path`, which begins and ends with a slash; all else gets a 404. */
export async function pathProxy(path: string, { keepsPath, keepsHost }: ProxyStyle): Promise<PathProxy> {
  let target = 0;
  const strays: string[] = [];
  const sockets = new Set<Socket>();
  const options = ({ url = '', method, headers }: IncomingMessage): object => ({
    ...{ host: '127.0.0.1', port: target, method, path: keepsPath ? url : url.slice(path.length - 1) },
    headers: { ...headers, ...(keepsHost ? {} : { host: `127.0.0.1:${target}` }) },
  });
  const isStray = ({ url = '' }: IncomingMessage): boolean => {
    if (url.startsWith(path)) return false;
    strays.push(url);
    return true;
  };
  const server = createServer((incoming, outgoing) => {
    if (isStray(incoming)) return void outgoing.writeHead(404).end();
    const passed = request(options(incoming), (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    passed.on('error', () => outgoing.destroy());
    incoming.pipe(passed);
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => socket.destroy());
  });
  server.on('upgrade', (incoming, socket: Socket) => {
    if (isStray(incoming)) return void socket.end('HTTP/1.1 404 Not Found\r\n\r\n');
    const passed = request(options(incoming));
    passed.on('error', () => socket.destroy());
    passed.on('response', ({ statusCode }) => socket.end(`HTTP/1.1 ${statusCode} Refused\r\n\r\n`));
    passed.on('upgrade', ({ rawHeaders }, behind) => {
      const lines = rawHeaders.map((word, index) => word + (index % 2 === 0 ? ': ' : '\r\n')).join('');
      socket.write(`HTTP/1.1 101 Switching Protocols\r\n${lines}\r\n`);
      behind.on('error', () => socket.destroy()).on('close', () => socket.destroy());
      socket.on('close', () => behind.destroy());
      behind.pipe(socket).pipe(behind);
    });
    passed.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    strays,
    lead: (port) => {
      target = port;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((done) => server.close(done));
    },
  };
}
