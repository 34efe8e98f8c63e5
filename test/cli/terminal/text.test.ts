import assert from 'node:assert/strict';
import {
  cutTo,
  formatDuration,
  formatSize,
  indentText,
  padTo,
  widthOf,
  wrapText,
  wrapWords,
} from '../../../src/cli/terminal/text.js';

describe('text on a terminal', () => {
  it('measures columns', () => {
    for (const [text, width] of [
      ['', 0],
      ['abc', 3],
      ['\u001b[1mabc\u001b[22m', 3],
      ['日本', 4],
      ['e\u0301', 1],
      ['✓', 1],
      ['👍', 2],
    ] as const) {
      assert.equal(widthOf(text), width, JSON.stringify(text));
    }
  });

  it('pads and cuts to columns', () => {
    assert.equal(padTo('日', 4), '日  ');
    assert.equal(padTo('long', 2), 'long');
    assert.equal(cutTo('abcdef', 4), 'abc…');
    assert.equal(cutTo('日本語', 4), '日…');
    assert.equal(cutTo('abc', 3), 'abc');
  });

  it('wraps words', () => {
    assert.deepEqual(wrapWords(['aa', 'bb', 'cc'], 5), ['aa bb', 'cc']);
    assert.deepEqual(wrapWords(['aa', '\n', 'bb'], 9), ['aa', 'bb']);
    assert.deepEqual(wrapWords([], 9), ['']);
    assert.equal(wrapText('  in a box\n\nout', 8), '  in a\n  box\n\nout');
  });

  it('indents lines, and leaves empty ones empty', () => {
    assert.equal(indentText('a\n\nb\n', '  '), '  a\n\n  b\n');
  });

  it('says durations and sizes', () => {
    assert.deepEqual([5, 999, 1000, 59_949, 59_950, 200_000].map(formatDuration), [
      ...['5 ms', '999 ms', '1.0 s', '59.9 s', '1 min 0 s', '3 min 20 s'],
    ]);
    assert.deepEqual([0, 1023, 1024, 12 * 1024 ** 2].map(formatSize), ['0 B', '1023 B', '1.0 KiB', '12 MiB']);
  });
});
