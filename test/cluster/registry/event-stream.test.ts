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

  it('ends when its reader has begun and lags too far behind', async () => {
    const most = 'x'.repeat(16 * 1024 * 1024);
    const stream = textStream();
    let told = 0;
    stream.onEnd(() => told++);
    stream.push(most);
    stream.push('before anybody read\n');
    const lines = stream.lines[Symbol.asyncIterator]();
    for (const text of [most, most]) {
      assert.equal((await lines.next()).done, false);
      stream.push(text);
      assert.equal(told, 0, 'what was read counts no more');
    }
    stream.push('y');
    assert.equal(told, 1);
    stream.push('too late');
    const last = await lines.next();
    assert.deepEqual([last.done, String(last.value).length], [false, most.length + 1]);
    assert.equal((await lines.next()).done, true);
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
