/** Key and command actions on cells, as in Jupyter. */
import { isUnderWay, type ShownCode } from '../protocol.js';
import { codeCells } from './state.js';
import { ask, page, run, setPage } from './store.js';

/** When d was pressed last. */
let firstD = Number.NEGATIVE_INFINITY;
/** As long as Jupyter waits for the second key. */
const TWICE_MS = 1000;

/** Makes a cell the one that keys are for. */
export function selectCell(id: string): void {
  if (page().selected !== id) setPage({ selected: id });
}

/** Selects a cell and gives it the focus, when it is there. */
function focusCell(id: string | undefined): void {
  if (id === undefined) return;
  selectCell(id);
  const element = document.getElementById(`cell-${id}`);
  element?.focus();
  element?.scrollIntoView({ block: 'nearest' });
}

/** Goes to the code cell behind one; at the last it stays there. */
export function selectNext(id: string): void {
  focusCell(neighbour(id, 1) ?? id);
}

function neighbour(id: string, by: number): string | undefined {
  const cells = codeCells(page().lesson);
  return cells[cells.findIndex((cell) => cell.id === id) + by]?.id;
}

/** Opens the editor of a cell. */
function editCell(id: string): void {
  const cell = document.getElementById(`cell-${id}`);
  cell?.querySelector<HTMLButtonElement>('.unfold')?.click();
  selectCell(id);
  // an editor that is not there yet is drawn in a microtask: it has the focus before the next key
  queueMicrotask(() => cell?.querySelector<HTMLElement>('.cm-content')?.focus());
}

/** Adds an empty cell above or below one, and goes there. */
export function insertCell(id: string, where: 'above' | 'below'): void {
  const cells = page().lesson?.cells ?? [];
  const at = cells.findIndex((cell) => cell.id === id);
  const index = where === 'above' ? at : at + 1;
  // crypto.randomUUID is missing on a page that a hub serves over plain http
  const cell = `own-${Math.random().toString(36).slice(2, 10)}`;
  if (!ask({ type: 'insert', index, cell, source: '' })) return;
  setPage({ selected: cell });
  whenShown(cell, () => focusCell(cell));
}

/** Calls back when the cell has come from the server. */
function whenShown(id: string, then: () => void, tries = 100): void {
  if (document.getElementById(`cell-${id}`)) then();
  else if (tries > 0) requestAnimationFrame(() => whenShown(id, then, tries - 1));
}

/** Removes a cell; `undoRemove` brings it back. One that runs or waits stays, and the server says so. */
export function removeCell({ id, state }: ShownCode): void {
  const next = neighbour(id, 1) ?? neighbour(id, -1);
  if (ask({ type: 'remove', cell: id }) && !isUnderWay(state)) focusCell(next);
}

/** Brings the last removed cell back. */
export function undoRemove(): void {
  ask({ type: 'undo-remove' });
}

/** The keys of a cell that has the focus itself, and not its editor or a button in it. */
export function cellKeys(event: KeyboardEvent, cell: ShownCode): void {
  if (event.target !== event.currentTarget) return;
  const action = actionOf(event, cell);
  if (!action) return;
  event.preventDefault();
  action();
}

function actionOf(event: KeyboardEvent, cell: ShownCode): (() => void) | undefined {
  const { key, shiftKey, ctrlKey, metaKey, altKey, timeStamp } = event;
  const { id } = cell;
  const runAnd = (then: () => void) => () => {
    run(id);
    then();
  };
  if (key === 'Enter' && shiftKey) return runAnd(() => selectNext(id));
  if (key === 'Enter' && (ctrlKey || metaKey)) return () => run(id);
  if (key === 'Enter' && altKey) return runAnd(() => insertCell(id, 'below'));
  if (ctrlKey || metaKey || altKey) return undefined;
  switch (key) {
    case 'Enter':
      return () => editCell(id);
    case 'ArrowDown':
    case 'j':
      return () => focusCell(neighbour(id, 1));
    case 'ArrowUp':
    case 'k':
      return () => focusCell(neighbour(id, -1));
    case 'a':
      return () => insertCell(id, 'above');
    case 'b':
      return () => insertCell(id, 'below');
    case 'z':
      return undoRemove;
    case 'd':
      return () => {
        // a page that is busy handles a key later than it was pressed
        const isSecond = timeStamp - firstD < TWICE_MS;
        firstD = isSecond ? Number.NEGATIVE_INFINITY : timeStamp;
        if (isSecond) removeCell(cell);
      };
    default:
      return undefined;
  }
}
