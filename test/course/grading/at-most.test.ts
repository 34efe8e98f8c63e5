import assert from 'node:assert/strict';
import { atMost } from '../../../src/course/grading/at-most.js';

describe('course/grading/at-most', () => {
  it('begins no more at once, and each of the others when one has ended or failed, in their order', async () => {
    const limited = atMost(2);
    const begun: string[] = [];
    const ends = new Map<string, { resolve: (value: string) => void; reject: (error: Error) => void }>();
    const start = (name: string): Promise<string> =>
      limited(
        () =>
          new Promise<string>((resolve, reject) => {
            begun.push(name);
            ends.set(name, { resolve, reject });
          }),
      );
    const all = ['a', 'b', 'c', 'd', 'e'].map(start);
    const settled = Promise.allSettled(all);
    await new Promise(setImmediate);
    assert.deepEqual(begun, ['a', 'b']);
    ends.get('b')?.reject(new Error('no'));
    await new Promise(setImmediate);
    assert.deepEqual(begun, ['a', 'b', 'c']);
    ends.get('a')?.resolve('A');
    ends.get('c')?.resolve('C');
    await new Promise(setImmediate);
    assert.deepEqual(begun, ['a', 'b', 'c', 'd', 'e']);
    ends.get('d')?.resolve('D');
    ends.get('e')?.resolve('E');
    assert.deepEqual(
      (await settled).map((one) => (one.status === 'fulfilled' ? one.value : (one.reason as Error).message)),
      ['A', 'no', 'C', 'D', 'E'],
    );
    // there is room again for two
    const more = ['f', 'g', 'h'].map(start);
    await new Promise(setImmediate);
    assert.deepEqual(begun.slice(5), ['f', 'g']);
    for (const name of ['f', 'g']) ends.get(name)?.resolve(name);
    await new Promise(setImmediate);
    ends.get('h')?.resolve('h');
    assert.deepEqual(await Promise.all(more), ['f', 'g', 'h']);
  });
});
