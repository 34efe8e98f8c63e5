import assert from 'node:assert/strict';
import { lineEditor } from '../../../src/cluster/pod/line-editor.js';

function typed(...pieces: string[]) {
  const lines: string[] = [];
  const events: string[] = [];
  let shown = '';
  const editor = lineEditor({
    echo: (text) => {
      shown += text;
    },
    line: (text) => {
      lines.push(text);
      editor.activate('$ ');
    },
    interrupt: () => events.push('interrupt'),
    endOfFile: () => events.push('end'),
  });
  editor.activate('$ ');
  for (const piece of pieces) editor.feed(Buffer.from(piece, 'latin1'));
  return { lines, events, shown, editor };
}
const up = '\x1b[A';
const left = '\x1b[D';

describe('the keyboard of a terminal', () => {
  it('gives lines, and shows what is typed', () => {
    const { lines, shown } = typed('ls -l\r', 'pwd\n');
    assert.deepEqual(lines, ['ls -l', 'pwd']);
    assert.equal(shown, 'ls -l\r\npwd\r\n');
  });

  it('takes \\r\\n for one key', () => assert.deepEqual(typed('a\r\nb\r\n').lines, ['a', 'b']));

  for (const [what, keys, line] of [
    ['backspace', 'abx\x7fc\r', 'abc'],
    ['backspace at the start', '\x7f\x7fa\r', 'a'],
    ['Ctrl-U', 'junk\x15good\r', 'good'],
    ['Ctrl-W', 'one two  \x17three\r', 'one three'],
    ['the left arrow', `ac${left}b\r`, 'abc'],
    ['Ctrl-A and Ctrl-E', 'b\x01a\x05c\r', 'abc'],
    ['Ctrl-K', `abc${left}${left}\x0b\r`, 'a'],
    ['delete', `abc${left}\x1b[3~\r`, 'ab'],
    ['keys without a meaning', 'a\t\x1b[15~b\r', 'ab'],
  ] as const) {
    it(`knows ${what}`, () => assert.deepEqual(typed(keys).lines, [line]));
  }

  it('has a history', () => {
    const { lines } = typed('first\r', 'second\r', `${up}${up}\r`, `${up}!\r`, `draft${up}\x1b[B ok\r`);
    assert.deepEqual(lines, ['first', 'second', 'first', 'first!', 'draft ok']);
  });

  it('puts sequences and characters together that come in pieces', () => {
    assert.deepEqual(typed('old\r', '\x1b', '[', 'A', '\r').lines, ['old', 'old']);
    assert.deepEqual(typed(...[...Buffer.from('é\r').toString('latin1')]).lines, ['é']);
  });

  it('goes on in the next row where the terminal ends, and finds its way back', () => {
    const { editor, lines } = typed();
    let screen = '';
    const wide = lineEditor({
      echo: (text) => (screen += text),
      line: () => {},
      interrupt: () => {},
      endOfFile: () => {},
    });
    wide.resize(10);
    wide.activate('$ ');
    wide.feed(Buffer.from('12345678'));
    assert.equal(screen, '12345678 \r', 'the cursor enters the next row with the last cell of the one before');
    wide.feed(Buffer.from('abc'));
    screen = '';
    wide.feed(Buffer.from('\x01'));
    assert.equal(screen, '\x1b[1A\x1b[1D', 'one row up, from the fourth cell to the third');
    screen = '';
    wide.feed(Buffer.from('X'));
    assert.equal(screen, '\x1b[2D\r\x1b[J$ X12345678abc\x1b[1A\x1b[1D');
    editor.resize(0);
    editor.feed(Buffer.from('a line that fits into a terminal that has told no width\r'));
    assert.equal(lines.length, 1);
  });

  it('drops the line on Ctrl-C', () => {
    const { lines, events } = typed('half\x03whole\r');
    assert.deepEqual(events, ['interrupt']);
    assert.deepEqual(lines, ['whole']);
  });

  it('ends on Ctrl-D, on an empty line only', () => {
    assert.deepEqual(typed('x\x04\r').events, []);
    assert.deepEqual(typed('\x04').events, ['end']);
  });

  it('keeps what is typed while a command runs, but for Ctrl-C', () => {
    const { lines, events, editor } = typed('a\r');
    editor.deactivate();
    editor.feed(Buffer.from('b\r'));
    assert.deepEqual(lines, ['a']);
    editor.activate('$ ');
    assert.deepEqual(lines, ['a', 'b']);
    editor.deactivate();
    editor.feed(Buffer.from('lost\r\x03'));
    editor.activate('$ ');
    assert.deepEqual(lines, ['a', 'b']);
    assert.deepEqual(events, ['interrupt']);
  });
});
