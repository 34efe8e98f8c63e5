/** The answers of a kernel in this process; `replies.test.ts` asks one that is a process. */
import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { stripVTControlCharacters } from 'node:util';
import { cellConsole, tellUncaught } from '../../src/kernel/replies.js';
import { type Answer, type ServedKernel, servedKernel } from '../helpers/served-kernel.js';

const types = ({ published }: Answer): string[] => published.map(([type]) => type);
const contentOf = ({ published }: Answer, wanted: string): Record<string, unknown> =>
  published.find(([type]) => type === wanted)?.[1] ?? {};
const plain = (traceback: unknown): string[] => (traceback as string[]).map(stripVTControlCharacters);

describe('the answers to a cell', () => {
  let kernel: ServedKernel;
  /** Cells and tests wait for each other by its events. */
  const gate = new EventEmitter();
  const meeting = Symbol.for('kubelab.test.meeting');
  before(async () => {
    Object.assign(globalThis, { [meeting]: { gate, tellUncaught } });
    kernel = await servedKernel();
    await kernel.execute(
      "import { once } from 'node:events'; import { display, newDisplay } from 'tslab';\n" +
        "const { gate, tellUncaught } = Reflect.get(globalThis, Symbol.for('kubelab.test.meeting'));",
    );
  });
  after(() => {
    kernel.close();
    Reflect.deleteProperty(globalThis, meeting);
  });

  it('announce it, and have its last value as a result with the same number', async () => {
    const answer = await kernel.execute('const kept = { a: 1 }; kept');
    const count = answer.reply.execution_count;
    assert.deepEqual(answer.published, [
      ['execute_input', { code: 'const kept = { a: 1 }; kept', execution_count: count }],
      ['execute_result', { execution_count: count, data: { 'text/plain': '{ a: 1 }' }, metadata: {} }],
    ]);
    assert.deepEqual(answer.reply, { status: 'ok', execution_count: count, user_expressions: {}, payload: [] });
    const { reply } = await kernel.execute('console.log(kept.a);');
    assert.equal(reply.execution_count, Number(count) + 1);
  });

  it('have a result for every last value but undefined, and forget it', async () => {
    for (const [code, text] of [
      ['null', 'null'],
      ["''", ''],
      ['[Promise.resolve(4)]', '[ Promise { 4 } ]'],
    ] as const) {
      assert.deepEqual(contentOf(await kernel.execute(code), 'execute_result').data, { 'text/plain': text }, code);
      assert.deepEqual(
        Object.keys(kernel.executor.locals).filter((name) => name.startsWith('tsLastExpr')),
        [],
        code,
      );
    }
    for (const code of ['undefined', 'const declared = 1;']) {
      assert.deepEqual(types(await kernel.execute(code)), ['execute_input'], code);
    }
  });

  it('say how it failed, in the message and in the reply', async () => {
    const thrown = await kernel.execute("const used = 1;\nthrow new RangeError('too far')");
    const { traceback, ...reply } = thrown.reply;
    const count = reply.execution_count;
    assert.deepEqual(reply, {
      ...{ status: 'error', execution_count: count, ename: 'RangeError', evalue: 'too far' },
      ...{ user_expressions: {}, payload: [] },
    });
    assert.deepEqual(plain(traceback).slice(0, 2), ['RangeError: too far', `    at cell-${count}.ts:2:7`]);
    assert.deepEqual(thrown.published, [
      ['execute_input', { code: "const used = 1;\nthrow new RangeError('too far')", execution_count: count }],
      ['error', { ename: 'RangeError', evalue: 'too far', traceback }],
    ]);
  });

  it('say of one that did not compile what the compiler found, each finding in its file', async () => {
    const answer = await kernel.execute("const word: number = 'a';");
    const { reply } = answer;
    assert.deepEqual([reply.ename, reply.status], ['TypeScriptError', 'error']);
    assert.deepEqual(types(answer), ['execute_input', 'error']);
    assert.deepEqual(plain(reply.traceback), [
      "1:7 - Type 'string' is not assignable to type 'number'.",
      "  const word: number = 'a';",
      '        ^',
    ]);
    const found = "2:14 - Type 'string' is not assignable to type 'number'.";
    const module = await kernel.execute("/** @module other */\nexport const n: number = 'a';");
    assert.equal(module.reply.status, 'ok', 'a module is kept with its faults');
    assert.deepEqual(contentOf(module, 'stream'), { name: 'stderr', text: `${found}\n` });
    const importing = await kernel.execute("import { n } from './other'; n");
    assert.deepEqual(plain(importing.reply.traceback), [`other.ts:${found}`]);
  });

  it('say of one at which the compiler fails why, and the next ones run', async () => {
    const depth = 2_000;
    const { reply } = await kernel.execute(`${'['.repeat(depth)}${']'.repeat(depth)}`);
    assert.deepEqual([reply.status, reply.ename], ['error', 'RangeError']);
    assert.doesNotMatch(plain(reply.traceback).join('\n'), /typescript/, 'places in the compiler say nothing');
    for (const code of ['const behind = 6; behind', 'behind']) {
      assert.deepEqual(contentOf(await kernel.execute(code), 'execute_result').data, { 'text/plain': '6' });
    }
  });

  it('have what it displays, and what changes of it', async () => {
    const answer = await kernel.execute("const shown = newDisplay(); shown.html('<b>1</b>'); shown.html('<b>2</b>');");
    assert.deepEqual(types(answer), ['execute_input', 'display_data', 'update_display_data']);
    assert.deepEqual(contentOf(answer, 'display_data').data, { 'text/html': '<b>1</b>' });
    assert.deepEqual(contentOf(answer, 'update_display_data').data, { 'text/html': '<b>2</b>' });
  });

  it('have what it displays later, and what is displayed by the code of no cell while it runs', async () => {
    const first = await kernel.execute("once(gate, 'open').then(() => { display.text('of the first'); });");
    const waiting = once(gate, 'waiting');
    const second = kernel.execute(
      "gate.once('open', () => display.text('of none')); gate.emit('waiting'); await once(gate, 'open');",
    );
    await waiting;
    gate.emit('open');
    assert.deepEqual(contentOf(await second, 'display_data').data, { 'text/plain': 'of none' });
    assert.deepEqual(contentOf(first, 'display_data').data, { 'text/plain': 'of the first' });
  });

  it('wait for faults that nobody catches until the end of the turn, and tell them as the faults of the cell', async () => {
    const answer = await kernel.execute(
      "setImmediate(() => tellUncaught(new TypeError('floating'), 'rejection')); undefined",
    );
    assert.deepEqual([answer.reply.status, answer.reply.ename], ['error', 'TypeError']);
    const { uncaught, evalue } = contentOf(answer, 'error');
    assert.deepEqual([uncaught, evalue], ['rejection', 'floating']);
  });

  /** Runs a cell that fails when another one has come, which `queue` sends. */
  async function fails<Queued>(
    queue: () => Promise<{ reply: Promise<Queued> }>,
    more = {},
  ): Promise<{ failed: Answer; queued: Queued }> {
    const waiting = once(gate, 'waiting');
    const code = "gate.emit('waiting'); await once(gate, 'open'); throw new Error('x')";
    const failing = kernel.execute(code, more);
    await waiting;
    const { reply } = await queue();
    gate.emit('open');
    return { failed: await failing, queued: await reply };
  }

  /** Sends a cell, and resolves when it has come. */
  async function another(): Promise<{ reply: Promise<Answer> }> {
    const reply = kernel.execute('1');
    await kernel.ask('shell', 'comm_info_request', {}); // answered when all before it has come
    return { reply };
  }

  /** The reply to a cell of a sender with that date; `onSent` is called when the kernel has it. */
  async function dated(date: string, onSent: () => void = () => {}): Promise<Record<string, unknown>> {
    const requests = [
      ['execute_request', { code: '1' }],
      ['comm_info_request', {}],
    ] as const;
    for await (const { header, content } of kernel.replies(requests, date)) {
      if (header.msg_type === 'execute_reply') return content;
      onSent();
    }
    throw new Error('no reply');
  }

  it('are that it was aborted when one failed after it was sent, and such a cell is not counted', async () => {
    const { failed, queued } = await fails(another);
    const count = Number(failed.reply.execution_count);
    assert.equal(failed.reply.status, 'error');
    assert.deepEqual([queued.reply, types(queued)], [{ status: 'aborted', execution_count: 0 }, []]);
    const { reply } = await kernel.execute('2');
    assert.deepEqual([reply.status, reply.execution_count], ['ok', count + 1]);
  });

  it('are so when the clock stands, or goes back', async () => {
    const { now } = Date;
    let time = now();
    Date.now = () => time--;
    try {
      const { failed, queued } = await fails(another);
      assert.deepEqual([failed.reply.status, queued.reply.status], ['error', 'aborted']);
    } finally {
      Date.now = now;
    }
    assert.equal((await kernel.execute('2')).reply.status, 'ok');
  });

  it('go by the time at which it was sent, or came when that is not known or later', async () => {
    for (const date of ['', '2999-01-01T00:00:00.000Z']) {
      const both = await fails(
        () =>
          new Promise<{ reply: ReturnType<typeof dated> }>((come) => {
            const reply = dated(date, () => come({ reply }));
          }),
      );
      assert.deepEqual([both.failed.reply.status, both.queued.status], ['error', 'aborted'], date);
      assert.equal((await dated(date)).status, 'ok', date);
    }
    assert.equal((await dated('2000-01-01T00:00:00.000Z')).status, 'aborted', 'it was sent long before and came now');
  });

  it('do not abort another one when it is asked not to stop', async () => {
    const { failed, queued } = await fails(another, { stop_on_error: false });
    assert.deepEqual([failed.reply.status, queued.reply.status], ['error', 'ok']);
    const both = await fails(another, { stop_on_error: true });
    assert.deepEqual([both.failed.reply.status, both.queued.reply.status], ['error', 'aborted']);
  });

  it('are of one that succeeded that others behind it run', async () => {
    const waiting = once(gate, 'waiting');
    const first = kernel.execute("gate.emit('waiting'); await once(gate, 'open')");
    await waiting;
    const second = kernel.execute('1');
    await kernel.ask('shell', 'comm_info_request', {});
    gate.emit('open');
    assert.deepEqual([(await first).reply.status, (await second).reply.status], ['ok', 'ok']);
  });

  it('show nothing of a silent one, and do not count it', async () => {
    const { execution_count: before } = (await kernel.execute('1')).reply;
    const silent = await kernel.execute('console.log("x"); 2', { silent: true });
    assert.deepEqual([silent.reply.status, types(silent)], ['ok', []]);
    assert.equal((await kernel.execute('3')).reply.execution_count, Number(before) + 1);
  });

  it('have nothing more of one that was interrupted, whose code may go on', async () => {
    let waiting = once(gate, 'waiting');
    const first = kernel.execute(
      "gate.emit('waiting'); await once(gate, 'open'); console.log('late'); gate.emit('said');",
    );
    await waiting;
    kernel.executor.interrupt();
    const { reply, published } = await first;
    assert.deepEqual([reply.status, reply.ename, published.at(-1)?.[0]], ['error', 'Interrupted', 'error']);
    waiting = once(gate, 'waiting');
    const second = kernel.execute("const said = once(gate, 'said'); gate.emit('waiting'); await said; undefined");
    await waiting;
    gate.emit('open');
    assert.deepEqual(types(await second), ['execute_input']);
    assert.deepEqual(
      published.map(([type]) => type),
      ['execute_input', 'error'],
    );
  });

  it('have what one prints that failed by itself, and goes on', async () => {
    const first = await kernel.execute(
      "once(gate, 'open').then(() => { console.log('late'); gate.emit('said'); }); throw 1",
    );
    const waiting = once(gate, 'waiting');
    const second = kernel.execute("const heard = once(gate, 'said'); gate.emit('waiting'); await heard; undefined");
    await waiting;
    gate.emit('open');
    assert.deepEqual(types(await second), ['execute_input']);
    assert.deepEqual(contentOf(first, 'stream'), { name: 'stdout', text: 'late\n' });
  });

  it('come when a library has heard that the cell is over, whose fault is not that of the cell', async () => {
    const end = "Symbol.for('kubelab.cellEnd')";
    const told = await kernel.execute(`Object.assign(globalThis, { [${end}]: () => console.log('over') }); 1`);
    assert.deepEqual(types(told), ['execute_input', 'execute_result', 'stream']);
    assert.deepEqual(contentOf(told, 'stream'), { name: 'stdout', text: 'over\n' });
    const failing = await kernel.execute(
      `Object.assign(globalThis, { [${end}]: () => { throw new Error('no end'); } }); undefined`,
    );
    assert.equal(failing.reply.status, 'ok');
    const text = 'The end of the cell could not be told: Error: no end\n';
    assert.deepEqual(contentOf(failing, 'stream'), { name: 'stderr', text });
    const without = await kernel.execute(`Object.assign(globalThis, { [${end}]: undefined }); undefined`);
    assert.deepEqual(types(without), ['execute_input']);
  });
});

describe('what is told outside of all cells', () => {
  it('is nothing of what tslab prints', () => {
    cellConsole.log('a value');
    cellConsole.error(new Error('a fault'));
  });

  it('is a fault that nobody caught, on standard error', () => {
    const { write } = process.stderr;
    let told = '';
    process.stderr.write = (text: string | Uint8Array) => {
      told += text;
      return true;
    };
    try {
      tellUncaught('from nowhere', 'exception');
    } finally {
      process.stderr.write = write;
    }
    assert.equal(told, "Uncaught 'from nowhere'\n");
  });
});
