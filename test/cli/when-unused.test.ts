import assert from 'node:assert/strict';
import { whenUnused } from '../../src/cli/when-unused.js';
import { manualClock } from '../../src/cluster/clock.js';

describe('the end of a practice cluster that nobody uses', () => {
  it('comes when no connection was open for the whole time, and not while one is', async () => {
    const clock = manualClock(new Date(0));
    let used = 0;
    const unused = whenUnused(1000, () => used, clock);
    let isOver = false;
    void unused.over.then(() => {
      isOver = true;
    });
    const isOverAfter = async (ms: number): Promise<boolean> => {
      clock.advance(ms);
      await Promise.resolve();
      return isOver;
    };
    assert.equal(await isOverAfter(999), false);
    for (const open of [1, 2, 1]) unused.connectionsOpen(open);
    assert.equal(await isOverAfter(5000), false, 'a watch is open');
    unused.connectionsOpen(0);
    assert.equal(await isOverAfter(999), false);
    unused.connectionsOpen(1);
    unused.connectionsOpen(0);
    assert.equal(await isOverAfter(999), false, 'a request begins the time anew');
    used = clock.now().getTime();
    assert.equal(await isOverAfter(1), false, 'a cell has begun');
    assert.equal(await isOverAfter(998), false);
    assert.equal(await isOverAfter(1), true);
  });

  it('comes without any connection at all', async () => {
    const clock = manualClock(new Date(0));
    const unused = whenUnused(1000, () => 0, clock);
    clock.advance(1000);
    await unused.over;
  });
});
