import assert from 'node:assert/strict';
import { stripVTControlCharacters } from 'node:util';
import { highlight } from '../../../src/cli/terminal/highlight.js';
import { makeStyle, takesColour } from '../../../src/cli/terminal/style.js';

describe('styles', () => {
  it('are on for a terminal, and off where colours are not wanted or not possible', () => {
    const terminal = { isTTY: true };
    assert.equal(takesColour(terminal, {}), true);
    assert.equal(takesColour({}, {}), false);
    assert.equal(takesColour(terminal, { TERM: 'dumb' }), false);
    assert.equal(takesColour(terminal, { NO_COLOR: '1' }), false);
    assert.equal(takesColour(terminal, { NO_COLOR: '' }), true);
    assert.equal(takesColour({}, { FORCE_COLOR: '1' }), true);
    assert.equal(takesColour(terminal, { FORCE_COLOR: '0' }), false);
    assert.equal(takesColour(terminal, { NO_COLOR: '1', FORCE_COLOR: '1' }), false);
  });

  it('change nothing when they are off', () => {
    const { bold, red } = makeStyle(false);
    assert.equal(bold(red('x')), 'x');
    assert.equal(makeStyle(true).bold('x'), '\u001b[1mx\u001b[22m');
    assert.equal(makeStyle(true).bold(''), '');
  });
});

describe('highlight', () => {
  const code = 'const a = "if // x"; // if\n`one\ntwo $a`; /* open\nend */ await f(12);';

  it('paints tokens, and takes strings and comments for what they are', () => {
    const painted = visible(highlight(code, makeStyle(true)));
    assert.match(painted, /<35mconst<39m a = <32m"if \/\/ x"<39m; <2m\/\/ if<22m\n/);
    assert.match(painted, /<35mawait<39m f\(<33m12<39m\)/);
    for (const line of painted.split('\n')) {
      assert.equal(line.match(/<(2|3[0-7])m/g)?.length, line.match(/<(22|39)m/g)?.length, line);
    }
  });

  it('keeps the code letter by letter', () => {
    assert.equal(stripVTControlCharacters(highlight(code, makeStyle(true))), code);
    assert.equal(highlight(code, makeStyle(false)), code);
  });
});

function visible(text: string): string {
  return text.replaceAll('\u001b[', '<');
}
