import assert from 'node:assert/strict';
import { knownNodeOptions } from '../../src/kernel/node-options.js';

describe('options of Node', () => {
  it('are those that this Node takes, in their order, whenever it is asked', async () => {
    const options = ['--max-semi-space-size=8', '--no-such-option-of-node', '--stack-trace-limit=5'];
    const known = ['--max-semi-space-size=8', '--stack-trace-limit=5'];
    for (const time of ['first', 'second']) assert.deepEqual(await knownNodeOptions(options), known, time);
    assert.deepEqual(await knownNodeOptions(['--no-such-option-of-node']), []);
  });
});
