/**
 * HTML that cannot be forgotten to escape: `` markup`<p>${text}</p>` `` escapes every text that is put in, and takes only
 * other markup as it is.
 */
import { html } from '../escape.js';

/** A piece of HTML, made by {@link markup} alone. */
export interface Markup {
  readonly html: string;
}

/** A value to put into markup: text is escaped, lists are joined, `undefined` and `false` are left out. */
export type Piece = string | number | Markup | undefined | false | readonly Piece[];

/** The template with its pieces put in. */
export function markup(strings: TemplateStringsArray, ...pieces: Piece[]): Markup {
  return { html: strings.map((text, index) => (index === 0 ? text : render(pieces[index - 1]) + text)).join('') };
}

function render(piece: Piece): string {
  if (piece === undefined || piece === false) return '';
  if (typeof piece === 'string' || typeof piece === 'number') return html(String(piece));
  return 'html' in piece ? piece.html : piece.map(render).join('');
}
