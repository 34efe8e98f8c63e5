/**
 * Markdown of a notebook as HTML. A learner wrote it: raw HTML is shown as text, links go to http, https and mail only,
 * and pictures are named, not loaded.
 */
import { Marked } from 'marked';
import { html } from '../escape.js';
import { type Markup, markup } from './markup.js';

/** Headings of a notebook stand below those of the page. */
const DEEPER = 3;

const reader = new Marked({
  async: false,
  renderer: {
    html: ({ text }) => html(text),
    // marked's own leaves text behind a raw <pre> or <script> as it is
    text(token) {
      return 'tokens' in token && token.tokens ? this.parser.parseInline(token.tokens) : plain(token.text);
    },
    heading({ tokens, depth }) {
      const level = Math.min(depth + DEEPER - 1, 6);
      return `<h${level}>${this.parser.parseInline(tokens)}</h${level}>\n`;
    },
    link({ href, tokens }) {
      const text = this.parser.parseInline(tokens);
      return isSafe(href) ? `<a href="${html(href)}" rel="noreferrer noopener">${text}</a>` : text;
    },
    image: ({ text, href }) => `[picture: ${html(text || href.slice(0, 80))}]`,
    code: ({ text }) => `<pre><code>${html(text)}</code></pre>\n`,
    codespan: ({ text }) => `<code>${html(text)}</code>`,
    // a box to tick is a form's part, and has no label
    checkbox: ({ checked }) => (checked ? '☑ ' : '☐ '),
  },
});

/** The text as markup; a text that marked cannot read stays as it is. */
export function renderMarkdown(text: string): Markup {
  try {
    return { html: reader.parse(text) as string };
  } catch {
    // quotes in quotes, some thousands deep
    return markup`<pre>${text}</pre>`;
  }
}

/** The text with the few entities that people write in Markdown. */
function plain(text: string): string {
  return html(text).replace(/&amp;(amp|lt|gt|quot|nbsp);/g, '&$1;');
}

function isSafe(href: string): boolean {
  return /^(https?:\/\/|mailto:|#)/i.test(href);
}
