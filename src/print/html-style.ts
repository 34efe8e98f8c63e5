/**
 * The styles of views in HTML. They are inline, because JupyterLab's own rules for tables are stronger than a class. A front
 * end that does not trust a notebook takes some of them away (JupyterLab) or all (Notebook 6), with every SVG: the rest
 * has to be read as it stands. Colours are mixed with that of the text around, so they can be read on light and on dark.
 */
import type { Tone } from './view.js';

const hues = { good: '#14a44d', bad: '#e5322d', warn: '#c98a00' } as const;

/** The colour of a tone, as a value of CSS. */
export function toneColor(tone: Exclude<Tone, 'plain' | 'quiet'>): string {
  return `color-mix(in srgb, currentColor 40%, ${hues[tone]})`;
}

/** The declaration for text of a tone; empty for plain text. */
export function toned(tone: Tone = 'plain'): string {
  if (tone === 'quiet') return 'opacity: 0.8';
  return tone === 'plain' ? '' : `color: ${toneColor(tone)}`;
}

/** A line at the side, in the colour of a tone. */
export function asideStyle(tone: Tone): string {
  const color = tone === 'plain' || tone === 'quiet' ? line : toneColor(tone);
  return `border-left: 3px solid ${color}; padding: 1px 0 1px 12px; margin: 8px 0`;
}

/** The colour of thin lines. */
export const line = 'var(--jp-border-color1, rgba(127, 127, 127, 0.5))';
/** Type of code. */
export const mono: string =
  'font-family: var(--jp-code-font-family, monospace); font-size: var(--jp-code-font-size, 13px)';
/** A cell of a table. */
export const cellStyle: string = `text-align: left; vertical-align: top; padding: 2px 12px 2px 0; border: none; border-bottom: 1px solid ${line}; background: transparent; color: inherit; white-space: pre-wrap; max-width: 60em; overflow-wrap: break-word`;
/** A cell of the last column: it gives way, so that the words of the others stay whole. */
export const lastCellStyle: string = `${cellStyle}; overflow-wrap: anywhere`;
/** A table. */
export const tableStyle: string =
  'border-collapse: collapse; margin: 4px 0; table-layout: auto; color: inherit; background: transparent';
/** The line that opens a fold: Notebook 6 makes it a block, which has no triangle. */
export const summaryStyle: string = 'cursor: pointer; display: list-item';
/** A caption. */
export const captionStyle: string =
  'text-align: left; caption-side: top; padding: 4px 0; color: inherit; font-weight: 600';
/**
 * Parts side by side. JupyterLab's sanitiser leaves `display: flex` in place and removes its companions (`gap`, `flex`), so
 * that words run together; it knows no variables, and takes this away as a whole.
 */
export const flexRow = '--kl-row: flex; display: var(--kl-row)';
