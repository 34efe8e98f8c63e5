/** The state of this page with its link: components read it, and ask for things here. */
import { useLayoutEffect, useState } from 'preact/hooks';
import type { Asked, Said } from '../protocol.js';
import { type Link, openLink } from './link.js';
import { saveFile } from './save-file.js';
import { afterSaid, codeCells, emptyState, type PageState, withCell } from './state.js';

let state: PageState = emptyState;
const listeners = new Set<() => void>();
let link: Link | undefined;
/** Code that the server does not have yet, by its lesson and its cell; kept until the server says that it has it. */
const draftsByLesson = new Map<string, Map<string, string>>();
const typingAsks = new Map<number, (said: Extract<Said, { type: 'typing' }>) => void>();
let typingNumber = 0;
let editTimer: number | undefined;
/** The lesson that this tab shows, so that a reload and a new server come back to it. */
const PLACE = 'kubelab-lesson';

const EDIT_MS = 400;
const TYPING_MS = 4000;

/** The state, anew at each change. */
export function usePage(): PageState {
  const [, setNumber] = useState(0);
  // before the browser paints, so that no change is missed behind the first picture
  useLayoutEffect(() => {
    const listen = (): void => setNumber((number) => number + 1);
    listeners.add(listen);
    return () => {
      listeners.delete(listen);
    };
  }, []);
  return state;
}

/** The state now, for handlers of events. */
export function page(): PageState {
  return state;
}

/** Changes fields of the page's state and draws the page again. */
export function setPage(change: Partial<PageState>): void {
  state = { ...state, ...change };
  for (const listen of listeners) listen();
}

/** Connects this page; `onOpen` is called whenever it is connected. */
export function startPage(onOpen: () => void): void {
  addEventListener('popstate', ({ state: place }) => place?.lesson !== undefined && openLesson(place.lesson));
  // a tab that is not seen may be ended without another event
  addEventListener('visibilitychange', sendDrafts);
  addEventListener('beforeunload', (event) => {
    sendDrafts();
    // without a server the typed text is in this tab alone, so the browser asks whether to leave it
    if (state.link !== 'open' && [...draftsByLesson.values()].some(({ size }) => size > 0)) event.preventDefault();
  });
  link = openLink({
    onState(next) {
      const wasSilent = state.link === 'silent';
      setPage({ link: next });
      // a server that was silent has all that was asked for
      if (next !== 'open' || wasSilent) return;
      ask({ type: 'open', lesson: sessionStorage.getItem(PLACE) ?? '-' });
      onOpen();
    },
    onSaid(said) {
      if (said.type === 'typing') return typingAsks.get(said.ask)?.(said);
      if (said.type === 'file') return saveFile(said.name, said.text);
      if (said.type === 'cell' && drafts().get(said.cell.id) === said.cell.source) drafts().delete(said.cell.id);
      let next = afterSaid(state, said);
      if (said.type === 'lesson') {
        sessionStorage.setItem(PLACE, said.lesson.id);
        document.title = `${said.lesson.title} · kubelab`;
        noteInHistory(said.lesson.id);
      }
      // edits that this tab has not sent yet replace the server's text
      for (const [id, source] of drafts(next.lesson?.id)) next = withCell(next, id, (cell) => ({ ...cell, source }));
      setPage(next);
      if (said.type === 'lesson') sendDrafts();
    },
  });
}

/** Gives each lesson that this tab shows a place in its history; the buttons of the browser lead back to it. */
function noteInHistory(lesson: string): void {
  const shown: unknown = history.state?.lesson;
  if (shown === undefined) history.replaceState({ lesson }, '');
  else if (shown !== lesson) history.pushState({ lesson }, '');
}

/** Asks the server. False when it is away. */
export function ask(asked: Asked): boolean {
  return link?.ask(asked) ?? false;
}

/** Opens another lesson, with the focus at its beginning; says so when the server is away. */
export function openLesson(lesson: string): void {
  sendDrafts();
  setPage({ menu: false });
  if (!ask({ type: 'open', lesson })) {
    sayAway('the lesson was not opened');
    return;
  }
  // else Tab goes on from the button that was pressed, which may be the one below the lesson
  document.getElementById('notebook')?.focus({ preventScroll: true });
  window.scrollTo(0, 0);
}

/** The code of a cell as it is now, with the latest input. */
export function sourceOf(cell: string): string | undefined {
  return codeCells(state.lesson).find(({ id }) => id === cell)?.source;
}

/** Takes text typed into a cell; the server has it a moment later. */
export function typed(cell: string, source: string): void {
  drafts().set(cell, source);
  state = withCell(state, cell, (one) => ({ ...one, source }));
  clearTimeout(editTimer);
  editTimer = window.setTimeout(sendDrafts, EDIT_MS);
}

function sendDrafts(): void {
  clearTimeout(editTimer);
  for (const [cell, source] of drafts()) ask({ type: 'edit', cell, source });
}

/** The drafts of a lesson, by default the one that is shown. */
function drafts(lesson = state.lesson?.id ?? ''): Map<string, string> {
  const found = draftsByLesson.get(lesson) ?? new Map<string, string>();
  draftsByLesson.set(lesson, found);
  return found;
}

/** Runs cells, as they are on this page; earlier notices count as read. */
export function run(...cells: string[]): void {
  sendDrafts();
  setPage({ notices: [] });
  if (!ask({ type: 'run', cells })) sayAway('nothing was run');
}

/** Says what could not be done without the server. */
function sayAway(what: string): void {
  const text = `The server does not answer, so ${what}. What you typed is kept here.`;
  setPage(afterSaid(state, { type: 'notice', tone: 'bad', text }));
}

/** Runs all cells from the first. */
export function runAll(): void {
  run(...codeCells(state.lesson).map(({ id }) => id));
}

/** The kernel's help on a place in code; undefined without an answer. */
export function askKernel(
  type: 'complete' | 'inspect',
  code: string,
  at: number,
): Promise<Extract<Said, { type: 'typing' }> | undefined> {
  const number = ++typingNumber;
  return new Promise((resolve) => {
    const finish = (said?: Extract<Said, { type: 'typing' }>): void => {
      clearTimeout(timer);
      typingAsks.delete(number);
      resolve(said);
    };
    const timer = setTimeout(finish, TYPING_MS);
    typingAsks.set(number, finish);
    if (!ask({ type, ask: number, code, at })) finish();
  });
}
