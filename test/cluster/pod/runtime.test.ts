import assert from 'node:assert/strict';
import { testContainer } from '../../helpers/container.js';

describe('a container that is removed', () => {
  it('ends what was started in it, so that nothing keeps the process alive', async () => {
    const { runtime } = await testContainer();
    const ran = runtime.run('u', 'c', ['sh', '-c', 'sleep 600']);
    assert.equal((await runtime.run('u', 'c', ['true'])).exitCode, 0);
    runtime.remove('u');
    assert.equal((await ran).exitCode, 137);
  });
});
