import assert from 'node:assert/strict';
import fc from 'fast-check';
import { renderMarkdown } from '../../src/report/markdown.js';

const render = (text: string): string => renderMarkdown(text).html;

describe('report/markdown', () => {
  it('draws what lessons use', () => {
    assert.match(
      render('# Title\n\n**bold** and `code`'),
      /<h3>Title<\/h3>\s*<p><strong>bold<\/strong> and <code>code<\/code>/,
    );
    assert.match(render('[docs](https://example.org/a?b=1&c=2)'), /<a href="https:\/\/example\.org\/a\?b=1&amp;c=2"/);
    assert.match(render('```ts\nif (a < b) {}\n```'), /<pre><code>if \(a &lt; b\) \{\}<\/code><\/pre>/);
    assert.match(render('a &lt; b &amp;&amp; c'), /a &lt; b &amp;&amp; c/);
    assert.doesNotMatch(render('- [ ] to do\n- [x] done'), /<input/);
  });

  const attacks: [string, string][] = [
    ['a script', '<script>alert(1)</script>'],
    ['text behind a raw pre, which marked does not escape', 'x <pre> <img src=x onerror=alert(1)> & "quotes"'],
    ['a handler', '<img src=x onerror=alert(1)>'],
    ['a link that runs', '[x](javascript:alert(1))'],
    [
      'a link that runs, in disguise',
      '[x](java\u0000script:alert(1)) [y](&#106;avascript:alert(1)) [z](JaVaScRiPt:alert(1))',
    ],
    ['a data link', '[x](data:text/html;base64,PHNjcmlwdD4=)'],
    ['an autolink', '<javascript:alert(1)>'],
    ['a picture', '![x](https://example.org/beacon.png)'],
    ['a quote in an address', '[x](https://example.org/"onmouseover="alert(1))'],
    ['a title', '[x](https://example.org "t\\" onmouseover=\\"alert(1)")'],
    ['a language of code', '```"><script>alert(1)</script>\nx\n```'],
  ];
  for (const [what, text] of attacks) {
    it(`takes the edge off ${what}`, () => harmless(render(text)));
  }

  it('lets through only its own elements, whatever the text', () => {
    const piece = fc.constantFrom(
      '<',
      '>',
      '"',
      "'",
      '`',
      '\n',
      '[',
      '](',
      ')',
      '![',
      '<script>',
      '<pre>',
      '</pre>',
      'onerror=',
      'javascript:',
      '&',
      '#',
      '*',
      '|',
      '- ',
      '> ',
      'a',
    );
    fc.assert(fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => harmless(render(pieces.join('')))));
  });

  it('shows what is too deep to read as it stands', () => {
    assert.match(render(`${'>'.repeat(20_000)} deep`), /deep/);
  });
});

/** Every tag is one that Markdown makes, with the attributes that it gives them. */
function harmless(html: string): void {
  const rest = html
    .replaceAll(/<a href="(https?:\/\/|mailto:|#)[^"<>]*" rel="noreferrer noopener">/gi, '')
    .replaceAll(/<(ol start="\d+"|t[hd] align="\w+")>/g, '')
    .replaceAll(/<\/?(p|h[3-6]|strong|em|del|a|code|pre|ul|ol|li|blockquote|table|thead|tbody|tr|th|td|hr|br)>/g, '');
  assert.doesNotMatch(rest, /</);
}
