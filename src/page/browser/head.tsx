/** The head of the page: the course, the states of cluster and kernel, and the actions on the whole lesson. */
import type { KernelState } from '../protocol.js';
import { COLUMN, toggleColumn } from './look.js';
import type { PageState } from './state.js';
import { ask, runAll, setPage } from './store.js';

const KERNEL: Record<KernelState, string> = {
  none: 'not started',
  starting: 'starts…',
  idle: 'idle',
  busy: 'busy',
  died: 'ended',
};

/** The head. */
export function Head({ state }: { state: PageState }) {
  const { course, lesson, link, menu, column, cluster } = state;
  const kernel = lesson?.kernel ?? 'none';
  const away = link !== 'open';
  const clusterAway = away || cluster?.state === 'away';
  return (
    <header>
      <button
        type="button"
        class="menu"
        aria-expanded={menu}
        aria-controls="lessons"
        onClick={() => setPage({ menu: !menu })}
      >
        Lessons
      </button>
      <b>kubelab</b>
      <span class="course quiet">{course?.title}</span>
      <span class="space" />
      {course && (
        <button
          type="button"
          class="pill cluster"
          aria-expanded={column}
          aria-controls={column ? COLUMN : undefined}
          aria-label={`Cluster: ${course.cluster}${clusterAway ? ', does not answer' : ''}`}
          title={column ? 'Fold the cluster' : 'Show the cluster'}
          onClick={toggleColumn}
        >
          <span class={`dot ${clusterAway ? 'off' : ''}`} /> <span class="long">{course.cluster}</span>
          <span class="short">Cluster</span>
        </button>
      )}
      {lesson && (
        <span class={`pill kernel ${kernel}`} aria-live="polite">
          <span class="sr">The </span>
          <span class="long">kernel </span>
          {KERNEL[kernel]}
        </span>
      )}
      {kernel === 'busy' ? (
        <button type="button" onClick={() => ask({ type: 'interrupt' })} disabled={away}>
          Stop
        </button>
      ) : (
        <button type="button" onClick={runAll} disabled={away || !lesson}>
          Run all
        </button>
      )}
      <button
        type="button"
        class="commands"
        title="All commands (Ctrl-K)"
        aria-haspopup="dialog"
        aria-label="Commands"
        onClick={() => setPage({ palette: true })}
      >
        <span class="long">Commands</span>
        <span class="short">⋯</span>
      </button>
    </header>
  );
}
