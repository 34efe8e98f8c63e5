/** The library under mocha, node:test and vitest, as the README shows them. */
import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { start } from '../helpers/command.js';

const fixtures = resolve(import.meta.dirname, '../fixtures/library');

/** Milliseconds for a test or a hook of an inner runner: its own limit is short for a busy machine. */
const patient = '180000';

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
    const options = ['--no-config', '--timeout', patient, '--require', 'kubelab/cluster/mocha'];
    const output = await outputOf([mocha, ...options, 'mocha.test.mjs']);
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
    const limit = ['--hookTimeout', patient, '--testTimeout', patient];
    const output = await outputOf([vitest, 'run', '--no-cache', ...limit, '--root', fixtures, 'vitest.test.mjs']);
    assert.match(output, /Tests +2 passed \(2\)/);
  });
});
