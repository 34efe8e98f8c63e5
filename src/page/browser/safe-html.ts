/**
 * The one way by which text of a notebook or a kernel becomes HTML of this page. It is sanitised in place, and not shown in a frame: a
 * frame without scripts cannot tell its height, is a stop of its own for the keyboard, and does not take part in a search of the page.
 * The page's policy stops a miss of the sanitiser: no script but the page's own, no request elsewhere, no HTML but from here.
 */
import DOMPurify from 'dompurify';
import { Marked } from 'marked';

/** Tags of the page itself, and tags that could cover or leave an output. */
const FORBIDDEN_TAGS = ['style', 'form', 'input', 'button', 'textarea', 'select', 'option', 'dialog', 'audio', 'video'];
const FORBIDDEN_ATTRIBUTES = [
  'id',
  'name',
  'class',
  'slot',
  'part',
  'tabindex',
  'contenteditable',
  'popover',
  'autofocus',
];

DOMPurify.addHook('afterSanitizeAttributes', (node) => {
  // a picture is data; one from elsewhere would tell that place who looks
  if (/url\(/i.test(node.getAttribute('style') ?? '')) node.removeAttribute('style');
  const name = node.nodeName.toLowerCase();
  if (name === 'img' && !node.hasAttribute('alt')) node.setAttribute('alt', '');
  if (['img', 'image'].includes(name)) {
    for (const source of ['src', 'srcset', 'href', 'xlink:href']) {
      if (!/^data:image\//i.test(node.getAttribute(source) ?? '')) node.removeAttribute(source);
    }
  }
  if (name !== 'a') return;
  const href = node.getAttribute('href') ?? '';
  if (/^[\w-]+\.ipynb$/.test(href)) return; // a link to another lesson, which the page opens itself
  if (!/^https?:\/\//i.test(href)) {
    node.removeAttribute('href');
    node.removeAttribute('xlink:href');
    return;
  }
  node.setAttribute('target', '_blank');
  node.setAttribute('rel', 'noopener noreferrer');
});

// once: with each call it would take as long as the text
DOMPurify.setConfig({
  USE_PROFILES: { html: true, svg: true, svgFilters: true },
  FORBID_TAGS: FORBIDDEN_TAGS,
  FORBID_ATTR: FORBIDDEN_ATTRIBUTES,
  ALLOW_DATA_ATTR: false,
  RETURN_TRUSTED_TYPE: true,
});

/** HTML in which nothing runs and nothing is loaded; given to `innerHTML` as it is. */
export function safeHtml(html: string): string {
  const clean = DOMPurify.sanitize(html);
  // where browsers have Trusted Types it is a TrustedHTML, which Preact's types do not know
  return clean as unknown as string;
}

const marked = new Marked({ gfm: true, async: false });

/** Markdown as safe HTML; `images` are the attachments by their names, as data. */
export function safeMarkdown(source: string, images: Record<string, string>): string {
  const withImages = source.replaceAll(/\(attachment:([^)\s]+)/g, (whole, name: string) => {
    const data = images[name];
    return data === undefined ? whole : `(${data.replaceAll(/[()]/g, (one) => (one === '(' ? '%28' : '%29'))}`;
  });
  return safeHtml(marked.parse(withImages) as string);
}
