import assert from 'node:assert/strict';
import fc from 'fast-check';
import { html, oneLine, visible } from '../../src/escape.js';
import { humanDuration } from '../../src/kube/human-duration.js';
import { fromNow } from '../../src/print/age.js';
import { renderHtml } from '../../src/print/html.js';
import { renderText } from '../../src/print/text.js';
import type { View } from '../../src/print/view.js';

const plain = { color: false };
// every control character but tab and line feed, and one that turns the direction of a text around
const steering = /(?![\t\n])[\p{Cc}\u202e]/u;
const ESC = String.fromCharCode(27);

describe('print: one view, text and HTML', () => {
  const view = (text: string): View => [
    { type: 'heading', text, tone: 'bad' },
    { type: 'text', text },
    { type: 'facts', caption: text, rows: [{ name: text, value: text }] },
    { type: 'table', caption: text, columns: [text, 'Other'], rows: [[text, { text, tone: 'good' }]] },
    { type: 'code', text, caption: text },
    {
      type: 'chains',
      chains: {
        caption: text,
        columns: [text, text],
        chains: [
          {
            ways: [[{ boxes: [{ kind: text, name: text, full: `${text}x`, place: text }] }]],
            ends: [
              {
                boxes: [{ name: text, notes: [text], mark: 'gap', word: text }],
                more: { summary: text, lines: [text] },
              },
            ],
            rest: { summary: text, lines: [text] },
          },
        ],
      },
    },
    { type: 'details', summary: text, blocks: [{ type: 'text', text }] },
    { type: 'badges', badges: [{ text }, { text, tone: 'warn' }] },
    {
      type: 'segments',
      caption: text,
      separator: '.',
      segments: [
        { name: text, text },
        { name: text, text },
      ],
    },
    { type: 'span', caption: text, span: { from: text, to: text, at: 0.5, text, tone: 'good' } },
  ];

  it('lets no text steer the page or the terminal', () => {
    const nasty = fc.string({
      minLength: 1,
      unit: fc.constantFrom(
        '<',
        '>',
        '&',
        '"',
        "'",
        '\u001b',
        '\u0007',
        '\u202e',
        '\n',
        '\t',
        '\r',
        'a',
        '[',
        '/script',
        ' onload=',
        '\u009b',
        '\u0000',
      ),
    });
    const skeleton = (text: string): string =>
      renderHtml(view(text))
        .replace(/<w?br>/g, '')
        // a column with long words may be narrower than they are
        .replaceAll('overflow-wrap: anywhere; min-width: 10ch; ', '')
        .replace(/>[^<]*</g, '><')
        .replace(/(aria-label|title)="[^"]*"/g, '')
        .replace(/(width|height|x|y|viewBox)="[^"]*"/g, '');
    const expected = skeleton('a');
    fc.assert(
      fc.property(nasty, (text) => {
        assert.equal(skeleton(text), expected);
        assert.doesNotMatch(renderText(view(text), plain), steering);
        assert.doesNotMatch(renderHtml(view(text)), steering);
      }),
    );
    assert.equal(visible('\u001b[31m\u202e'), '\\x1b[31m\\u202e');
    assert.equal(visible('\u061c\u200e\u2069'), '\\u061c\\u200e\\u2069');
    assert.equal(oneLine('a\nb\tc'), 'a b c');
    assert.equal(oneLine('a\u2028b\u2029c'), 'a\\u2028b\\u2029c');
    assert.equal(html(`<a href="x">'&`), '&lt;a href=&quot;x&quot;&gt;&#39;&amp;');
  });

  it('writes colours only when asked', () => {
    assert(!renderText(view('x'), plain).includes(ESC));
    assert(renderText(view('x'), { color: true }).startsWith(`${ESC}[1;31mx${ESC}[0m`));
  });

  it('sets columns straight, wide characters too', () => {
    const text = renderText(
      [
        {
          type: 'table',
          caption: '',
          columns: ['Name', 'Age'],
          rows: [
            ['日本', '1s'],
            ['abcdef', '2s'],
            ['', '3s'],
          ],
        },
      ],
      plain,
    );
    assert.deepEqual(text.split('\n'), ['NAME     AGE', '日本     1s', 'abcdef   2s', '         3s']);
    assert.equal(
      renderText([{ type: 'table', caption: 'PodList', columns: ['Name'], rows: [] }], plain),
      'PodList: none',
    );
    assert.equal(
      renderText(
        [
          {
            type: 'facts',
            rows: [
              { name: 'a', value: '1\n2' },
              { name: 'long', value: '3' },
            ],
          },
        ],
        plain,
      ),
      '  a     1\n        2\n  long  3',
    );
  });

  it('breaks lines at 100 columns, between words and never inside one', () => {
    const sentence = `${'word '.repeat(60)}${'x'.repeat(120)}`;
    const text = renderText(
      [
        { type: 'text', text: sentence },
        { type: 'facts', rows: [{ name: 'fact', value: sentence }] },
        { type: 'table', caption: '', columns: ['Name', 'Text'], rows: [['a', 'word '.repeat(60).trim()]] },
      ],
      plain,
    );
    const long = text.split('\n').filter((line) => line.length > 100);
    assert.deepEqual(
      long.map((line) => line.trim()),
      ['x'.repeat(120), 'x'.repeat(120)],
    );
    assert.equal(text.match(/word/g)?.length, 180);
    assert.match(text, /^ {8}word/m, 'the further lines of a fact stand below its value');
    assert.match(text, /^ {7}word/m, 'the further lines of a cell stand below its column');
  });

  it('T13: breaks long words inside the cells of a table, behind a sign where there is one', () => {
    const rows = [
      ['iss', 'https://kubernetes.default.svc.cluster.local', 'https://oidc.example.com/id/0123456789abcdef0123456789'],
      ['sub', 'system:serviceaccount:lab:robot', 'system:serviceaccount:kube-system:generic-garbage-collector'],
      [
        'kubernetes.io.serviceaccount.uid',
        '5b3e7f6a-0000-4000-8000-000000000000',
        '77aa7f6a-0000-4000-8000-000000000001',
      ],
    ];
    const table: View = [{ type: 'table', caption: '', columns: ['Claim', 'First', 'Second'], rows }];
    const lines = renderText(table, { color: false, width: 110 }).split('\n');
    assert.deepEqual(
      lines.filter((line) => line.length > 110),
      [],
    );
    assert.match(lines[0] ?? '', /^CLAIM +FIRST +SECOND$/);
    const second = (lines[0] ?? '').indexOf('SECOND');
    const cells = lines.slice(1).map((line) => line.slice(second).trim());
    assert.equal(cells.join(''), rows.map(([, , cell]) => cell).join(''), 'no character is lost');
    assert(
      cells.slice(0, -1).some((cell) => /[/.:-]$/.test(cell)),
      'broken behind a sign',
    );
  });

  it('writes a table row by row when its columns would be too narrow to be read', () => {
    const [a, b] = ['a'.repeat(60), 'b'.repeat(60)];
    const text = renderText(
      [
        {
          type: 'table',
          caption: 'Wide',
          columns: ['One', 'Three'],
          rows: [
            [a, `${b} b`],
            ['c', ''],
          ],
        },
      ],
      { color: false, width: 24 },
    );
    assert.equal(text, `Wide\nONE    ${a}\nTHREE  ${b}\n       b\n\nONE    c`);
  });

  it('lets no cell pass for another row, save in the last column, where its lines are indented', () => {
    const table = (row: string[]): View => [{ type: 'table', caption: '', columns: ['A', 'B'], rows: [row] }];
    assert.deepEqual(renderText(table(['x\ny', 'z\nw']), plain).split('\n'), ['A     B', 'x y   z', '      w']);
  });

  it('draws tables that can be read out: caption, scope, no script, no fixed colours', () => {
    const page = renderHtml(view('x'));
    assert.match(page, /<caption[^>]*>x<\/caption>/);
    assert.match(page, /<th scope="col"/);
    assert.match(page, /<th scope="row"/);
    assert.doesNotMatch(page, /<script|javascript:|onclick|background: #|[^,] #[0-9a-f]{3,6}[^)]/i);
    assert.match(page, /<svg role="img" aria-label="x[,"]/);
  });

  it('folds what is long in HTML, and cuts it in text, with the number of what is left', () => {
    const rows = Array.from({ length: 260 }, (_, n) => [`row-${n}-`]);
    const table: View = [{ type: 'table', caption: 'Rows', columns: ['Name'], rows }];
    const page = renderHtml(table);
    const [open = '', folded = ''] = page.split('<details');
    assert.equal(open.match(/row-\d+-/g)?.length, 20);
    assert.match(folded, /<summary[^>]*>240 more rows<\/summary>/);
    assert.equal(folded.match(/row-\d+-/g)?.length, 240);
    const text = renderText(table, plain).split('\n');
    assert.equal(text.length, 203);
    assert.equal(text.at(-1), '… 60 more rows');
    const code = renderHtml([{ type: 'code', text: Array.from({ length: 60 }, (_, n) => `line-${n}-`).join('\n') }]);
    const [head = '', rest = ''] = code.split('<details');
    assert.equal(head.match(/line-\d+-/g)?.length, 24);
    assert.match(rest, /36 more lines[\s\S]*line-59-/);
    assert(
      !renderHtml([{ type: 'table', caption: '', columns: ['Name'], rows: rows.slice(0, 25) }]).includes('<details'),
    );
  });

  it('draws a bar that stays within its ends, and says in words where it is', () => {
    const bar = (at: number): string =>
      renderText(
        [{ type: 'span', caption: 'Valid', span: { from: 'a', to: 'b', at, text: 'words', tone: 'bad' } }],
        plain,
      );
    assert.equal(bar(0.25), `Valid: words\n  a [${'#'.repeat(10)}${'-'.repeat(30)}] b`);
    assert.equal(bar(7), `Valid: words\n  a [${'#'.repeat(40)}] b`);
    assert.equal(bar(-1), `Valid: words\n  a [${'-'.repeat(40)}] b`);
  });

  it('tells an age as kubectl does', () => {
    const s = 1000;
    const [m, h, d] = [60 * s, 3600 * s, 86_400 * s];
    const cases: [number, string][] = [
      [0, '0s'],
      [119 * s, '119s'],
      [2 * m, '2m'],
      [5 * m + 3 * s, '5m3s'],
      [10 * m + 9 * s, '10m'],
      [179 * m, '179m'],
      [3 * h, '3h'],
      [7 * h + 5 * m, '7h5m'],
      [8 * h + 30 * m, '8h'],
      [47 * h, '47h'],
      [2 * d, '2d'],
      [7 * d + 23 * h, '7d23h'],
      [9 * d, '9d'],
      [729 * d, '729d'],
      [730 * d, '2y'],
      [800 * d, '2y70d'],
      [9 * 365 * d, '9y'],
    ];
    for (const [span, text] of cases) assert.equal(humanDuration(span), text);
    const words: [number, string][] = [
      [34 * s, 'in 34 s'],
      [58 * m, 'in 58 min'],
      [5 * h, 'in 5 h'],
      [281 * d, 'in 281 days'],
      [-9 * 365 * d, '9 years ago'],
      [-m, '60 s ago'],
    ];
    for (const [span, text] of words) assert.equal(fromNow(1e12 + span, 1e12), text);
  });
});
