/** The kernel's help on a name or a call in the editor: under the mouse, with Shift-Tab, and while the arguments are typed. */
import { type Extension, StateEffect, StateField } from '@codemirror/state';
import { EditorView, hoverTooltip, showTooltip, type Tooltip } from '@codemirror/view';
import { ansiPieces } from './ansi.js';
import { askKernel } from './store.js';

const setHelp = StateEffect.define<Tooltip | null>();

/** The explanation that stands at the cursor; it goes with the next key that leaves the arguments. */
const help = StateField.define<Tooltip | null>({
  create: () => null,
  update(shown, transaction) {
    for (const effect of transaction.effects) if (effect.is(setHelp)) return effect.value;
    if (transaction.selection && !transaction.docChanged) return null;
    return shown && transaction.docChanged ? { ...shown, pos: transaction.changes.mapPos(shown.pos) } : shown;
  },
  provide: (field) => showTooltip.from(field),
});

async function explain(view: EditorView, always: boolean): Promise<void> {
  const { head } = view.state.selection.main;
  const said = await askKernel('inspect', view.state.doc.toString(), head);
  if (view.state.selection.main.head !== head) return;
  const tooltip = said?.text ? tooltipOf(said.text, head) : null;
  if (tooltip || !always) view.dispatch({ effects: setHelp.of(tooltip) });
}

/** Shift-Tab: explains the code at the cursor. */
export function showHelp(view: EditorView): boolean {
  void explain(view, true);
  return true;
}

/** The extension. */
export const kernelHelp: Extension = [
  help,
  hoverTooltip(async (view, pos) => {
    const said = await askKernel('inspect', view.state.doc.toString(), pos);
    return said?.text ? tooltipOf(said.text, pos) : null;
  }),
  EditorView.updateListener.of(({ view, docChanged, transactions }) => {
    if (!docChanged || !transactions.some((one) => one.isUserEvent('input') || one.isUserEvent('delete'))) return;
    const { head } = view.state.selection.main;
    const before = view.state.sliceDoc(Math.max(0, head - 1), head);
    if (before === '(' || before === ',') void explain(view, false);
    else if (before === ')' || before === ';') queueMicrotask(() => view.dispatch({ effects: setHelp.of(null) }));
  }),
  EditorView.domEventHandlers({
    keydown(event, view) {
      if (event.key !== 'Escape' || view.state.field(help) === null) return false;
      view.dispatch({ effects: setHelp.of(null) });
      return true;
    },
  }),
];

function tooltipOf(text: string, pos: number): Tooltip {
  return {
    pos,
    above: true,
    create() {
      const dom = document.createElement('div');
      dom.className = 'kernel-help';
      dom.setAttribute('role', 'tooltip');
      for (const piece of ansiPieces(text)) {
        const span = document.createElement('span');
        span.className = piece.look;
        span.textContent = piece.text;
        dom.append(span);
      }
      return { dom };
    },
  };
}
