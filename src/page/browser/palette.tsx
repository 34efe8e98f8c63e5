/** All commands, by their names: Ctrl-K. */
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { insertCell, removeCell, undoRemove } from './cell-actions.js';
import { toggleColumn } from './look.js';
import { focusSaveAs, SAVE_AS } from './save-as.js';
import { codeCells, type PageState } from './state.js';
import { ask, openLesson, run, runAll, setPage } from './store.js';

interface Command {
  name: string;
  keys?: string;
  action: () => void;
}

function commandsOf({ lesson, course, selected, column }: PageState): Command[] {
  const cells = codeCells(lesson);
  const cell = cells.find(({ id }) => id === selected);
  const ofCell: Command[] = cell
    ? [
        { name: 'Run this cell', keys: 'Ctrl-Enter', action: () => run(cell.id) },
        { name: 'Run all cells above', action: () => run(...cells.slice(0, cells.indexOf(cell)).map(({ id }) => id)) },
        { name: 'Insert a cell above', keys: 'a', action: () => insertCell(cell.id, 'above') },
        { name: 'Insert a cell below', keys: 'b', action: () => insertCell(cell.id, 'below') },
        { name: 'Remove this cell', keys: 'd d', action: () => removeCell(cell) },
        { name: 'Give this cell its original code', action: () => ask({ type: 'restore', cell: cell.id }) },
      ]
    : [];
  return [
    ...ofCell,
    { name: 'Bring the removed cell back', keys: 'z', action: undoRemove },
    { name: 'Run all cells', action: runAll },
    { name: 'Stop the running cell', action: () => ask({ type: 'interrupt' }) },
    { name: 'Restart the kernel', action: () => ask({ type: 'restart' }) },
    { name: column ? 'Fold the cluster' : 'Show the cluster', action: toggleColumn },
    { name: 'Download the notebook (.ipynb)', action: () => ask({ type: 'download' }) },
    ...(document.getElementById(SAVE_AS) ? [{ name: 'Save this notebook under a name', action: focusSaveAs }] : []),
    { name: 'Reset this lesson: take back all edits', action: resetLesson },
    ...(course?.lessons ?? []).map(({ id, number, title, own }) => ({
      name: own ? `Open your notebook ${title}` : `Open lesson ${number}: ${title}`,
      action: () => openLesson(id),
    })),
  ];
}

function resetLesson(): void {
  if (confirm('All edits and outputs of this lesson are taken back. Solved tasks stay solved. Go on?')) {
    ask({ type: 'reset-lesson' });
  }
}

/** A field with the commands that fit, and the keys. */
export function Palette({ state }: { state: PageState }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  useLayoutEffect(() => dialog.current?.showModal(), []);
  const words = text.toLowerCase().split(/\s+/);
  const found = commandsOf(state).filter(({ name }) => words.every((word) => name.toLowerCase().includes(word)));
  const close = (): void => setPage({ palette: false });
  const choose = (command: Command | undefined): void => {
    if (!command) return;
    dialog.current?.close();
    close();
    command.action();
  };
  const onKey = (event: KeyboardEvent): void => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by !== undefined) setAt(Math.min(Math.max(0, at + by), found.length - 1));
    else if (event.key === 'Enter') choose(found[at]);
    else return;
    event.preventDefault();
  };
  return (
    <dialog ref={dialog} class="palette" aria-label="Commands" onClose={close}>
      <input
        type="text"
        role="combobox"
        aria-expanded="true"
        aria-controls="commands"
        aria-activedescendant={found[at] && `command-${at}`}
        aria-label="What do you want to do?"
        placeholder="What do you want to do?"
        value={text}
        onInput={(event) => {
          setText(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={onKey}
      />
      <div id="commands" role="listbox" aria-label="Commands" tabIndex={-1}>
        {found.map((command, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field above takes the keys
          // biome-ignore lint/a11y/useFocusableInteractive: the field above has the focus
          <div
            key={command.name}
            id={`command-${index}`}
            role="option"
            aria-selected={index === at}
            onClick={() => choose(command)}
          >
            <span>{command.name}</span>
            {command.keys !== undefined && <kbd>{command.keys}</kbd>}
          </div>
        ))}
        {found.length === 0 && <p class="quiet">There is no such command.</p>}
      </div>
      {/* a phone has no Esc */}
      <button type="button" onClick={() => dialog.current?.close()}>
        Close
      </button>
      <p class="quiet keys">
        Esc leaves the code of a cell, Enter goes into it; arrows go from cell to cell. Shift-Enter runs and goes on. In
        the code, Tab completes and Shift-Tab explains.
      </p>
    </dialog>
  );
}
