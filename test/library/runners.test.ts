/** The library under mocha, node:test and vitest, as the README shows them. */
import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { start } from '../helpers/command.js';

const fixtures = resolve(import.meta.dirname, '../fixtures/library');

/** The output of a program of Node, which must end with 0. */
async function outputOf(args: readonly string[]): Promise<string> {
  // what this mocha, or a test runner around it, has told its processes is not for another
  const { NODE_OPTIONS: _options, NODE_TEST_CONTEXT: _context, KUBECONFIG: _config, ...env } = process.env;
  const running = start(process.execPath, args, { cwd: fixtures, env: { ...env, NO_COLOR: '1' } });
  const { code } = await running.ended;
  assert.equal(code, 0, running.stdout() + running.stderr());
  return running.stdout();
}

describe('the cluster of the library', () => {
  it('is a root hook plug-in of mocha', async () => {
    const mocha = resolve('node_modules/mocha/bin/mocha.js');
    const output = await outputOf([mocha, '--no-config', '--require', 'kubelab/cluster/mocha', 'mocha.test.mjs']);
    assert.match(output, /2 passing/);
  });

  it('takes the time that it needs in hooks of mocha, whatever the limit of tests is', async () => {
    const mocha = resolve('node_modules/mocha/bin/mocha.js');
    const limit = ['--no-config', '--timeout', '1', '--require', 'kubelab/cluster/mocha'];
    assert.match(await outputOf([mocha, ...limit, 'brief.test.mjs']), /1 passing/);
  });

  it('is started and put back in the hooks of node:test', async () => {
    assert.match(await outputOf(['--test', 'node.test.mjs']), /# pass 2|ℹ pass 2/);
  });

  it('is started and put back in the hooks of vitest', async () => {
    const vitest = resolve('node_modules/vitest/vitest.mjs');
    // vitest gives a hook ten seconds, which is little for a start on a busy machine
    const limit = ['--hookTimeout', '180000'];
    const output = await outputOf([vitest, 'run', '--no-cache', ...limit, '--root', fixtures, 'vitest.test.mjs']);
    assert.match(output, /Tests +2 passed \(2\)/);
  });
});
