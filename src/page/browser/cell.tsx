/** A code cell: its prediction, the editor with its buttons, the outputs, and the task that it checks. */
import type { EditorView } from '@codemirror/view';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { isUnderWay, type ShownCode, type ShownTask } from '../protocol.js';
import { cellKeys, insertCell, selectCell, selectNext } from './cell-actions.js';
import { makeEditor, setSource } from './editor.js';
import { Outputs } from './outputs.js';
import { Prediction } from './prediction.js';
import type { Notice } from './state.js';
import { ask, run, sourceOf, typed } from './store.js';
import { TaskPanel } from './task-panel.js';

/** Props of a code cell. */
export interface CellProps {
  cell: ShownCode;
  /** Its number among the code cells, from 1. */
  number: number;
  selected: boolean;
  notice: Notice | undefined;
  task: ShownTask | undefined;
  taskCell: ShownCode | undefined;
  hint: { title: string; text: string } | undefined;
  kernelBusy: boolean;
}

const STATES = {
  idle: 'not run',
  queued: 'waits for the cells before',
  running: 'runs',
  ran: 'ran',
  failed: 'failed',
} as const;

/** How far from view an editor is made. */
const NEAR = '800px';

/** One code cell. */
export function CodeCell({ cell, number, selected, notice, task, taskCell, hint, kernelBusy }: CellProps) {
  const [open, setOpen] = useState(!cell.folded);
  const running = isUnderWay(cell.state);
  const label = `Cell ${number}, ${STATES[cell.state]}`;
  return (
    <>
      <Prediction cell={cell} />
      {/* biome-ignore lint/a11y/useSemanticElements: a cell is a group of controls and no fieldset */}
      <div
        class={`cell ${cell.state} ${selected ? 'selected' : ''}`}
        id={`cell-${cell.id}`}
        role="group"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: keys of the command mode are for the cell that has the focus
        tabIndex={0}
        aria-label={label}
        onKeyDown={(event) => cellKeys(event, cell)}
        onFocus={(event) => event.target === event.currentTarget && selectCell(cell.id)}
      >
        <div class="source">
          <button
            type="button"
            class="run"
            aria-label={running ? `Stop cell ${number}` : `Run cell ${number}`}
            title={running ? 'Stop' : 'Run (Ctrl-Enter)'}
            onClick={() => (running ? ask({ type: 'interrupt' }) : run(cell.id))}
          >
            <RunIcon running={running} />
          </button>
          {open ? (
            <LazyEditor cell={cell} number={number} selected={selected} />
          ) : (
            <button type="button" class="unfold" onClick={() => setOpen(true)}>
              Show the code <code>{cell.source.split('\n')[0]}</code>
            </button>
          )}
        </div>
        <Outputs outputs={cell.outputs} />
        <Foot cell={cell} notice={notice} open={task !== undefined && task.solved === undefined} />
      </div>
      {task && <TaskPanel cell={cell} task={task} hint={hint} taskCell={taskCell} busy={kernelBusy} />}
    </>
  );
}

function RunIcon({ running }: { running: boolean }) {
  return (
    <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
      {running ? <rect x="1" y="1" width="10" height="10" rx="1.5" /> : <path d="M2 1 L11 6 L2 11 Z" />}
    </svg>
  );
}

/** `open`: the cell checks a task that is not solved, so that its passing means little. */
function Foot({ cell, notice, open }: { cell: ShownCode; notice: Notice | undefined; open: boolean }) {
  const { state, ms, edited } = cell;
  if (state === 'idle' && !edited && !notice) return null;
  const mark = { idle: '', queued: 'waits', running: 'runs…', ran: open ? '○' : '✓', failed: '✗' }[state];
  return (
    <div class={`foot ${state === 'ran' && open ? 'open' : state}`}>
      {mark !== '' && <span class="mark">{mark}</span>}
      {ms !== undefined && <span class="quiet">{ms < 1000 ? `${ms} ms` : `${(ms / 1000).toFixed(1)} s`}</span>}
      {edited && (
        <>
          <span class="quiet">edited</span>
          <button type="button" class="plain" onClick={() => ask({ type: 'restore', cell: cell.id })}>
            Original
          </button>
        </>
      )}
      {notice && (
        <span class={notice.tone} role="status">
          {notice.text}
        </span>
      )}
    </div>
  );
}

/**
 * The editor of a cell that is near the view, or that keys are for; of the others the code as text, since making an editor
 * takes longer than all the rest of a cell.
 */
function LazyEditor({ cell, number, selected }: { cell: ShownCode; number: number; selected: boolean }) {
  const [near, setNear] = useState(number === 1);
  const code = useRef<HTMLPreElement>(null);
  useEffect(() => {
    if (!code.current) return undefined;
    const seen = new IntersectionObserver(
      (entries) => entries.some(({ isIntersecting }) => isIntersecting) && setNear(true),
      { rootMargin: NEAR },
    );
    seen.observe(code.current);
    return () => seen.disconnect();
  }, []);
  if (near || selected) return <Editor cell={cell} number={number} />;
  return (
    <pre class="editor code" ref={code} onMouseDown={() => setNear(true)}>
      {cell.source}
    </pre>
  );
}

function Editor({ cell, number }: { cell: ShownCode; number: number }) {
  const parent = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | undefined>(undefined);
  useLayoutEffect(() => {
    if (!parent.current) return undefined;
    const { id } = cell;
    view.current = makeEditor(parent.current, cell.source, {
      label: `Code of cell ${number}`,
      onChange: (source) => typed(id, source),
      onFocus: () => selectCell(id),
      onRun(then) {
        run(id);
        if (then === 'next') selectNext(id);
        if (then === 'insert') insertCell(id, 'below');
      },
      onLeave: () => document.getElementById(`cell-${id}`)?.focus(),
    });
    return () => view.current?.destroy();
  }, [cell.id]);
  useEffect(() => {
    // what is known by now: more may have been typed since this was drawn
    if (view.current) setSource(view.current, sourceOf(cell.id) ?? cell.source);
  }, [cell.source]);
  return <div class="editor" ref={parent} />;
}
