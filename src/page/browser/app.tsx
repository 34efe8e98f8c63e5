/** The whole page: the head, the lessons at the left, the notebook in the middle, the cluster at the right. */
import type { VNode } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { OpenLesson, ShownCell } from '../protocol.js';
import { CodeCell } from './cell.js';
import { ClusterColumn } from './cluster-column.js';
import { NO_COOKIES } from './cookies.js';
import { Head } from './head.js';
import { LessonList } from './lesson-list.js';
import { Palette } from './palette.js';
import { safeMarkdown } from './safe-html.js';
import { SaveAs } from './save-as.js';
import { codeCells, type PageState } from './state.js';
import { ask, openLesson, page, setPage, usePage } from './store.js';

/** Draws the page's state. */
export function App() {
  const state = usePage();
  const { course, lesson, link, notices, palette } = state;
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'k') return;
      event.preventDefault();
      setPage({ palette: !page().palette });
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
  // what a running cell says changes neither
  const list = useMemo(
    () => course && <LessonList course={course} open={lesson?.id} shown={state.menu} />,
    [course, lesson?.id, state.menu],
  );
  const column = useMemo(
    () => state.column && <ClusterColumn state={state} />,
    [state.column, state.cluster, state.requests, state.details],
  );
  return (
    <>
      <a class="skip" href="#notebook">
        To the lesson
      </a>
      <Head state={state} />
      <LinkBar state={state} />
      {lesson?.elsewhere.unreadable && <UnreadableBar />}
      {lesson && lesson.elsewhere.cells > 0 && <ElsewhereBar cells={lesson.elsewhere.cells} />}
      <div class={`columns ${state.column ? 'three' : ''}`}>
        {list}
        <main id="notebook" tabIndex={-1}>
          {lesson ? <Notebook state={state} lesson={lesson} /> : link === 'open' && <p class="quiet">One moment…</p>}
        </main>
        {column}
      </div>
      <p class="sr ended" role="status">
        {state.ended}
      </p>
      <div class="notices" aria-live="polite" role="status">
        {notices.map((notice) => (
          <p key={notice.id} class={notice.tone}>
            <span>{notice.text}</span>
            <button
              type="button"
              aria-label="Close this message"
              onClick={() => setPage({ notices: page().notices.filter(({ id }) => id !== notice.id) })}
            >
              ×
            </button>
          </p>
        ))}
      </div>
      {palette && <Palette state={state} />}
    </>
  );
}

/** The bar about the link to the server. */
function LinkBar({ state: { link, course } }: { state: PageState }) {
  if (link === 'open' || (link === 'connecting' && course)) return null;
  const again = course?.startAgain ?? '';
  const text = {
    connecting: 'Connecting…',
    silent:
      'kubelab does not answer at the moment: it is busy, or it was stopped (Ctrl-Z in its terminal; fg there lets it go on). What you did here it does when it answers.',
    lost: `kubelab does not answer. Start it again in a terminal${again && ` (${again})`}; this page then goes on by itself. What you type until then is kept here.`,
    refused: `This page needs a fresh address. Press o in the terminal where kubelab runs, or end it there by q and start it again${again && `: ${again}`}`,
    cookieless: NO_COOKIES,
    blocked:
      'kubelab answers, but no WebSocket gets through from this browser. Allow it for this page (an extension or a proxy may stop it), take another browser, or the terminal: npx kubelab start --terminal',
  }[link];
  return (
    <div class={`link ${link}`} role="alert">
      {text}
    </div>
  );
}

/** The notebook's file differs from this page. */
function ElsewhereBar({ cells }: { cells: number }) {
  return (
    <div class="link elsewhere" role="alert">
      <span>
        Another program, the player or Jupyter, changed this notebook: {cells}{' '}
        {cells === 1 ? 'cell differs' : 'cells differ'} from this page.
      </span>
      <button type="button" onClick={() => ask({ type: 'take-changes' })}>
        Take its version
      </button>
      <button type="button" onClick={() => ask({ type: 'keep-own' })}>
        Keep this page's
      </button>
    </div>
  );
}

/** The notebook's file holds no notebook any more. */
function UnreadableBar() {
  return (
    <div class="link elsewhere" role="alert">
      <span>
        Another program wrote this notebook's file, and it cannot be read now, so nothing that you do here is saved.
        Mend the file, or write this page's version in its place; the broken file is then kept beside it, its name
        ending in .broken.
      </span>
      <button type="button" onClick={() => ask({ type: 'keep-own' })}>
        Write this page's version
      </button>
    </div>
  );
}

/** The number of the first cell that can be run, from 0; at most as many are drawn before the others. */
function firstCode(cells: readonly ShownCell[]): number {
  const found = cells.findIndex(({ type }) => type === 'code');
  return found < 0 ? cells.length : found;
}

function Notebook({ state, lesson }: { state: PageState; lesson: OpenLesson }) {
  const scrolled = useRef<string | undefined>(undefined);
  const [whole, setWhole] = useState<string | undefined>(undefined);
  useEffect(() => {
    const timer = setTimeout(() => setWhole(lesson.id));
    return () => clearTimeout(timer);
  }, [lesson.id]);
  useEffect(() => {
    if (whole !== lesson.id || scrolled.current === lesson.id) return;
    scrolled.current = lesson.id;
    const { place } = lesson;
    // the first cell is where one begins to read, at the top
    if (place !== undefined && place !== codeCells(lesson)[0]?.id) {
      document.getElementById(`cell-${place}`)?.scrollIntoView({ block: 'center' });
    }
  }, [lesson.id, whole]);
  // the beginning can be used while the rest is drawn
  const cells = whole === lesson.id ? lesson.cells : lesson.cells.slice(0, firstCode(lesson.cells) + 1);
  let number = 0;
  const next = state.course?.lessons.find(({ id }) => id === lesson.next);
  const open = lesson.tasks.filter(({ solved }) => solved === undefined);
  return (
    <article aria-label={lesson.title}>
      {cells.map((cell) => {
        if (cell.type === 'code') number += 1;
        return <AnyCell key={`${lesson.id} ${cell.id}`} cell={cell} number={number} state={state} lesson={lesson} />;
      })}
      <footer class="end">
        {lesson.tasks.length > 0 && (
          <p class={open.length === 0 ? 'good' : 'quiet'}>
            {open.length === 0
              ? '✓ Every task of the lesson is solved.'
              : `${open.length} of ${lesson.tasks.length} tasks open: ${open.map(({ name }) => name).join(', ')}`}
          </p>
        )}
        {state.course?.lessons.some(({ id, own }) => own && id === lesson.id) && <SaveAs />}
        {next && (
          <button type="button" onClick={() => openLesson(next.id)}>
            Next: {next.title}
          </button>
        )}
      </footer>
    </article>
  );
}

/** A cell; drawn again only when something of it changed. */
function AnyCell({
  cell,
  number,
  state,
  lesson,
}: {
  cell: ShownCell;
  number: number;
  state: PageState;
  lesson: OpenLesson;
}): VNode {
  const isCode = cell.type === 'code';
  const task = isCode && cell.checks !== undefined ? lesson.tasks.find(({ name }) => name === cell.checks) : undefined;
  const taskCell = task && codeCells(lesson).find((one) => one.task === task.name);
  const selected = state.selected === cell.id;
  const notice = state.cellNotices[cell.id];
  const hint = task && state.hints[task.name];
  const kernelBusy = lesson.kernel === 'busy' || lesson.kernel === 'starting';
  return useMemo(
    () =>
      cell.type === 'code' ? (
        <CodeCell
          {...{ cell, number, selected, notice, task, taskCell, hint }}
          kernelBusy={task !== undefined && kernelBusy}
        />
      ) : (
        <Markdown source={cell.source} images={cell.images} />
      ),
    [cell, number, selected, notice, task?.solved, taskCell?.edited, hint, task !== undefined && kernelBusy],
  );
}

function Markdown({ source, images }: { source: string; images: Record<string, string> }) {
  const safe = useMemo(() => safeMarkdown(source, images), [source]);
  const follow = (event: MouseEvent): void => {
    const anchor = (event.target as Element).closest('a');
    const file = anchor?.getAttribute('href');
    const lesson = page().course?.lessons.find((one) => one.file === file);
    if (!lesson) return;
    event.preventDefault();
    openLesson(lesson.id);
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Enter on a link is a click
    // biome-ignore lint/a11y/noStaticElementInteractions: the links in it are what is clicked
    <div class="prose" onClick={follow} dangerouslySetInnerHTML={{ __html: safe }} />
  );
}
