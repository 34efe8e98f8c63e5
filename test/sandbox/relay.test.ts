import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type Relay, startRelay } from '../../src/sandbox/relay.js';

describe('the relay of a sandbox', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kubelab-relay-'));
  const path = join(folder, 'api.sock');
  let server: Server;
  let relay: Relay;

  before(async () => {
    // says everything back when the other side has said all
    server = createServer({ allowHalfOpen: true }, (socket) => {
      let said = '';
      socket.on('data', (data) => {
        said += data.toString();
      });
      socket.on('end', () => socket.end(`heard ${said}`));
      socket.on('error', () => {});
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    relay = await startRelay({ path }, { host: '127.0.0.1', port: (server.address() as AddressInfo).port });
  });

  after(() => {
    relay.close();
    server.close();
    rmSync(folder, { recursive: true });
  });

  it('pipes both ways, and the end of one direction is not the end of the other', async () => {
    const socket = connect({ path, allowHalfOpen: true });
    socket.end('hello');
    assert.equal(await text(socket), 'heard hello');
  });

  it('closes the connection when nobody is behind it', async () => {
    const dead = await startRelay({ path: join(folder, 'dead.sock') }, { path: join(folder, 'nobody.sock') });
    const socket = connect(join(folder, 'dead.sock'));
    socket.on('error', () => {});
    await once(socket, 'close');
    dead.close();
  });

  it('ends what is open when it is closed', async () => {
    const other = await startRelay({ path: join(folder, 'other.sock') }, { path });
    const socket = connect(join(folder, 'other.sock'));
    socket.on('error', () => {});
    await once(socket, 'connect');
    socket.write('never ended');
    const closed = new Promise((done) => socket.once('close', done));
    other.close();
    await closed;
  });
});
