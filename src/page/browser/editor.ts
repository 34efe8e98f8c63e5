/** The editor of a code cell: CodeMirror with TypeScript, and the kernel's help while typing. */
import {
  acceptCompletion,
  autocompletion,
  type CompletionContext,
  type CompletionResult,
  closeBrackets,
  closeBracketsKeymap,
  closeCompletion,
  completionKeymap,
  completionStatus,
  startCompletion,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentMore } from '@codemirror/commands';
import { javascript } from '@codemirror/lang-javascript';
import { bracketMatching, HighlightStyle, indentOnInput, indentUnit, syntaxHighlighting } from '@codemirror/language';
import { Annotation, EditorState, Prec } from '@codemirror/state';
import { drawSelection, EditorView, keymap } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { kernelHelp, showHelp } from './editor-help.js';
import { askKernel } from './store.js';

/** Events of an editor. */
export interface EditorEvents {
  label: string;
  onChange(source: string): void;
  onFocus(): void;
  /** Shift-Enter, Ctrl-Enter and Alt-Enter: the step after the cell has run. */
  onRun(then: 'next' | 'stay' | 'insert'): void;
  /** Esc: back to the cell. */
  onLeave(): void;
}

const highlight = HighlightStyle.define([
  { tag: [tags.keyword, tags.modifier, tags.operatorKeyword], class: 'tok-keyword' },
  { tag: [tags.string, tags.special(tags.string), tags.regexp], class: 'tok-string' },
  { tag: [tags.function(tags.variableName), tags.function(tags.propertyName)], class: 'tok-function' },
  { tag: [tags.comment], class: 'tok-comment' },
  { tag: [tags.number, tags.bool, tags.null], class: 'tok-number' },
  { tag: [tags.typeName, tags.className], class: 'tok-type' },
]);

/** Marks a change that came from the server. */
const fromOutside = Annotation.define<true>();

const nonce = document.querySelector('script')?.nonce ?? '';

async function completions(context: CompletionContext): Promise<CompletionResult | null> {
  const before = context.matchBefore(/[\w$.'"/-]+$/);
  if (!before && !context.explicit) return null;
  const said = await askKernel('complete', context.state.doc.toString(), context.pos);
  if (!said || said.matches.length === 0) return null;
  return { from: said.from, to: said.to, options: said.matches.map((label) => ({ label })), validFor: /^[\w$-]*$/ };
}

/** Tab completes behind a word, and indents elsewhere; Esc and then Tab leaves the editor. */
function tab(view: EditorView): boolean {
  if (completionStatus(view.state) === 'active') return acceptCompletion(view);
  const { main } = view.state.selection;
  const before = view.state.sliceDoc(Math.max(0, main.from - 1), main.from);
  return main.empty && /[\w$.'"]/.test(before) ? startCompletion(view) : indentMore(view);
}

/** An editor in an element. The caller destroys it. */
export function makeEditor(parent: HTMLElement, source: string, events: EditorEvents): EditorView {
  const run = (then: 'next' | 'stay' | 'insert') => (view: EditorView) => {
    closeCompletion(view);
    events.onRun(then);
    return true;
  };
  const keys = Prec.highest(
    keymap.of([
      { key: 'Shift-Enter', run: run('next') },
      { key: 'Mod-Enter', run: run('stay') },
      { key: 'Alt-Enter', run: run('insert') },
      { key: 'Tab', run: tab },
      { key: 'Shift-Tab', run: showHelp },
    ]),
  );
  // behind the keys that close a list of completions
  const leave = keymap.of([
    {
      key: 'Escape',
      run: () => {
        events.onLeave();
        return true;
      },
    },
  ]);
  return new EditorView({
    parent,
    state: EditorState.create({
      doc: source,
      extensions: [
        EditorView.cspNonce.of(nonce),
        keys,
        keymap.of([...closeBracketsKeymap, ...completionKeymap]),
        leave,
        keymap.of([...historyKeymap, ...defaultKeymap]),
        history(),
        drawSelection(),
        bracketMatching(),
        closeBrackets(),
        indentOnInput(),
        indentUnit.of('  '),
        javascript({ typescript: true }),
        syntaxHighlighting(highlight),
        autocompletion({ override: [completions], icons: false }),
        kernelHelp,
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ 'aria-label': events.label, spellcheck: 'false' }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged && update.transactions.some((one) => !one.annotation(fromOutside))) {
            events.onChange(update.state.doc.toString());
          }
          if (update.focusChanged && update.view.hasFocus) events.onFocus();
        }),
      ],
    }),
  });
}

/** Puts code into an editor that was changed elsewhere; the cursor stays where it can. */
export function setSource(view: EditorView, source: string): void {
  const { doc } = view.state;
  if (doc.toString() === source) return;
  view.dispatch({ changes: { from: 0, to: doc.length, insert: source }, annotations: fromOutside.of(true) });
}
