import assert from 'node:assert/strict';
import fc from 'fast-check';
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

/** A terminal of so many columns and endless rows, as far as the editor speaks to it. */
function terminal(columns: number) {
  const rows: string[][] = [[]];
  const at = { row: 0, column: 0 };
  const put = (letter: string): void => {
    // the cursor stays in the last cell until something is to be shown behind it
    if (at.column === columns) Object.assign(at, { row: at.row + 1, column: 0 });
    rows[at.row] ??= [];
    const row = rows[at.row] ?? [];
    while (row.length < at.column) row.push(' ');
    row[at.column] = letter;
    at.column++;
  };
  const control = (letter: string, count: number): void => {
    const column = Math.min(at.column, columns - 1);
    if (letter === 'A') at.row -= count;
    else if (letter === 'B') at.row += count;
    else if (letter === 'C') at.column = column + count;
    else if (letter === 'D') at.column = column - count;
    else if (letter === 'H') Object.assign(at, { row: 0, column: 0 });
    else {
      rows.splice(letter === 'J' && count === 2 ? 0 : at.row + 1);
      if (count === 2) rows.length = 0;
      else rows[at.row]?.splice(at.column);
    }
  };
  return {
    at,
    text: (from: number): string => {
      const shown = rows.slice(from).map((row) => (row ?? []).join(''));
      return shown
        .map((row, i) => (i < shown.length - 1 ? row.padEnd(columns) : row))
        .join('')
        .trimEnd();
    },
    show: (text: string): void => {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: terminals speak in control characters
      for (const [whole, count, letter] of text.matchAll(/\x1b\[(\d*)([A-DHJ])|[\s\S]/g)) {
        if (letter) control(letter, count ? Number(count) : letter === 'J' || letter === 'H' ? 0 : 1);
        else if (whole === '\r') at.column = 0;
        else if (whole === '\n') at.row++;
        else if (whole === '\b') at.column--;
        else put(whole);
      }
    },
  };
}

const KEYS = {
  left: ['\x1b[D', '\x02'],
  right: ['\x1b[C', '\x06'],
  home: ['\x01', '\x1b[H'],
  end: ['\x05', '\x1b[F'],
  backspace: ['\x7f', '\b'],
  delete: ['\x1b[3~'],
  'to the start': ['\x15'],
  'to the end': ['\x0b'],
  word: ['\x17'],
  clear: ['\x0c'],
  up: ['\x1b[A', '\x1bOA', '\x10'],
  down: ['\x1b[B', '\x1bOB', '\x0e'],
  enter: ['\r', '\r\n'],
  interrupt: ['\x03'],
  nothing: ['\t', '\x1b[15~', '\x1bx'],
} as const;
type Key = keyof typeof KEYS;

/** What the keys make of a line. */
function model() {
  const history: string[] = [];
  let place = 0;
  let draft = '';
  const state = { line: '', cursor: 0, lines: [] as string[] };
  const set = (line: string, cursor: number): unknown => Object.assign(state, { line, cursor });
  const browse = (step: number): void => {
    if (place + step < 0 || place + step > history.length) return;
    if (place === history.length) draft = state.line;
    place += step;
    const line = history[place] ?? draft;
    set(line, line.length);
  };
  const press = (key: Key | string): void => {
    const { line, cursor } = state;
    const [before, after] = [line.slice(0, cursor), line.slice(cursor)];
    if (key === 'left') set(line, Math.max(0, cursor - 1));
    else if (key === 'right') set(line, Math.min(line.length, cursor + 1));
    else if (key === 'home') set(line, 0);
    else if (key === 'end') set(line, line.length);
    else if (key === 'backspace') set(before.slice(0, -1) + after, Math.max(0, cursor - 1));
    else if (key === 'delete') set(before + after.slice(1), cursor);
    else if (key === 'to the start') set(after, 0);
    else if (key === 'to the end') set(before, cursor);
    else if (key === 'word') {
      const kept = before.replace(/[^ ]* *$/, '');
      set(kept + after, kept.length);
    } else if (key === 'up' || key === 'down') browse(key === 'up' ? -1 : 1);
    else if (key === 'enter' || key === 'interrupt') {
      if (key === 'enter') state.lines.push(line);
      if (key === 'enter' && line.trim() && history.at(-1) !== line) history.push(line);
      place = history.length;
      set('', 0);
    } else if (key.length === 1) set(`${before}${key}${after}`, cursor + 1);
  };
  return { state, press };
}

describe('the line of a terminal', () => {
  const key = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom('a', 'b', ' ') },
    { weight: 4, arbitrary: fc.constantFrom(...(Object.keys(KEYS) as Key[])) },
    { weight: 1, arbitrary: fc.constant('long words here') },
  );

  it('is shown as it stands, with the cursor in its place, whatever is typed and however wide the terminal is', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 4, max: 30 }),
        fc.array(key, { maxLength: 60 }),
        fc.nat(5),
        (columns, keys, which) => {
          const screen = terminal(columns);
          const reference = model();
          const lines: string[] = [];
          let origin = 0;
          const begin = (): void => {
            origin = screen.at.row;
            screen.show('$ ');
            editor.activate('$ ');
          };
          const editor = lineEditor({
            echo: screen.show,
            line: (text) => {
              lines.push(text);
              begin();
            },
            interrupt: begin,
            endOfFile: () => {},
          });
          editor.resize(columns);
          begin();
          for (const [i, pressed] of keys.entries()) {
            const ways: readonly string[] = KEYS[pressed as Key] ?? [pressed];
            const bytes = ways[(which + i) % ways.length] ?? '';
            editor.feed(Buffer.from(bytes));
            for (const each of pressed in KEYS ? [pressed] : pressed) reference.press(each);
            if (pressed === 'clear') origin = 0;
            const { line, cursor } = reference.state;
            assert.equal(screen.text(origin), `$ ${line}`.trimEnd());
            const cell = (screen.at.row - origin) * columns + screen.at.column;
            assert.equal(cell, 2 + cursor);
          }
          assert.deepEqual(lines, reference.state.lines);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('comes back from a history of 500 lines, the oldest of which are forgotten', () => {
    const numbers = Array.from({ length: 510 }, (_, i) => String(i));
    const { lines } = typed(...numbers.map((n) => `${n}\r`), `${'\x1b[A'.repeat(600)}\r`);
    assert.equal(lines.at(-1), '10');
  });
});
