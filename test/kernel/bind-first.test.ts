import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Dealer, Router, Socket } from 'zeromq';
import { readWhenBound } from '../../src/kernel/bind-first.js';

/** As tslab's ZmqServer: it begins to read, and binds then. */
class Server {
  readonly socket = new Router();
  readonly heard: Promise<void>;
  private readonly address: string;
  private hear: () => void = () => {};
  private fail: (error: unknown) => void = () => {};

  constructor(address: string) {
    this.address = address;
    this.heard = new Promise((resolve, reject) => {
      this.hear = resolve;
      this.fail = reject;
    });
  }

  async init(): Promise<void> {
    await import('zeromq');
    this.read().catch(this.fail);
    await this.socket.bind(this.address);
  }

  private async read(): Promise<void> {
    let count = 0;
    for await (const _message of this.socket) if (++count === 3) return this.hear();
  }
}

describe('sockets that are read only when they are bound', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kubelab-bind-'));
  const readable = Socket.prototype as Partial<Pick<Router, typeof Symbol.asyncIterator>>;
  const iterate = readable[Symbol.asyncIterator];
  before(() => readWhenBound(Server, Socket));
  after(() => {
    if (iterate) readable[Symbol.asyncIterator] = iterate;
    rmSync(folder, { recursive: true });
  });

  it('hear a client that was there first, each of 400 times', async () => {
    for (let n = 0; n < 400; n++) {
      const address = `ipc://${folder}/${n}`;
      const client = new Dealer({ linger: 0, reconnectInterval: 1 });
      client.connect(address);
      for (const text of ['one', 'two', 'three']) void client.send(text);
      const server = new Server(address);
      try {
        await Promise.all([server.init(), server.heard]);
      } catch (error) {
        assert.fail(`start ${n}: ${error}`);
      } finally {
        client.close();
        server.socket.close();
      }
    }
  });
});
