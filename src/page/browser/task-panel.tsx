/** Below the cell that checks a task: whether it is solved, and the next hint when it is not. */
import type { ShownCode, ShownTask } from '../protocol.js';
import { ask } from './store.js';

/** The panel of one task. */
export function TaskPanel({
  cell,
  task,
  hint,
  taskCell,
  busy,
}: {
  cell: ShownCode;
  task: ShownTask;
  hint: { title: string; text: string } | undefined;
  taskCell: ShownCode | undefined;
  busy: boolean;
}) {
  const solved = task.solved !== undefined;
  const tried = cell.outputs.length > 0;
  return (
    <section class={`task ${solved ? 'solved' : tried ? 'tried' : ''}`} aria-label={`Task ${task.name}`}>
      <p aria-live="polite">
        <b>{solved ? '✓ Solved' : tried ? 'Not yet' : 'Open'}</b>
        <span class="quiet">
          {' '}
          · {task.name}
          {solved && `, ${task.solved}`}
        </span>
      </p>
      {hint && !solved && (
        <div class="hint" aria-live="polite">
          <b>{hint.title}</b>
          <p>{hint.text}</p>
        </div>
      )}
      {!solved && (
        <div class="choices">
          <button type="button" disabled={busy} onClick={() => ask({ type: 'hint', task: task.name })}>
            {hint ? 'Next hint' : 'A hint'}
          </button>
          {taskCell?.edited && (
            <button type="button" onClick={() => ask({ type: 'restore', cell: taskCell.id })}>
              Original cell
            </button>
          )}
        </div>
      )}
    </section>
  );
}
