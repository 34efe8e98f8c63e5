/** The frame of every page: one file that loads nothing and runs nothing, readable in light and dark, and on paper. */
import { type Markup, markup } from './markup.js';
import { styles } from './styles.js';

/** The content security policy: the page's own styles and pictures that lie in it. No script, no form, no request. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/** A whole page as HTML. */
export function renderPage(page: { title: string; body: Markup }): string {
  const { html } = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${{ html: POLICY }}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${page.title}</title>
<style>${{ html: styles }}</style>
</head>
<body>
<main>
${page.body}
</main>
</body>
</html>
`;
  return html;
}

/** A link to a file that is named by its path from this page; names of learners may hold any sign. */
export function hrefOf(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}
