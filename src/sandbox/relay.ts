/**
 * The only way out of a sandbox that has no network: a Unix socket. Outside, a relay pipes each connection on to one
 * fixed address; inside, another relay offers the socket as a port. `startRelay` is both of them.
 */
import { chmodSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type ListenOptions, type NetConnectOpts } from 'node:net';

/** A relay that listens. */
export interface Relay {
  /** Undefined for a Unix socket. */
  port: number | undefined;
  /** Closes the listener and every connection. */
  close(): void;
}

/** Connections that are held open at a time; further ones are closed at once. */
const MOST_CONNECTIONS = 128;

/** Pipes every connection to `from` on to `to`. Rejects with the system's error when it cannot listen. */
export function startRelay(from: ListenOptions, to: NetConnectOpts): Promise<Relay> {
  const open = new Set<{ destroy(): void }>();
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (near) => {
    const far = connect({ ...to, allowHalfOpen: true, noDelay: true });
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        open.delete(socket);
        other.destroySoon();
      });
      socket.pipe(other);
    }
  });
  server.maxConnections = MOST_CONNECTIONS;
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(from, () => {
      // the mode of the folder decides who may use the socket
      if (from.path !== undefined) chmodSync(from.path, 0o666);
      resolve({
        port: from.path === undefined ? (server.address() as AddressInfo).port : undefined, // it listens at a port then
        close: () => {
          server.close();
          for (const socket of open) socket.destroy();
        },
      });
    });
  });
}
