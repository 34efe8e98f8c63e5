import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { knownNodeOptions } from '../../src/kernel/node-options.js';

describe('options of Node', () => {
  it('are those that this Node takes, in their order, whenever it is asked', async () => {
    const id = randomUUID(); // else what was found out before would be remembered
    const known = [`--title=first-${id}`, `--title=second-${id}`] as const;
    const unknown = `--no-such-option-${id}`;
    for (const time of ['first', 'second']) {
      assert.deepEqual(await knownNodeOptions([known[0], unknown, known[1]]), known, time);
    }
    assert.deepEqual(await knownNodeOptions([unknown]), []);
  });
});
