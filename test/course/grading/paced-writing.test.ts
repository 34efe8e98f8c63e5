import assert from 'node:assert/strict';
import { pacedWriting } from '../../../src/course/grading/paced-writing.js';
import { until } from '../../helpers/until.js';

describe('course/grading/paced-writing', () => {
  /** A clock that only writing moves on, by so many milliseconds each time. */
  const start = (
    ms: number,
  ): { paced: ReturnType<typeof pacedWriting>; clock: { now: number }; times: () => number } => {
    const clock = { now: 0 };
    let times = 0;
    const write = async (): Promise<void> => {
      times++;
      clock.now += ms;
    };
    return { paced: pacedWriting(write, () => clock.now), clock, times: () => times };
  };

  it('writes at once, and then when nine times as long has passed', async () => {
    const { paced, clock, times } = start(100_000);
    assert.equal(await paced.write(), true);
    assert.equal(await paced.write(), false);
    clock.now += 899_999;
    assert.equal(await paced.write(), false);
    clock.now += 1;
    assert.equal(await paced.write(), true);
    assert.equal(times(), 2);
    paced.end();
  });

  it('writes what waited when its time comes, once', async () => {
    const { paced, times } = start(2);
    await paced.write();
    assert.deepEqual(await Promise.all([paced.write(), paced.write()]), [false, false]);
    await until('it is written', () => times() > 1);
    assert.equal(times(), 2);
    paced.end();
  });

  it('rests as long after a later write, by its own time', async () => {
    const { paced, clock } = start(1000);
    clock.now = 5_000_000;
    await paced.write();
    clock.now += 9000;
    assert.equal(await paced.write(), true);
    paced.end();
  });

  it('plans nothing any more after its end', async () => {
    const { paced, times } = start(1);
    await paced.write();
    paced.end();
    assert.equal(await paced.write(), false);
    const another = start(1);
    await another.paced.write();
    await another.paced.write();
    await until('one that did not end has written', () => another.times() > 1);
    assert.equal(times(), 1);
    another.paced.end();
  });

  it('writes nothing of itself after its end', async () => {
    const { paced, times } = start(1);
    await paced.write();
    await paced.write();
    paced.end();
    const another = start(1);
    await another.paced.write();
    await another.paced.write();
    await until('one that did not end has written', () => another.times() > 1);
    assert.equal(times(), 1);
    another.paced.end();
  });
});
