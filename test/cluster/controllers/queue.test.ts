import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { manualClock } from '../../../src/cluster/clock.js';
import { keysTo, toldByEvent, workQueue } from '../../../src/cluster/controllers/queue.js';
import { conflict, forbidden, notFound } from '../../../src/kube/status.js';

const clock = () => manualClock(new Date('2026-01-01T00:00:00Z'));

describe('a work queue', () => {
  it('works on a key once, however often it was added before', async () => {
    const seen: string[] = [];
    const queue = workQueue({ clock: clock(), run: async (key) => void seen.push(key), onError: assert.fail });
    for (const key of ['a', 'b', 'a', 'a']) queue.add(key);
    await queue.idle();
    assert.deepEqual(seen, ['a', 'b']);
  });

  it('never works on two keys at once, and on a key again that was added while it was worked on', async () => {
    let working = 0;
    const seen: string[] = [];
    const queue = workQueue({
      clock: clock(),
      run: async (key) => {
        assert.equal(++working, 1);
        seen.push(key);
        if (seen.length === 1) queue.add('a');
        await Promise.resolve();
        working--;
      },
      onError: assert.fail,
    });
    queue.add('a');
    queue.add('b');
    await queue.idle();
    assert.deepEqual(seen, ['a', 'b', 'a']);
  });

  it('leaves room for timers and requests when the work on a key adds it again without end', async () => {
    let runs = 0;
    const queue = workQueue({
      clock: clock(),
      run: async (key) => {
        runs++;
        queue.add(key);
      },
      onError: assert.fail,
    });
    queue.add('a');
    await turn();
    const before = runs;
    queue.stop();
    await queue.idle();
    await turn();
    assert.ok(before > 1);
    assert.equal(runs, before);
  });

  it('makes no appointment at a time that never comes, which a timer would keep at once', () => {
    const queue = workQueue({ clock: clock(), run: assert.fail, onError: assert.fail });
    for (const ms of [Number.NaN, Number.POSITIVE_INFINITY]) assert.throws(() => queue.addAfter('a', ms), RangeError);
  });

  it('tries a failed key again after a growing pause, and tells of a fault that stays', async () => {
    const time = clock();
    let tries = 0;
    const told: unknown[] = [];
    const queue = workQueue({
      clock: time,
      run: async () => {
        tries++;
        throw new Error('no');
      },
      onError: (error) => told.push(error),
    });
    queue.add('a');
    await queue.idle();
    assert.equal(tries, 1);
    for (const pause of [5, 10, 20]) {
      time.advance(pause - 1);
      await queue.idle();
      const before: number = tries;
      time.advance(1);
      await queue.idle();
      assert.equal(tries, before + 1, `after ${pause} ms`);
    }
    assert.equal(told.length, 1);
  });

  it('tries again without telling when an Event tells of the refusal already', async () => {
    const time = clock();
    const failures = [
      forbidden({ group: '', resource: 'pods' }, 'p', 'exceeded quota'),
      new TypeError('a fault of ours'),
      notFound({ group: '', resource: 'nodes' }, 'n'),
    ];
    const told: unknown[] = [];
    for (const failure of failures) {
      let tries = 0;
      const queue = workQueue({
        clock: time,
        run: async () => {
          tries++;
          throw toldByEvent(failure);
        },
        onError: (error) => told.push(error),
      });
      queue.add('a');
      await queue.idle();
      for (const pause of [5, 10, 20, 40]) {
        time.advance(pause);
        await queue.idle();
      }
      assert.equal(tries, 5);
    }
    assert.deepEqual(told, failures.slice(1));
  });

  it('waits longer before it tells of conflicts, and tells of another fault after them', async () => {
    const pods = { group: '', resource: 'pods' };
    const cases = [
      { conflicts: 9, last: new TypeError('a fault of ours') },
      { conflicts: 30, last: conflict(pods, 'p', 'the object has been modified') },
    ];
    for (const { conflicts, last } of cases) {
      const time = clock();
      let tries = 0;
      const told: [tries: number, error: unknown][] = [];
      const queue = workQueue({
        clock: time,
        run: async () => {
          throw ++tries <= conflicts ? conflict(pods, 'p', 'the object has been modified') : last;
        },
        onError: (error) => told.push([tries, error]),
      });
      queue.add('a');
      await queue.idle();
      for (let pause = 5; tries < 15; pause *= 2) {
        time.advance(pause);
        await queue.idle();
      }
      assert.deepEqual(told, [[10, last]]);
    }
  });

  it('begins with the first pause again after a success', async () => {
    const time = clock();
    const outcomes = [false, false, true, false, true];
    let tries = 0;
    const queue = workQueue({
      clock: time,
      run: async () => {
        if (!outcomes[tries++]) throw new Error('no');
      },
      onError: () => {},
    });
    queue.add('a');
    await queue.idle();
    time.advance(5);
    await queue.idle();
    time.advance(10);
    await queue.idle();
    assert.equal(tries, 3);
    queue.add('a');
    await queue.idle();
    time.advance(5);
    await queue.idle();
    assert.equal(tries, 5);
  });

  it('keeps the sooner of two appointments', async () => {
    const time = clock();
    let runs = 0;
    const queue = workQueue({ clock: time, run: async () => void runs++, onError: assert.fail });
    queue.addAfter('a', 100);
    queue.addAfter('a', 20);
    queue.addAfter('a', 50);
    time.advance(19);
    await queue.idle();
    assert.equal(runs, 0);
    time.advance(1);
    await queue.idle();
    assert.equal(runs, 1);
    time.advance(1000);
    await queue.idle();
    assert.equal(runs, 1);
  });

  it('does nothing more once it is stopped', async () => {
    const time = clock();
    const queue = workQueue({ clock: time, run: assert.fail, onError: assert.fail });
    queue.addAfter('a', 10);
    queue.stop();
    queue.add('b');
    time.advance(1000);
    await queue.idle();
  });

  it('leaves no timer behind when it is stopped, and begins none', () => {
    let timers = 0;
    const after = () => {
      timers++;
      return () => void timers--;
    };
    const queue = workQueue({ clock: { ...clock(), after }, run: assert.fail, onError: assert.fail });
    for (const key of ['a', 'b']) queue.addAfter(key, 10);
    assert.equal(timers, 2);
    queue.stop();
    queue.addAfter('c', 10);
    assert.equal(timers, 0);
  });

  it('tells of no failure that comes with its end', async () => {
    const time = clock();
    let tries = 0;
    const queue = workQueue({
      clock: time,
      run: async () => {
        if (++tries === 4) queue.stop();
        throw new Error('no');
      },
      onError: assert.fail,
    });
    queue.add('a');
    await queue.idle();
    for (const pause of [5, 10, 20, 40]) {
      time.advance(pause);
      await queue.idle();
    }
    assert.equal(tries, 4);
  });

  it('gets the keys of objects that come or change, and not of those that go', () => {
    const keys: string[] = [];
    const queue = workQueue({ clock: clock(), run: assert.fail, onError: assert.fail });
    const listener = keysTo({ ...queue, add: (key) => keys.push(key) });
    for (const type of ['ADDED', 'MODIFIED', 'DELETED'] as const) {
      listener({ type, object: { apiVersion: 'v1', kind: 'Pod', metadata: { namespace: 'n', name: type, uid: '1' } } });
    }
    assert.deepEqual(keys, ['n/ADDED', 'n/MODIFIED']);
  });
});
