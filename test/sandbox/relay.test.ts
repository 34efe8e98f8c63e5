import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type Relay, startRelay } from '../../src/sandbox/relay.js';
import { until } from '../helpers/until.js';

describe('the relay of a sandbox', () => {
  let folder: string;
  let path: string;
  let server: Server;
  let relay: Relay;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'kubelab-relay-'));
    path = join(folder, 'api.sock');
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

  it('carries on what one side says when the other has said all', async () => {
    let heard: Promise<string> = Promise.resolve('nothing');
    const listener = createServer({ allowHalfOpen: true }, (socket) => {
      heard = text(socket);
      socket.end('that is all');
    });
    await once(listener.listen(0, '127.0.0.1'), 'listening');
    const { port } = listener.address() as AddressInfo;
    const between = await startRelay({ port: 0, host: '127.0.0.1' }, { host: '127.0.0.1', port });
    const socket = connect({ port: between.port ?? 0, host: '127.0.0.1', allowHalfOpen: true });
    let said = '';
    socket.on('data', (data: Buffer) => {
      said += data.toString();
    });
    await once(socket, 'end');
    assert.equal(said, 'that is all');
    socket.end('and this');
    assert.equal(await heard, 'and this');
    between.close();
    listener.close();
  });

  it('is a socket for everybody who reaches its folder, or a port', async () => {
    assert.equal(statSync(path).mode & 0o777, 0o666);
    assert.equal(relay.port, undefined);
    const atPort = await startRelay({ port: 0, host: '127.0.0.1' }, { path });
    const socket = connect({ port: atPort.port ?? 0, host: '127.0.0.1', allowHalfOpen: true });
    socket.end('hello');
    assert.equal(await text(socket), 'heard hello');
    atPort.close();
  });

  it('says that it cannot listen', () =>
    assert.rejects(startRelay({ path: join(folder, 'none/api.sock') }, { path }), { code: /^(ENOENT|EACCES)$/ }));

  it('holds 128 connections open, and takes another one when one has ended', async () => {
    const narrow = await startRelay({ path: join(folder, 'narrow.sock') }, { path });
    const sockets = Array.from({ length: 130 }, () => connect(join(folder, 'narrow.sock')));
    let closed = 0;
    for (const socket of sockets) socket.on('error', () => {}).on('close', () => closed++);
    await until('two to be closed', () => closed === 2);
    assert.equal(closed, 2);
    for (const socket of sockets) socket.destroy();
    await until('all to be closed', () => closed === 130);
    const last = await until('a place', async () => {
      const socket = connect({ path: join(folder, 'narrow.sock'), allowHalfOpen: true });
      socket.on('error', () => {}).end('hello');
      return (await text(socket).catch(() => '')) || undefined;
    });
    assert.equal(last, 'heard hello');
    narrow.close();
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
    const late = connect(join(folder, 'other.sock'));
    const [error] = (await once(late, 'error')) as [NodeJS.ErrnoException];
    assert.match(String(error.code), /^(ENOENT|ECONNREFUSED)$/);
  });

  it('ends the other side when one side is gone without a word', async () => {
    const ended: string[] = [];
    const cut = createServer((socket) => {
      socket.on('error', () => {}).on('close', () => ended.push('far'));
      socket.on('data', (data) => {
        if (String(data) === 'cut') socket.resetAndDestroy();
      });
    });
    cut.listen(0, '127.0.0.1');
    await once(cut, 'listening');
    const { port } = cut.address() as AddressInfo;
    const between = await startRelay({ port: 0, host: '127.0.0.1' }, { host: '127.0.0.1', port });
    const open = async (): Promise<Socket> => {
      const socket = connect({ port: between.port ?? 0, host: '127.0.0.1' });
      socket.on('error', () => {}).resume();
      await once(socket, 'connect');
      return socket;
    };
    const near = await open();
    near.write('stay', () => near.resetAndDestroy());
    await until('the far side to end', () => ended.length === 1);
    const other = await open();
    other.on('close', () => ended.push('near'));
    other.write('cut');
    await until('both sides to end', () => ended.length === 3);
    between.close();
    cut.close();
  });
});
