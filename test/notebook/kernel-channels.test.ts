import assert from 'node:assert/strict';
import { Publisher, Router } from 'zeromq';
import { type Channel, type Connection, endpoint, makeConnection } from '../../src/notebook/connection.js';
import { type KernelChannels, openChannels, type ReceiveLimits } from '../../src/notebook/kernel-channels.js';
import { makeRequest, parseMessage, serialiseMessage } from '../../src/notebook/messages.js';
import { until } from '../helpers/until.js';

type Content = Record<string, unknown>;

/** The other end of the sockets: it answers as the test says. */
interface Peer {
  /** The types of the requests that came, in order. */
  asked: string[];
  reply(content: Content, key?: string): Promise<void>;
  publish(msgType: string, content: Content, parent?: string): Promise<void>;
}

describe('the sockets to a kernel', () => {
  let connection: Connection;
  let channels: KernelChannels;
  let peer: Peer;
  let release: () => void;

  async function open(limits?: ReceiveLimits & { onFlood(): void }): Promise<void> {
    connection = await makeConnection();
    const { info } = connection;
    const [shell, control, iopub] = [
      new Router({ linger: 0 }),
      new Router({ linger: 0 }),
      new Publisher({ linger: 0 }),
    ];
    const named: [Channel, Router | Publisher][] = [
      ['shell', shell],
      ['control', control],
      ['iopub', iopub],
    ];
    for (const [name, socket] of named) await socket.bind(endpoint(info, name));
    const asked: string[] = [];
    let last: { socket: Router; who: Buffer; id: string; parent: object } | undefined;
    for (const socket of [shell, control]) {
      const listen = async (): Promise<void> => {
        for await (const [who = Buffer.alloc(0), ...frames] of socket) {
          const { header } = parseMessage(frames, info.key);
          last = { socket, who, id: header.msg_id, parent: header };
          asked.push(header.msg_type);
        }
      };
      listen().catch(() => {}); // the socket is closed
    }
    const answer = (msgType: string, content: Content, parentHeader: object, key = info.key): Buffer[] =>
      serialiseMessage({ ...makeRequest(msgType, content, { session: 'peer' }), parentHeader }, key);
    peer = {
      asked,
      async reply(content, key) {
        assert.ok(last);
        await last.socket.send([last.who, ...answer('reply', content, last.parent, key)]);
      },
      async publish(msgType, content, parent = last?.id) {
        await iopub.send(answer(msgType, content, parent === undefined ? {} : { msg_id: parent }));
      },
    };
    channels = openChannels(info, 'session', limits);
    let idle: NodeJS.Timeout | undefined;
    release = () => {
      clearInterval(idle);
      channels.close();
      for (const [, socket] of named) socket.close();
      connection.remove();
    };
    // what is published before the subscription has come is lost
    const heard = channels.request('shell', 'first_request', {});
    await until('the first request', () => asked.length === 1);
    await peer.reply({});
    idle = setInterval(() => void peer.publish('status', { execution_state: 'idle' }), 5);
    await heard;
    clearInterval(idle);
    asked.length = 0;
  }

  afterEach(() => release());

  /** A request, and what has come of it so far. */
  function ask(channel: 'shell' | 'control', listens = false) {
    const found: { published: [string, Content][]; reply?: Content; isOver: boolean } = {
      published: [],
      isOver: false,
    };
    const onPublished = (msgType: string, content: Content): void => {
      found.published.push([msgType, content]);
    };
    const over = channels
      .request(channel, 'some_request', { of: channel }, listens ? onPublished : undefined)
      .then((reply) => {
        found.isOver = true;
        if (reply) found.reply = reply;
      });
    return { found, over };
  }
  const arrives = (): Promise<true> => until('the request', () => peer.asked.length === 1);
  /** Resolves when what the peer sends has been read. */
  async function isRead(sent: Promise<void>): Promise<void> {
    const before = channels.lastMessageAt;
    await sent;
    await until('the message', () => channels.lastMessageAt > before);
  }

  it('give a reply only when the kernel is idle as well, whichever comes first', async () => {
    await open();
    const first = ask('shell');
    await arrives();
    await isRead(peer.reply({ status: 'ok' }));
    await isRead(peer.publish('status', { execution_state: 'busy' }));
    await isRead(peer.publish('stream', { text: 'for nobody' }));
    assert.equal(first.found.isOver, false);
    await peer.publish('status', { execution_state: 'idle' });
    await first.over;
    assert.deepEqual(first.found.reply, { status: 'ok' });

    peer.asked.length = 0;
    const second = ask('control');
    await arrives();
    await isRead(peer.publish('status', { execution_state: 'idle' }));
    assert.equal(second.found.isOver, false);
    await peer.reply({ status: 'second' });
    await second.over;
    assert.deepEqual(second.found.reply, { status: 'second' });
  });

  it('hand on what is published for a request, also after its end, and nothing of others', async () => {
    await open();
    const { found, over } = ask('shell', true);
    await arrives();
    await peer.publish('stream', { text: 'of another' }, 'another');
    await peer.publish('stream', { text: 'of nobody' }, '');
    await peer.publish('stream', { text: 'during' });
    await peer.reply({});
    await peer.publish('status', { execution_state: 'idle' });
    await over;
    await peer.publish('stream', { text: 'after' });
    await until('what comes late', () => found.published.length > 1);
    assert.deepEqual(found.published, [
      ['stream', { text: 'during' }],
      ['stream', { text: 'after' }],
    ]);
  });

  it('refuse what another has signed, and go on', async () => {
    await open();
    const { found, over } = ask('shell');
    await arrives();
    await peer.reply({ status: 'forged' }, 'another key');
    await until('the refusal', () => channels.refused.count === 1);
    assert.match(channels.refused.reason ?? '', /signature was not made with the key/);
    await peer.reply({ status: 'genuine' });
    await peer.publish('status', { execution_state: 'idle' });
    await over;
    assert.deepEqual(found.reply, { status: 'genuine' });
    assert.equal(channels.refused.count, 1);
  });

  it('tell of a kernel that says more than it may, and hand on no more of it', async () => {
    let floods = 0;
    await open({ messageBytes: 100_000, totalBytes: 20_000, onFlood: () => floods++ });
    const { found } = ask('shell', true);
    await arrives();
    await peer.publish('stream', { text: 'x'.repeat(10_000) });
    await until('the first text', () => found.published.length === 1);
    assert.equal(floods, 0);
    for (const text of ['y'.repeat(10_000), 'z']) await peer.publish('stream', { text });
    await until('the flood', () => floods > 0);
    await channels.iopubEnded; // nobody waits for its last words, though it is still connected
    // the socket on which the reply comes is read no further than the next message
    await peer.reply({});
    await until('the flood on the other socket', () => floods === 2);
    assert.equal(found.published.length, 1);
    assert.equal(found.isOver, false);
  });

  it('take no message that is longer than the kernel may say at once, and nothing behind it', async () => {
    await open({ messageBytes: 5000, totalBytes: 1_000_000, onFlood: () => assert.fail('it said little') });
    const { found } = ask('shell', true);
    await arrives();
    await peer.publish('stream', { text: 'short' });
    await until('the short one', () => found.published.length > 0);
    for (const text of ['x'.repeat(10_000), 'behind']) await peer.publish('stream', { text });
    for (const status of ['once', 'twice', 'a third time']) await isRead(peer.reply({ status }));
    assert.deepEqual(found.published, [['stream', { text: 'short' }]]);
  });

  it('give nothing once they are closed: not to what waits, and not to what is asked then', async () => {
    await open();
    const waiting = ask('shell', true);
    await arrives();
    channels.close();
    channels.close();
    await waiting.over;
    const late = ask('control');
    await late.over;
    assert.deepEqual([waiting.found.reply, late.found.reply], [undefined, undefined]);
  });
});
