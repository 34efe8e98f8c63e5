/** What a kernel in this process says of itself, asked and unasked; `starting.test.ts` listens to one that is a process. */
import assert from 'node:assert/strict';
import { Subscriber } from 'zeromq';
import { endpoint } from '../../src/notebook/connection.js';
import { type Message, parseMessage } from '../../src/notebook/messages.js';
import { type ServedKernel, servedKernel } from '../helpers/served-kernel.js';

describe('what a kernel says of itself', () => {
  let kernel: ServedKernel;
  before(async () => {
    kernel = await servedKernel();
  });
  after(() => kernel.close());

  function subscriber(): Subscriber {
    const iopub = new Subscriber({ linger: 0, receiveTimeout: 10_000 });
    iopub.connect(endpoint(kernel.info, 'iopub'));
    iopub.subscribe();
    return iopub;
  }
  /** The next messages that answer nothing, until there are so many or a message is the last one. */
  async function unasked(iopub: Subscriber, most: number, isLast: (message: Message) => boolean = () => false) {
    const found: Message[] = [];
    for await (const frames of iopub) {
      const message = parseMessage(frames, kernel.info.key);
      if (message.parentHeader.msg_id === undefined) found.push(message);
      if (found.length === most || isLast(message)) return found;
    }
    return found;
  }
  const states = (messages: Message[]): unknown[] => messages.map(({ content }) => content.execution_state);

  it('is that it is starting, and then idle, to each who subscribes before the first cell, and nothing to others', async () => {
    await kernel.ask('shell', 'kernel_info_request', {}); // its answers have come, and so that client has subscribed
    const first = subscriber();
    const own = await unasked(first, 2);
    const second = subscriber();
    try {
      const told = [...own, ...(await unasked(first, 2))];
      assert.deepEqual(states(told), ['starting', 'idle', 'starting', 'idle'], 'once for each of the two');
      const { date, msg_id: id, session, ...header } = told[0]?.header ?? {};
      assert.deepEqual(header, { version: '5.3', username: 'kernel', msg_type: 'status' });
      assert.ok(Math.abs(Date.now() - Date.parse(date ?? '')) < 60_000, date);
      assert.equal(new Set(told.map((message) => message.header.msg_id)).size, 4, id);
      assert.deepEqual(new Set(told.map((message) => message.header.session)), new Set([session]));
      second.subscribe('one topic');
      second.unsubscribe('one topic');
      second.subscribe('another topic');
      assert.deepEqual(states(await unasked(first, 4)), ['starting', 'idle', 'starting', 'idle']);
      const ended = unasked(first, 9, ({ header }) => header.msg_type === 'execute_result');
      assert.equal((await kernel.execute('1')).reply.execution_count, 1);
      assert.deepEqual(await ended, [], 'nothing for the one who left');
      second.subscribe();
      const later = unasked(first, 9, ({ header }) => header.msg_type === 'execute_result');
      await kernel.execute('2');
      assert.deepEqual(await later, [], 'nothing when a cell has run');
    } finally {
      first.close();
      second.close();
    }
  });

  it('is which one it is, and how much work of cells is under way', async () => {
    const idle = await kernel.ask('shell', 'kernel_info_request', {});
    const { implementation, status, help_links: links, language_info: language } = idle ?? {};
    assert.deepEqual([implementation, status], ['kubelab', 'ok']);
    assert.match(JSON.stringify(links), /"url":"https:\/\/kubernetes\.io\/docs\//);
    assert.deepEqual(language, {
      ...{ name: 'typescript', version: '5.0.4', mimetype: 'text/typescript', file_extension: '.ts' },
      codemirror_mode: { mode: 'typescript', name: 'javascript', typescript: true },
    });
    const before = Number(idle?.work_under_way);
    await kernel.execute('const timers = [1, 2, 3].map(() => setTimeout(() => {}, 600_000));');
    const busy = await kernel.ask('shell', 'kernel_info_request', {});
    await kernel.execute('timers.forEach(clearTimeout);');
    assert.ok(Number(busy?.work_under_way) > before, JSON.stringify([before, busy]));
    await kernel.execute("import { createServer } from 'node:net'; const server = createServer().listen(0); undefined");
    const listening = await kernel.ask('shell', 'kernel_info_request', {});
    await kernel.execute('server.close(); undefined');
    assert.ok(Number(listening?.work_under_way) <= before, 'one that listens has nothing under way');
  });

  it('is what code means and how it could go on, in replies of their own kinds', async () => {
    await kernel.execute('const explained = 1;');
    const asked = [
      ['inspect_request', { code: 'explained', cursor_pos: 3, detail_level: 0 }],
      ['inspect_request', { code: '1 + ', cursor_pos: 4, detail_level: 0 }],
      ['complete_request', { code: 'explai', cursor_pos: 6 }],
      ['comm_info_request', {}],
    ] as const;
    const replies = new Map<string, object[]>();
    for await (const { header, content } of kernel.replies(asked)) {
      replies.set(header.msg_type, [...(replies.get(header.msg_type) ?? []), content]);
    }
    const explained = { status: 'ok', found: true, data: { 'text/plain': 'const explained: 1' }, metadata: {} };
    assert.deepEqual(Object.fromEntries(replies), {
      inspect_reply: [explained, { status: 'ok', found: false, data: {}, metadata: {} }],
      complete_reply: [{ status: 'ok', matches: ['explained'], cursor_start: 0, cursor_end: 6, metadata: {} }],
      comm_info_reply: [{ status: 'ok', comms: {} }],
    });
  });

  it('is that it has no comms, and that it ends when it is asked to', async () => {
    assert.deepEqual(await kernel.ask('shell', 'comm_info_request', {}), { status: 'ok', comms: {} });
    const restart = await kernel.ask('control', 'shutdown_request', { restart: true });
    assert.deepEqual(restart, { status: 'ok', restart: true });
    kernel.close();
    kernel = await servedKernel();
    assert.deepEqual(await kernel.ask('control', 'shutdown_request', {}), { status: 'ok', restart: false });
  });
});
