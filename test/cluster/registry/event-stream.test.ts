import assert from 'node:assert/strict';
import { textStream } from '../../../src/cluster/registry/event-stream.js';

describe('a stream of text', () => {
  it('keeps what was written before anybody read, as one chunk', async () => {
    const stream = textStream();
    stream.push('a\n');
    stream.push('b\n');
    stream.end();
    stream.push('too late\n');
    const chunks: string[] = [];
    for await (const chunk of stream.lines) chunks.push(chunk);
    assert.deepEqual(chunks, ['a\nb\n']);
  });

  it('wakes a reader that waits, for text and for the end', async () => {
    const stream = textStream();
    const lines = stream.lines[Symbol.asyncIterator]();
    const first = lines.next();
    stream.push('a\n');
    assert.deepEqual(await first, { value: 'a\n', done: false });
    const second = lines.next();
    stream.end();
    assert.equal((await second).done, true);
  });

  it('tells its end once, whichever side ends it, also to who asks late', async () => {
    const left = textStream();
    let told = 0;
    left.onEnd(() => told++);
    left.push('a');
    for await (const _ of left.lines) break;
    left.end();
    assert.equal(told, 1);
    const ended = textStream();
    ended.end();
    ended.onEnd(() => told++);
    assert.equal(told, 2);
  });
});
