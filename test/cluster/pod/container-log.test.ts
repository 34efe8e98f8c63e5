import assert from 'node:assert/strict';
import { containerLog } from '../../../src/cluster/pod/container-log.js';

const now = new Date('2026-01-01T00:00:00Z');
const texts = (log: ReturnType<typeof containerLog>) => log.lines().map((line) => line.text);

describe('the log of a container', () => {
  it('is of whole lines, however they come', () => {
    const log = containerLog();
    for (const piece of ['one\ntw', 'o', '\nthree']) log.append(piece, now);
    assert.deepEqual(texts(log), ['one', 'two']);
    log.end(now);
    assert.deepEqual(texts(log), ['one', 'two', 'three']);
  });

  it('puts characters together that come in two pieces', () => {
    const log = containerLog();
    const bytes = Buffer.from('grün\n');
    log.append(bytes.subarray(0, 3), now);
    log.append(bytes.subarray(3), now);
    assert.deepEqual(texts(log), ['grün']);
  });

  it('tells followers of lines and of the end, once', () => {
    const log = containerLog();
    const told: (string | undefined)[] = [];
    log.follow((line) => told.push(line?.text));
    log.append('a\n', now);
    log.end(now);
    log.end(now);
    assert.deepEqual(told, ['a', undefined]);
    log.follow((line) => told.push(line?.text));
    assert.deepEqual(told, ['a', undefined, undefined]);
  });

  it('forgets its oldest lines when there are too many', () => {
    const log = containerLog();
    for (let i = 0; i < 3000; i++) log.append(`${i} ${'x'.repeat(1000)}\n`, now);
    assert.ok(log.lines().length < 1500);
    assert.match(texts(log).at(-1) ?? '', /^2999 /);
  });
});
