/** A kernel as its client drives it: the small one of the fixtures, whose cells can change what it answers. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createConnection, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { processExists } from '../../src/home.js';
import { makeConnection } from '../../src/notebook/connection.js';
import { openChannels } from '../../src/notebook/kernel-channels.js';
import { Kernel, workUnderWay } from '../../src/notebook/kernel-client.js';
import { spawnKernel } from '../../src/notebook/kernel-process.js';
import type { OutputEvent } from '../../src/notebook/outputs.js';
import { startKernel } from '../../src/notebook/start-kernel.js';
import { outputText } from '../helpers/output-text.js';
import { kernelAnswers } from '../helpers/protocol-kernel.js';
import { until } from '../helpers/until.js';

const cwd = join(import.meta.dirname, '../fixtures/notebooks');
const argv = [process.execPath, join(cwd, 'small-kernel.cjs'), '{connection_file}'];

describe('a kernel', () => {
  let kernel: Kernel;
  let place: string;
  before(() => {
    place = mkdtempSync(join(tmpdir(), 'kubelab-kernel-client-'));
  });
  after(() => rmSync(place, { recursive: true }));
  beforeEach(async () => {
    kernel = await startKernel({ argv, cwd, env: process.env });
  });
  afterEach(async () => {
    kernel.kill();
    await kernel.ended;
  });
  /** The value of an expression in the kernel. */
  const given = async (code: string): Promise<string> => {
    const { status, outputs } = await kernel.execute(`String(${code})`);
    assert.equal(status, 'ok', JSON.stringify(outputs));
    return outputText(outputs).trim();
  };

  it('gives outputs as they come, the count and the time of a cell', async () => {
    const events: [OutputEvent, number][] = [];
    const result = await kernel.execute('console.log("one"); new Promise((done) => setTimeout(done, 30, "two"))', {
      onOutput: (event, outputs) => events.push([event, outputs.length]),
    });
    assert.deepEqual([result.status, result.executionCount, result.lateFaults], ['ok', 1, []]);
    assert.ok(result.durationMs >= 29 && result.durationMs < 20_000, String(result.durationMs));
    assert.deepEqual(
      events.map(([, length]) => length),
      [1, 2],
    );
    assert.equal(outputText(result.outputs), 'one\ntwo\n');
    const failed = await kernel.execute('throw new Error("wrong")');
    assert.deepEqual([failed.status, failed.executionCount], ['error', 2]);
  });

  it('changes what an earlier cell has shown, and keeps no more output than asked for', async () => {
    const shown = (type: string, text: string): string =>
      `publish('${type}', { data: { 'text/html': '${text}' }, metadata: {}, transient: { display_id: 'slot' } }); 0`;
    const first = await kernel.execute(shown('display_data', 'first'));
    await kernel.execute(shown('update_display_data', 'second'));
    assert.match(JSON.stringify(first.outputs), /"text\/html":"second"/);
    const much = await kernel.execute('for (let i = 0; i < 100; i++) console.log("0123456789"); 0', {
      maxOutputSize: 100,
    });
    assert.match(outputText(much.outputs), /left out/);
  });

  it('asks again when it is refused, and gives up when it is refused for ever', async () => {
    const refusing = (times: string): string =>
      `{ const usual = answers.execute_request; let asked = 0; globalThis.askedFor = () => asked;
         answers.execute_request = (content) => asked++ < ${times} ? { status: 'aborted' } : usual(content); }`;
    await kernel.execute(refusing('3'));
    const result = await kernel.execute('"ran"');
    assert.deepEqual([result.status, outputText(result.outputs)], ['ok', 'ran\n']);
    assert.equal(await given('askedFor()'), '5');
    await kernel.execute(refusing('Infinity'));
    const ended = await kernel.execute('"never"', { timeoutMs: 60 });
    assert.deepEqual([ended.status, ended.executionCount], ['timeout', null]);
    const refused = await kernel.execute('"never"');
    assert.deepEqual([refused.status, refused.executionCount, refused.outputs], ['aborted', null, []]);
    assert.equal(kernel.alive, true);
  });

  it('asks twenty times, and no more once the time of the cell is over', async () => {
    await kernel.execute("answers.execute_request = () => { console.log('no'); return { status: 'aborted' }; }; 0");
    const timesOf = async (timeoutMs: number): Promise<number> =>
      outputText((await kernel.execute('1', { timeoutMs })).outputs).split('\n').length - 1;
    assert.equal(await timesOf(20_000), 20);
    assert.ok((await timesOf(40)) < 20);
  });

  it('leaves no timer behind that would hold up the end of a program', async () => {
    const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const earlier = timers();
    for (let i = 0; i < 10; i++) await kernel.execute('1', { timeoutMs: 3_600_000 });
    assert.ok(timers() < earlier + 10, `${earlier} and ${timers()}`);
  });

  it('runs one cell at a time, in the order in which they are sent', async () => {
    const codes = [
      'var order = []; new Promise((done) => setTimeout(done, 20)).then(() => { order.push(1); })',
      'order.push(2); throw new Error()',
      'order.push(3)',
    ];
    const results = await Promise.all(codes.map((code) => kernel.execute(code)));
    assert.deepEqual(
      results.map(({ status }) => status),
      ['ok', 'error', 'ok'],
    );
    assert.equal(await given('order'), '1,2,3');
  });

  it('leaves the cell that runs alone when one behind it is given up', async () => {
    let runs = false;
    const sign = join(place, 'go-on');
    const code = `console.log('runs'); new Promise((done) => {
      const timer = setInterval(() => {
        if (!require('node:fs').existsSync('${sign}')) return;
        clearInterval(timer);
        done('whole');
      }, 10);
    })`;
    const first = kernel.execute(code, {
      onOutput: () => {
        runs = true;
      },
    });
    const waiting = new AbortController();
    const second = kernel.execute('"second"', { signal: waiting.signal });
    await until('the first runs', () => runs);
    waiting.abort();
    setImmediate(() => writeFileSync(sign, ''));
    const { status, outputs } = await first;
    assert.deepEqual([status, outputText(outputs)], ['ok', 'runs\nwhole\n']);
    assert.equal((await second).status, 'interrupted');
    assert.equal(await given('"third"'), 'third');
  });

  it('asks for cells that are kept in the history, and that nobody can give an input to', async () => {
    await kernel.execute(
      'const { execute_request: run } = answers; answers.execute_request = (content) => { globalThis.asked = content; return run(content); }; 0',
    );
    assert.deepEqual(JSON.parse(await given('JSON.stringify(asked)')), {
      code: 'String(JSON.stringify(asked))',
      silent: false,
      store_history: true,
      user_expressions: {},
      allow_stdin: false,
    });
  });

  const late = (ms: number): string => `setTimeout(() => { throw new Error("late"); }, ${ms}); 0`;

  it('waits a moment for faults of what a cell has left under way, and for no longer than it is told', async () => {
    const usual = await kernel.execute(late(30));
    assert.deepEqual([usual.status, usual.lateFaults], ['error', ['Error: late']]);
    const faults: string[] = [];
    const impatient = await kernel.execute(late(200), { settleMs: 0, onLateFault: (fault) => faults.push(fault) });
    assert.deepEqual([impatient.status, impatient.lateFaults], ['ok', []]);
    await until('the fault', () => faults.length > 0);
    assert.deepEqual([faults, impatient.lateFaults, impatient.status], [['Error: late'], ['Error: late'], 'ok']);
  });

  it('finds a fault that was due in its time, though the kernel answers late', async () => {
    // each answer takes longer than the time of the second cell, whose fault comes behind the second answer to it
    const slow = `{ let asked = 0;
      answers.kernel_info_request = async () => {
        await new Promise((done) => setTimeout(done, 100));
        asked += 1;
        if (asked === 3) fail();
        return { status: 'ok', work_under_way: asked };
      } } 0`;
    await kernel.execute(slow, { settleMs: 0 });
    const failing = `fail = require('node:async_hooks').AsyncResource.bind(() => { ${late(20)}; }); 0`;
    const result = await kernel.execute(failing, { settleMs: 50 });
    assert.deepEqual([result.status, result.lateFaults], ['error', ['Error: late']]);
  });

  it('tells of a fault once: in the result where it came in time, and by a call where it did not', async () => {
    const faults: string[] = [];
    const result = await kernel.execute(`${late(0)}; new Promise((done) => setTimeout(done, 40))`, {
      onLateFault: (fault) => faults.push(fault),
    });
    assert.deepEqual([result.status, result.lateFaults, faults], ['error', ['Error: late'], []]);
  });

  it('waits for nothing that was there before the cell, and for nothing when the cell has failed', async () => {
    await kernel.execute('var timer = setInterval(() => {}, 1000); 0', { settleMs: 0 });
    // longer than a test may take
    const settleMs = 3_600_000;
    assert.equal((await kernel.execute('1', { settleMs })).status, 'ok');
    const failing = `setTimeout(() => {}, ${settleMs}); throw new Error()`;
    assert.equal((await kernel.execute(failing, { settleMs })).status, 'error');
  });

  it('completes and explains at a place, and knows when more has to come', async () => {
    const place = { code: 'console.', at: 8 };
    assert.deepEqual((await kernel.help('complete', place))?.asked, { code: 'console.', cursor_pos: 8 });
    assert.deepEqual((await kernel.help('inspect', place))?.asked, {
      code: 'console.',
      cursor_pos: 8,
      detail_level: 0,
    });
    assert.deepEqual([await kernel.needsMore('if (1) {'), await kernel.needsMore('1')], [true, false]);
  });

  it('is interrupted in a cell, by a second signal where the first was lost', async () => {
    const endless = (code: string): string => `${code} console.log("on"); new Promise(() => {})`;
    const interrupted = async (code: string): Promise<[boolean, string]> => {
      let over: Promise<boolean> | undefined;
      const running = kernel.execute(endless(code), {
        onOutput: () => {
          over ??= kernel.interrupt();
        },
      });
      const { status } = await running;
      return [(await over) ?? false, status];
    };
    assert.deepEqual(await interrupted(''), [true, 'error']);
    const loses =
      'var [usual] = process.listeners("SIGINT"); process.removeListener("SIGINT", usual); process.once("SIGINT", () => process.on("SIGINT", usual));';
    assert.deepEqual(await interrupted(loses), [true, 'error']);
    await kernel.execute('var signals = 0; process.on("SIGINT", () => { signals++; });');
    assert.equal(await kernel.interrupt(), true, 'nothing runs');
    assert.equal(await given('signals'), '0');
  });

  it('ends a cell by its time or the signal, and is killed when that does not obey', async () => {
    assert.equal((await kernel.execute('new Promise(() => {})', { timeoutMs: 30 })).status, 'timeout');
    const during = new AbortController();
    const stopped = await kernel.execute('console.log("on"); new Promise(() => {})', {
      ...{ signal: during.signal, timeoutMs: 20_000 },
      onOutput: () => during.abort(),
    });
    assert.equal(stopped.status, 'interrupted');
    assert.equal(await given('1 + 1'), '2');
    const deaf = 'process.removeAllListeners("SIGINT"); process.on("SIGINT", () => {}); new Promise(() => {})';
    assert.equal((await kernel.execute(deaf, { timeoutMs: 30 })).status, 'timeout');
    assert.equal(kernel.alive, false);
    assert.deepEqual(await kernel.ended, { code: null, signal: 'SIGKILL' });
  });

  it('ends a cell whose signal came before it', async () => {
    const endless = kernel.execute('new Promise(() => {})', { signal: AbortSignal.abort() });
    assert.equal((await endless).status, 'interrupted');
  });

  it('listens to no signal once its cell has ended', async () => {
    const later = new AbortController();
    await kernel.execute('1', { signal: later.signal, timeoutMs: 50 });
    const next = kernel.execute('new Promise((done) => setTimeout(done, 120, "whole"))');
    later.abort();
    const { status, outputs } = await next;
    assert.deepEqual([status, outputText(outputs)], ['ok', 'whole\n']);
  });

  it('gives the last words of one that ends, and nothing from then on', async () => {
    const result = await kernel.execute('console.log("last words").then(() => process.exit(7)); new Promise(() => {})');
    assert.deepEqual([result.status, outputText(result.outputs)], ['died', 'last words\n']);
    assert.deepEqual(await kernel.ended, { code: 7, signal: null });
    assert.deepEqual([kernel.alive, processExists(kernel.pid)], [false, false]);
    const after = await kernel.execute('1');
    assert.deepEqual([after.status, after.outputs], ['died', []]);
    assert.equal(await kernel.help('complete', { code: 'a', at: 1 }), undefined);
    assert.equal(await kernel.needsMore('{'), false);
    assert.equal(await kernel.interrupt(), true);
    await kernel.shutdown();
  });

  it('gives died for a cell that ends it a moment later', async () => {
    const { status } = await kernel.execute('setTimeout(() => process.exit(3), 20); 0', { settleMs: 5000 });
    assert.equal(status, 'died');
  });

  describe('that is shut down', () => {
    const marks = (event: string, name: string): string =>
      `process.on('${event}', () => { require('node:fs').writeFileSync('${join(place, name)}', ''); process.exit(); });`;

    it('ends by the request', async () => {
      const asked = join(place, 'asked-for');
      const noting = `answers.shutdown_request = (content) => require('node:fs').writeFileSync('${asked}', JSON.stringify(content));`;
      await kernel.execute(`${noting} ${marks('exit', 'exit')} ${marks('SIGTERM', 'term')} 0`);
      await kernel.shutdown();
      assert.equal(readFileSync(asked, 'utf8'), '{"restart":false}');
      assert.deepEqual([existsSync(join(place, 'exit')), existsSync(join(place, 'term'))], [true, false]);
      assert.deepEqual(await kernel.ended, { code: 0, signal: null });
    });

    it('ends by SIGTERM where it does not answer, and by SIGKILL where that is ignored as well', async () => {
      await kernel.execute(`answers.shutdown_request = () => new Promise(() => {}); ${marks('SIGTERM', 'asked')} 0`);
      await kernel.shutdown();
      assert.equal(existsSync(join(place, 'asked')), true);
      kernel = await startKernel({ argv, cwd, env: process.env });
      await kernel.execute(
        "answers.shutdown_request = () => new Promise(() => {}); process.on('SIGTERM', () => {}); 0",
      );
      await kernel.shutdown();
      assert.deepEqual(await kernel.ended, { code: null, signal: 'SIGKILL' });
    });
  });

  it('has as much under way as it says, and nothing when it does not say', () => {
    assert.deepEqual([{ work_under_way: 3 }, {}, { work_under_way: '3' }].map(workUnderWay), [3, 0, 0]);
  });
});

describe('a kernel whose messages come late', () => {
  const LATE_MS = 200;
  const closed: (() => void)[] = [];
  afterEach(() => {
    for (const close of closed.splice(0)) close();
  });

  /** Passes a connection on to the socket `to`, which may not be there yet; what comes back, and its end, comes late. */
  function passLate(from: Socket, to: string): void {
    const there = createConnection(to);
    there.on('error', () => from.destroy());
    from.on('error', () => there.destroy()).on('close', () => there.destroy());
    from.pipe(there);
    there.on('data', (chunk) => setTimeout(() => from.write(chunk), LATE_MS));
    there.on('end', () => setTimeout(() => from.end(), LATE_MS));
  }

  it('has said its last words when the connection has ended, not only its process', async () => {
    const connection = await makeConnection();
    const { info, file } = connection;
    // the kernel listens beside the socket that its client knows
    writeFileSync(file, JSON.stringify({ ...info, iopub_port: info.iopub_port + 10 }));
    const late = createServer((socket) => passLate(socket, `${info.ip}:${info.iopub_port + 10}`));
    late.listen(`${info.ip}:${info.iopub_port}`);
    await once(late, 'listening');
    const child = spawnKernel(
      argv.map((word) => word.replace('{connection_file}', file)),
      { cwd, env: process.env },
    );
    const channels = openChannels(info, 'session');
    closed.push(
      () => child.signal('SIGKILL'),
      () => late.close(),
      () => channels.close(),
      connection.remove,
    );
    await kernelAnswers(channels);
    const kernel = new Kernel(child, channels, 0, () => {});
    const result = await kernel.execute('console.log("last words").then(() => process.exit(7)); new Promise(() => {})');
    assert.deepEqual([result.status, outputText(result.outputs)], ['died', 'last words\n']);
  });
});
