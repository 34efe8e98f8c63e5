import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isKubelabError, type KubelabError } from '../../src/errors.js';
import { processExists } from '../../src/home.js';
import { kernelCommand } from '../../src/kernel/kernelspec.js';
import { type StartOptions, startKernel } from '../../src/notebook/start-kernel.js';

const folder = join(import.meta.dirname, '../fixtures/notebooks');
const { env } = process;
/** A kernel that is there in an instant. */
const small = { argv: [process.execPath, join(folder, 'small-kernel.cjs'), '{connection_file}'], cwd: folder, env };

async function refusal(argv: string[], options: StartOptions = {}): Promise<KubelabError> {
  try {
    await startKernel({ argv, cwd: folder, env }, options);
  } catch (error) {
    assert.ok(isKubelabError(error), String(error));
    assert.equal(error.code, 'KERNEL_MISSING');
    return error;
  }
  return assert.fail('it started');
}

describe('startKernel', () => {
  it('says what is wrong with a command that is not there', async () => {
    const error = await refusal(['/nowhere/node', '{connection_file}']);
    assert.match(error.message, /cannot be started.*ENOENT/);
    assert.match(error.hint, /\/nowhere\/node/);
  });

  it('says how a kernel ended that did not start, and its words without a stack', async () => {
    const error = await refusal([
      process.execPath,
      '-e',
      'console.error("no such thing\\n    at x.js:1"); process.exit(5)',
    ]);
    assert.match(error.message, /exit code 5/);
    assert.match(error.message, /no such thing/);
    assert.doesNotMatch(error.message, /x\.js:1/);
  });

  it('gives up on a kernel that stays silent, and ends it', async () => {
    // a shell is there sooner than Node, on a busy machine, too
    const error = await refusal(['sh', '-c', 'echo $$; exec sleep 600'], { startTimeoutMs: 1500 });
    assert.match(error.message, /did not answer within 1\.5 s/);
    const pid = Number(/\n\s*(\d+)/.exec(error.message)?.[1]);
    assert.ok(pid > 0);
    assert.equal(processExists(pid), false);
  });

  it('believes no kernel that signs with another key', async () => {
    // A kernel of the right protocol on the right sockets, which answers each request with its own key, and ends after twenty.
    const script = `
      const { Router, Publisher } = require('zeromq');
      const { createHmac } = require('node:crypto');
      const info = JSON.parse(require('node:fs').readFileSync(process.argv[1], 'utf8'));
      const at = (name) => info.transport + '://' + info.ip + ':' + info[name + '_port'];
      const pack = (header, parent, content) => {
        const parts = [header, parent, {}, content].map((part) => JSON.stringify(part));
        return ['<IDS|MSG>', createHmac('sha256', 'another key').update(parts.join('')).digest('hex'), ...parts];
      };
      (async () => {
        const shell = new Router(); const iopub = new Publisher();
        await shell.bind(at('shell')); await iopub.bind(at('iopub'));
        let answered = 0;
        for await (const [who, , , header] of shell) {
          const parent = JSON.parse(header);
          await shell.send([who, ...pack({ msg_type: 'kernel_info_reply' }, parent, {})]);
          await iopub.send(pack({ msg_type: 'status' }, parent, { execution_state: 'idle' }));
          if (++answered === 20) process.exit();
        }
      })();`;
    const error = await refusal([process.execPath, '-e', script, '{connection_file}']);
    assert.match(error.message, /ended at once.*\n.*\d+ messages: .*signature was not made with the key/);
  });

  it('stops when it is interrupted', async () => {
    const controller = new AbortController();
    const starting = startKernel(
      { argv: [process.execPath, '-e', 'setInterval(() => {}, 1000)'], cwd: folder, env },
      { signal: controller.signal },
    );
    controller.abort();
    await assert.rejects(starting, { name: 'AbortError' });
  });

  it('starts again three times in all when another program has the ports', async () => {
    const place = mkdtempSync(join(tmpdir(), 'kubelab-start-'));
    const mark = join(place, 'mark');
    const script = `require('node:fs').appendFileSync(${JSON.stringify(mark)}, 'x'); console.error('Address already in use'); process.exit(1)`;
    const error = await refusal([process.execPath, '-e', script]);
    assert.match(error.message, /Address already in use$/);
    assert.equal(readFileSync(mark, 'utf8'), 'xxx');
    rmSync(place, { recursive: true });
  });

  describe('with a slower way to fall back on', () => {
    const exits = (code: number) => ({ argv: [process.execPath, '-e', `process.exit(${code})`], cwd: folder, env });
    let failures = 0;
    const onFailure = (): void => {
      failures++;
    };
    beforeEach(() => {
      failures = 0;
    });

    it('takes it when the first one fails, and tells of the failure', async () => {
      const kernel = await startKernel({ ...exits(5), fallback: small, onFailure });
      assert.equal(failures, 1);
      assert.equal((await kernel.execute('1')).status, 'ok');
      await kernel.shutdown();
    });

    it('blames the machine when both fail: the second one is told, and no failure', async () => {
      const starting = startKernel({ ...exits(5), fallback: exits(6), onFailure });
      await assert.rejects(starting, { code: 'KERNEL_MISSING', message: /exit code 6/ });
      assert.equal(failures, 0);
    });

    it('does not take it when the start is interrupted', async () => {
      const controller = new AbortController();
      const silent = { ...exits(0), argv: [process.execPath, '-e', 'setInterval(() => {}, 1000)'] };
      const starting = startKernel({ ...silent, fallback: exits(6), onFailure }, { signal: controller.signal });
      controller.abort();
      await assert.rejects(starting, { name: 'AbortError' });
      assert.equal(failures, 0);
    });

    it('tells of a kernel that crashes later, and not of one that is ended', async () => {
      for (const [signal, told] of [
        ['SIGKILL', 0],
        ['SIGABRT', 1],
      ] as const) {
        const kernel = await startKernel({ ...small, fallback: exits(6), onFailure });
        process.kill(kernel.pid, signal);
        assert.equal((await kernel.ended).signal, signal);
        assert.equal(failures, told, signal);
      }
    });
  });

  it('ends a kernel that says more than it may, and no other', async () => {
    const limits = { messageBytes: 50_000, totalBytes: 100_000 };
    const kernel = await startKernel(small, { limits });
    const talk = (characters: number): string => `console.log('x'.repeat(${characters})); 0`;
    assert.equal((await kernel.execute(talk(30_000))).status, 'ok');
    await kernel.execute(talk(40_000));
    assert.equal((await kernel.execute(talk(40_000))).status, 'died');
    assert.deepEqual(await kernel.ended, { code: null, signal: 'SIGKILL' });
  });

  it('knows what a kernel has under way when it starts, and waits for nothing of that', async () => {
    const slow = {
      ...small,
      argv: [
        process.execPath,
        '-e',
        `process.argv[2] = process.argv[1]; setInterval(() => {}, 1000); require(${JSON.stringify(small.argv[1])})`,
        '{connection_file}',
      ],
    };
    const kernel = await startKernel(slow);
    // longer than a test may take
    assert.equal((await kernel.execute('1', { settleMs: 3_600_000 })).status, 'ok');
    await kernel.shutdown();
  });

  it('gives the command to try by hand, with quotes where a shell needs them', async () => {
    const { hint, place, message } = await refusal([
      process.execPath,
      '-e',
      'process.exit(4) // a',
      '{connection_file}',
    ]);
    assert.equal(hint, `try it by hand: ${process.execPath} -e 'process.exit(4) // a' '{connection_file}'`);
    assert.deepEqual([place?.file, message], [folder, 'the kernel did not start: it ended at once (exit code 4)']);
    const killed = await refusal([
      process.execPath,
      '-e',
      'process.kill(process.pid, "SIGTERM"); setInterval(() => {}, 1000)',
    ]);
    assert.match(killed.message, /it ended at once \(signal SIGTERM\)$/);
  });

  it('works over loopback ports, too, and leaves no file behind', async () => {
    const before = readdirSync(tmpdir()).filter((name) => name.startsWith('kubelab-kernel-'));
    const kernel = await startKernel(kernelCommand({ folder }), { transport: 'tcp' });
    const { outputs } = await kernel.execute('console.log(process.argv.find((arg) => arg.endsWith(".json")));');
    const [output] = outputs;
    const file = output?.output_type === 'stream' ? output.text.trim() : '';
    assert.equal(JSON.parse(readFileSync(file, 'utf8')).transport, 'tcp');
    await kernel.shutdown();
    const added = readdirSync(tmpdir()).filter((name) => name.startsWith('kubelab-kernel-') && !before.includes(name));
    assert.deepEqual(
      added.filter((name) => file.includes(name)),
      [],
    );
  });
});
