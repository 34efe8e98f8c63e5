import assert from 'node:assert/strict';
import { renderMarkdown } from '../../../src/cli/terminal/markdown.js';
import { makeStyle } from '../../../src/cli/terminal/style.js';
import { widthOf } from '../../../src/cli/terminal/text.js';

const plain = (source: string, width = 40): string => renderMarkdown(source, { style: makeStyle(false), width });

describe('renderMarkdown', () => {
  const rows: { name: string; source: string; text: string }[] = [
    { name: 'a title', source: '# Title', text: 'Title\n━━━━━' },
    { name: 'a heading', source: '## Part *one*', text: 'Part one' },
    { name: 'paragraphs', source: 'One\nline.\n\nTwo.', text: 'One line.\n\nTwo.' },
    { name: 'a hard break', source: 'One  \nline.', text: 'One\nline.' },
    { name: 'code in a line', source: 'Type `a < b`.', text: 'Type `a < b`.' },
    { name: 'entities', source: 'a &amp; b &lt; c', text: 'a & b < c' },
    { name: 'a link', source: '[RFC](https://x.y/z), see', text: 'RFC (https://x.y/z), see' },
    { name: 'a link in the course', source: '[next](01.ipynb)', text: 'next' },
    { name: 'a list', source: '- one\n- two\n  - deep', text: '  • one\n  • two\n      • deep' },
    { name: 'a numbered list', source: '3. three\n4. four', text: '  3. three\n  4. four' },
    { name: 'T12: a paragraph that begins with a status', source: '401. Good: no.', text: '401. Good: no.' },
    {
      name: 'a prediction, without its answer',
      source: '> **Predict** Which?\n> - 401\n> - 403\n> <!-- answer: 403 -->',
      text: '│ Predict Which?\n│\n│   • 401\n│   • 403',
    },
    { name: 'code', source: '```ts\nconst a = 1;\n```', text: '    const a = 1;' },
    { name: 'a quote', source: '> said', text: '│ said' },
    { name: 'HTML', source: 'a <b>c</b>\n\n<details>more</details>', text: 'a c\n\nmore' },
    {
      name: 'a table',
      source: '| who | what |\n|---|---|\n| **I** | `get` |',
      text: 'who │ what\n────┼──────\nI   │ `get`',
    },
  ];
  for (const { name, source, text } of rows) {
    it(name, () => {
      assert.equal(plain(source), text);
    });
  }

  it('keeps to the width, but for words that are wider', () => {
    const source = `${'word '.repeat(40)}\n\n- ${'item '.repeat(20)}\n\n> ${'quote '.repeat(20)}\n\n| a | b |\n|---|---|\n| ${'x '.repeat(30)} | ${'y '.repeat(30)} |`;
    for (const line of plain(source, 32).split('\n')) assert.ok(widthOf(line) <= 32, `${widthOf(line)}: ${line}`);
    assert.match(plain(`a ${'b'.repeat(50)}`, 20), /^a\nb{50}$/);
  });

  it('paints words one by one, so that styles end with their line', () => {
    const text = renderMarkdown('**one two three**', { style: makeStyle(true), width: 8 });
    for (const line of text.split('\n')) {
      assert.equal(line.split('\u001b[1m').length, line.split('\u001b[22m').length, JSON.stringify(line));
    }
  });

  it('lets no escape of the text through', () => {
    assert.equal(plain('a\u001b]0;title\u0007b'), 'ab');
  });
});
