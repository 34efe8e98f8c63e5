import assert from 'node:assert/strict';
import { stripVTControlCharacters } from 'node:util';
import { type Answer, type ProtocolKernel, protocolKernel } from '../helpers/protocol-kernel.js';

describe('the kernel, in the words of the protocol', () => {
  let kernel: ProtocolKernel;
  before(async () => {
    kernel = await protocolKernel();
  });
  after(() => kernel.close());

  const execute: ProtocolKernel['execute'] = (...args) => kernel.execute(...args);
  const types = ({ published }: Answer): string[] => published.map(([type]) => type);
  const contentOf = ({ published }: Answer, wanted: string): Record<string, unknown> =>
    published.find(([type]) => type === wanted)?.[1] ?? {};
  const resultOf = (answer: Answer): unknown => contentOf(answer, 'execute_result').data;

  it('announces a cell, and gives its last value as a result with the same number', async () => {
    const answer = await execute('const kept = { a: 1 }; kept');
    assert.deepEqual(types(answer), ['execute_input', 'execute_result']);
    assert.equal(contentOf(answer, 'execute_input').code, 'const kept = { a: 1 }; kept');
    const count = answer.reply.execution_count;
    assert.deepEqual(contentOf(answer, 'execute_result'), {
      execution_count: count,
      data: { 'text/plain': '{ a: 1 }' },
      metadata: {},
    });
    assert.deepEqual(answer.reply, { status: 'ok', execution_count: count, user_expressions: {}, payload: [] });
  });

  it('has a result for every last value but undefined', async () => {
    for (const [code, text] of [
      ['null', 'null'],
      ['0', '0'],
      ["''", ''],
      ["'plain'", 'plain'],
    ] as const) {
      assert.deepEqual(resultOf(await execute(code)), { 'text/plain': text }, code);
    }
    assert.deepEqual(types(await execute('undefined')), ['execute_input']);
    assert.deepEqual(types(await execute('const declared = 1;')), ['execute_input']);
  });

  it('asks a value that knows how to show itself, and shows it as text when it cannot', async () => {
    const own = "({ [Symbol.for('Jupyter.display')]: async () => ({ 'text/html': '<b>it</b>', 'text/plain': 'it' }) })";
    assert.deepEqual(resultOf(await execute(own)), {
      'text/html': '<b>it</b>',
      'text/plain': 'it',
    });
    const broken = await execute("({ n: 1, [Symbol.for('Jupyter.display')]() { throw new Error('no picture'); } })");
    assert.equal(broken.reply.status, 'ok');
    assert.match(JSON.stringify(resultOf(broken)), /^\{"text\/plain":"\{ n: 1/);
    assert.match(String(contentOf(broken, 'stream').text), /no picture/);
  });

  it('says how a cell failed, in the message and in the reply, with places in the cell', async () => {
    const defining = await execute(
      "\n// two lines above\nfunction fail(): never {\n\n  throw new RangeError('too far');\n}",
    );
    const answer = await execute('\nconst n: number = 1;\n  fail()');
    const { ename, evalue, traceback } = answer.reply;
    assert.deepEqual([answer.reply.status, ename, evalue], ['error', 'RangeError', 'too far']);
    const [first, second] = [defining, answer].map(({ reply }) => `cell-${reply.execution_count}.ts`);
    const lines = (traceback as string[]).map(stripVTControlCharacters);
    assert.equal(lines[0], 'RangeError: too far');
    assert.deepEqual(
      lines.slice(1).map((frame) => /\((.*)\)|at ([^ ]*)$/.exec(frame)?.slice(1).join('')),
      [`${first}:5:9`, `${second}:3:3`],
    );
    assert.deepEqual(contentOf(answer, 'error'), { ename, evalue, traceback });
  });

  it('shows the line of a cell that does not compile, with a mark under the place', async () => {
    const { reply, published } = await execute("const fine = 1;\n\tconst word: number = 'a';");
    assert.deepEqual([reply.status, reply.ename], ['error', 'TypeScriptError']);
    assert.deepEqual((reply.traceback as string[]).map(stripVTControlCharacters), [
      "2:8 - Type 'string' is not assignable to type 'number'.",
      "  \tconst word: number = 'a';",
      '  \t      ^',
    ]);
    assert.deepEqual(
      published.map(([type]) => type),
      ['execute_input', 'error'],
    );
    assert.equal((await execute('typeof fine')).reply.status, 'error', 'nothing of it is declared');
  });

  it('J23: shows what went wrong in red, and places in cells in green', async () => {
    const thrown = await execute("throw new Error('x')");
    assert.deepEqual(contentOf(thrown, 'error').traceback, [
      '\x1b[31mError: x\x1b[39m',
      `    at \x1b[32mcell-${thrown.reply.execution_count}.ts:1:7\x1b[39m`,
    ]);
    const { traceback } = contentOf(await execute("const word: number = 'a';"), 'error');
    const [said] = traceback as string[];
    assert.equal(said, "\x1b[31m1:7 - Type 'string' is not assignable to type 'number'.\x1b[39m");
    assert.deepEqual(contentOf(await execute('throw 4'), 'error').traceback, ['\x1b[31mUncaught 4\x1b[39m']);
  });

  it('J23: shows the cause of an error in whole braces, and no frames but of cells', async () => {
    const { reply } = await execute("throw new Error('x', { cause: new TypeError('y', { cause: { a: 1 } }) })");
    const place = `at cell-${reply.execution_count}.ts:1`;
    assert.deepEqual((reply.traceback as string[]).map(stripVTControlCharacters), [
      'Error: x',
      `    ${place}:7 {`,
      '  [cause]: TypeError: y',
      `      ${place}:31 {`,
      '    [cause]: { a: 1 }',
      '  }',
      '}',
    ]);
  });

  it('keeps the code and the hint of an error that teaches', async () => {
    const { reply } = await execute(
      "import { connect } from 'kubelab'; await connect({ server: 'https://x', token: 'a b' })",
    );
    assert.equal(reply.ename, 'KubelabError');
    assert.match((reply.traceback as string[]).join('\n'), /next: .*\[TOKEN_INVALID\]/);
  });

  it('fails a cell for a rejection that nobody waits for', async () => {
    const { reply, published } = await execute("Promise.reject(new TypeError('floating')); 5");
    assert.deepEqual([reply.status, reply.ename, reply.evalue], ['error', 'TypeError', 'floating']);
    assert.equal(published.filter(([type]) => type === 'error').length, 1);
  });

  it('tells a throw in a timer in the cell that made it, and not in the one that runs', async () => {
    const told: [string, Record<string, unknown>][] = [];
    const content = { code: "setTimeout(() => {\n  throw new Error('late');\n}, 30);", stop_on_error: false };
    const first = kernel.ask('shell', 'execute_request', content, (type, body) => told.push([type, body]));
    const second = execute('await new Promise((done) => setTimeout(done, 120)); 6');
    assert.equal((await first)?.status, 'ok');
    assert.deepEqual(types(await second), ['execute_input', 'execute_result']);
    const [, error] = told.find(([type]) => type === 'error') ?? [];
    assert.equal(error?.evalue, 'late');
    assert.match(JSON.stringify(error?.traceback), /cell-\d+\.ts:2:9/);
  });

  it('aborts what was sent before a cell failed, and runs what is sent after', async () => {
    // it fails when the other one has long come, also on a busy machine
    const failing = execute("await new Promise((done) => setTimeout(done, 2000)); throw new Error('x')");
    const [failed, queued] = await Promise.all([failing, execute('1')]);
    assert.deepEqual([failed.reply.status, queued.reply.status], ['error', 'aborted']);
    assert.deepEqual(types(queued), []);
    const next = await execute('2');
    assert.equal(next.reply.status, 'ok');
    assert.equal(
      next.reply.execution_count,
      Number(failed.reply.execution_count) + 1,
      'an aborted cell is not counted',
    );
  });

  it('runs them all the same without stop_on_error', async () => {
    const failing = execute("await null; throw new Error('x')", { stop_on_error: false });
    const [failed, queued] = await Promise.all([failing, execute('1')]);
    assert.deepEqual([failed.reply.status, queued.reply.status], ['error', 'ok']);
  });

  it('neither shows nor counts a silent cell', async () => {
    const { execution_count: before } = (await execute('1')).reply;
    const silent = await execute('console.log("x"); 2', { silent: true });
    assert.deepEqual([silent.reply.status, types(silent)], ['ok', []]);
    assert.equal((await execute('3')).reply.execution_count, Number(before) + 1);
  });

  it('knows variables of earlier cells in shorthand properties, wherever those stand', async () => {
    await execute("import { basename } from 'node:path'; const one = 1; let two = 2;");
    const answer = await execute(
      'const make = () => ({ one, basename, inner: { two } });\n' +
        '({ two } = { two: 3 });\n' +
        'const { length } = [one];\n' +
        '[make().one, typeof make().basename, make().inner.two, two, length].join()',
    );
    assert.equal(answer.reply.status, 'ok', JSON.stringify(answer.reply));
    assert.deepEqual(resultOf(answer), { 'text/plain': '1,function,3,3,1' });
  });

  it('completes what the helper has, and explains it with its documentation', async () => {
    await execute("import { connect, show } from 'kubelab';");
    const ask = (type: string, code: string): Promise<Record<string, unknown> | undefined> =>
      kernel.ask('shell', type, { code, cursor_pos: code.length, detail_level: 0 });
    const completed = await ask('complete_request', 'show.certif');
    assert.deepEqual(completed?.matches, ['certificate']);
    for (const [code, words] of [
      ['connect', /Without options: the kubeconfig of `KUBECONFIG`|Opens a way to an API server/],
      ['show.why', /may/],
    ] as const) {
      const inspected = await ask('inspect_request', code);
      assert.equal(inspected?.found, true);
      assert.match(JSON.stringify(inspected?.data), words);
    }
  });

  it('says what it is, and answers comm_info_request and shutdown_request in their own words', async () => {
    const info = await kernel.ask('shell', 'kernel_info_request', {});
    assert.equal(info?.implementation, 'kubelab');
    assert.match(JSON.stringify(info?.language_info), /"version":"5\.0\.4"/);
    assert.deepEqual(await kernel.ask('shell', 'comm_info_request', {}), { status: 'ok', comms: {} });
    assert.deepEqual(await kernel.ask('control', 'shutdown_request', { restart: true }), {
      status: 'ok',
      restart: true,
    });
    assert.equal((await kernel.child.ended).code, 0);
  });
});
