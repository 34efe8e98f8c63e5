/** The one document of the page, and the headers of every answer. It holds nothing of the reader: that comes over the WebSocket. */
import { randomBytes } from 'node:crypto';

/** Headers that every answer has. */
export const commonHeaders: Record<string, string> = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

/**
 * The document with its headers; `scripts` are the names of the files that the first script loads. No script but the page's own
 * files runs, whatever stands in a lesson or an output; the views of the helper have style attributes, so these are allowed, and
 * style sheets only by the nonce that the editor is given.
 */
export function pageDocument(scripts: readonly string[]): { text: string; headers: Record<string, string> } {
  const nonce = randomBytes(16).toString('base64');
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    'img-src data:',
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types kubelab dompurify',
  ].join('; ');
  const text = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>kubelab</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="main.css">
${scripts.map((name) => `<link rel="modulepreload" href="${name}">\n`).join('')}<script type="module" src="main.js" nonce="${nonce}"></script>
<body><div id="page"><noscript>This page needs JavaScript. Without it, take the lessons in a terminal: npx kubelab start --terminal</noscript></div></body>
</html>
`;
  return {
    text,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': policy,
    },
  };
}
