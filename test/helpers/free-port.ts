import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Well-known programs have lower ports; from 32768 on Linux gives ports to connections that go out. */
const [FIRST, END] = [20_000, 32_768];
const TRIES = 50;

/**
 * A port of the loopback address that nobody listens on, for programs that cannot take any. It is none of those that the system gives
 * away by itself, so that no connection has taken it before that program listens.
 */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < TRIES; tries++) {
    const port = randomInt(FIRST, END);
    if (await isFree(port)) return port;
  }
  throw new Error(`no port is free from ${FIRST} to ${END}`);
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    await once(server.listen(port, '127.0.0.1'), 'listening');
  } catch {
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}
