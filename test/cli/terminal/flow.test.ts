import assert from 'node:assert/strict';
import { flowText, startFlow } from '../../../src/cli/terminal/flow.js';
import { makeStyle } from '../../../src/cli/terminal/style.js';
import { widthOf } from '../../../src/cli/terminal/text.js';

describe('flowText', () => {
  const options = { prefix: '| ', width: 14 };

  it('T13: keeps the edge in every row and breaks between words', () => {
    assert.equal(flowText('one two three four', options), '| one two\n| three four');
    assert.equal(flowText('a\n\nb\n', options), '| a\n|\n| b\n');
  });

  it('T13: breaks a word that is longer than a row, also behind its own edge', () => {
    assert.equal(flowText('0123456789abcdef', options), '| 0123456789ab\n| cdef');
  });

  it('indents what goes on with a line as the line, and a little more', () => {
    assert.equal(flowText('  const x = 12345', { ...options, width: 16, hanging: 2 }), '|   const x =\n|     12345');
  });

  it('keeps spaces within a row', () => {
    assert.equal(flowText('a   b  c', options), '| a   b  c');
  });

  it('writes its edge without the style of the text, and goes on in it', () => {
    const { green } = makeStyle(true);
    const rows = flowText(green('one two three'), options).split('\n');
    assert.equal(rows.length, 2);
    assert.equal(rows[1], '\u001b[0m| \u001b[32mthree\u001b[39m');
    assert.ok(rows.every((row) => widthOf(row) <= 14));
  });

  it('leaves a line whole that is to be copied, and sets those around it', () => {
    const whole = (line: string): boolean => line.startsWith('curl ');
    const set = flowText('one two three\ncurl --cacert ca.crt https://a\none two three', { ...options, whole });
    assert.equal(set, '| one two\n| three\n| curl --cacert ca.crt https://a\n| one two\n| three');
  });

  it('T13: goes on with a line that comes in pieces', () => {
    const flow = startFlow(options);
    const set = ['one', ' two ', 'three\nnext', '\n'].map((piece) => flow.set(piece)).join('');
    assert.equal(set, '| one two\n| three\n| next\n');
    assert.equal(flow.atLineStart, true);
    flow.set('x');
    assert.equal(flow.atLineStart, false);
  });
});
