/**
 * Where output goes: drawn through tslab when this runs in its kernel, written as text everywhere else. The only file of
 * the helper that knows tslab. The kernel has loaded tslab already, so it is looked for among the loaded modules.
 */
import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import { sep } from 'node:path';
import { renderHtml } from './html.js';
import { renderText } from './text.js';
import type { View } from './view.js';

type WriteDisplayData = (
  message: { data: Record<string, string>; metadata: object; transient: object },
  update: boolean,
) => void;

/** A place in a cell's output that can be drawn anew. */
export interface LiveDisplay {
  /** Draws the view in place of the last. */
  show(view: View): void;
}

/** Shows a view: HTML with the text beside it in a notebook, text elsewhere. */
export function display(view: View): void {
  const live = liveDisplay();
  if (live) live.show(view);
  else console.log(renderText(view, { color: wantsColor() }));
}

/** A place in the output of the cell that runs now, which stays its own when another begins; undefined outside a notebook. */
export function liveDisplay(): LiveDisplay | undefined {
  const write = displayWriter();
  if (!write) return undefined;
  const display_id = randomUUID();
  let shown = false;
  return {
    show(view) {
      write({ data: bundleOf(view), metadata: {}, transient: { display_id } }, shown);
      shown = true;
    },
  };
}

/** A view for a notebook, as HTML and as text. */
export function bundleOf(view: View): Record<'text/html' | 'text/plain', string> {
  return { 'text/html': renderHtml(view), 'text/plain': renderText(view, { color: false }) };
}

/** True when text goes to a terminal that wants colours (https://no-color.org). */
export function wantsColor(env: Record<string, string | undefined> = process.env): boolean {
  return process.stdout.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb' && displayWriter() === undefined;
}

// tslab's module keeps the writer of the cell that runs now; it is null before the first cell
function displayWriter(): WriteDisplayData | undefined {
  const { cache } = createRequire(import.meta.url);
  const file = ['', 'tslab', 'dist', 'jupyter.js'].join(sep);
  for (const path of Object.keys(cache)) {
    if (!path.endsWith(file)) continue;
    const exports = cache[path]?.exports as { lastWriteDisplayData?: WriteDisplayData } | undefined;
    if (exports?.lastWriteDisplayData) return exports.lastWriteDisplayData;
  }
  return undefined;
}
