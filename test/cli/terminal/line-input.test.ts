import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { openKeyboard } from '../../../src/cli/keyboard.js';
import { askLine, type LineOptions } from '../../../src/cli/terminal/line-input.js';
import { type Io, makeTerminal } from '../../../src/cli/terminal/terminal.js';
import { widthOf } from '../../../src/cli/terminal/text.js';

/** What a terminal sends for a key. */
const codes: Record<string, string> = {
  ...{ enter: '\r', backspace: '\u007f', 'ctrl-u': '\u0015', 'ctrl-c': '\u0003', end: '\u0004' },
  ...{ up: '\u001b[A', down: '\u001b[B', left: '\u001b[D', f5: '\u001b[15~' },
};

/** Asks on a terminal of so many columns, with these keys pressed; what was written comes back, too. */
async function ask(
  keys: readonly string[],
  { columns = 40, question = 'Name: ', ...options }: LineOptions & { columns?: number; question?: string } = {},
): Promise<{ line: string | undefined; written: string }> {
  const stream = Object.assign(new PassThrough(), { isTTY: true, columns });
  const stdin = Object.assign(new PassThrough(), { setRawMode: () => stdin });
  const keyboard = openKeyboard(stdin as unknown as NodeJS.ReadStream);
  for (const key of keys) stdin.write(codes[key] ?? key);
  const io = {
    out: makeTerminal(stream as unknown as NodeJS.WriteStream, { TERM: 'xterm' }),
    signals: { interruption: new AbortController().signal },
  } as Partial<Io> as Io;
  const line = await askLine(question, keyboard, io, options).finally(() => keyboard.close());
  return { line, written: String(stream.read()) };
}

describe('askLine', () => {
  const cases: [string, string[], string | undefined, LineOptions?][] = [
    ['what is typed', [...'rbac', 'enter'], 'rbac'],
    ['nothing', ['enter'], ''],
    ['text without white space at its ends', [...' a b ', 'enter'], 'a b'],
    ['text that was taken back in part', [...'abc', 'backspace', 'backspace', 'd', 'enter'], 'ad'],
    ['text behind a line that was thrown away', [...'abc', 'ctrl-u', 'd', 'enter'], 'd'],
    ['an earlier line', ['up', 'up', 'down', 'enter'], 'two', { history: ['one', 'two'] }],
    ['text without keys that are none', ['left', 'f5', 'a', '\u0007', 'enter'], 'a'],
    ['wide characters, of which one is taken back', ['日', '本', 'backspace', 'enter'], '日'],
    ['a key that answers at once', ['q'], 'q', { atOnce: ['q'] }],
    ['the same key within a line', [...'aq', 'enter'], 'aq', { atOnce: ['q'] }],
  ];
  for (const [what, keys, line, options] of cases) {
    it(`gives ${what}`, async () => assert.equal((await ask(keys, options)).line, line));
  }

  it('gives nothing at Ctrl-C and at Ctrl-D, with or without a text', async () => {
    assert.equal((await ask(['a', 'ctrl-c'])).line, undefined);
    assert.equal((await ask(['end'])).line, undefined);
    assert.equal((await ask(['a', 'end'])).line, undefined);
  });

  it('T13: draws no row that is wider than the terminal, whatever is typed and asked', async () => {
    for (const question of ['Name: ', 'A question that is longer than the row, and so stands above it: ']) {
      const { written, line } = await ask([...'0123456789'.repeat(6), 'enter'], { question, columns: 30 });
      assert.equal(line?.length, 60);
      const rows = written.replaceAll('\r\u001b[K', '\n').split('\n');
      assert.ok(
        rows.every((row) => widthOf(row) <= 30),
        rows.join('\n'),
      );
    }
  });
});
