/** The page's state, and its changes by the server's messages. */
import type {
  OpenLesson,
  OutputChange,
  Said,
  ShownCell,
  ShownCluster,
  ShownCode,
  ShownOutput,
  ShownRequest,
} from '../protocol.js';
import { announcement } from './announcement.js';
import type { LinkState } from './link.js';

/** A sentence for the reader. */
export interface Notice {
  id: number;
  tone: 'plain' | 'good' | 'bad' | 'warn';
  text: string;
}

/** The state that the page shows. */
export interface PageState {
  link: LinkState;
  course: Omit<Extract<Said, { type: 'course' }>, 'type'> | undefined;
  lesson: OpenLesson | undefined;
  /** The cell that keys of the command mode are for. */
  selected: string | undefined;
  notices: Notice[];
  /** The last sentence about a cell. */
  cellNotices: Record<string, Notice>;
  /** The sentence for screen readers about the cell that ended last; empty while one runs. */
  ended: string;
  hints: Record<string, { title: string; text: string }>;
  palette: boolean;
  menu: boolean;
  /** The column of the cluster: whether it is open, its content, and the details that were opened in it, as HTML. */
  column: boolean;
  cluster: ShownCluster | undefined;
  /** Null where there is no audit log; undefined until that is known. */
  requests: ShownRequest[] | null | undefined;
  details: Record<string, string>;
}

/** The state before anything was said. */
export const emptyState: PageState = {
  link: 'connecting',
  course: undefined,
  lesson: undefined,
  selected: undefined,
  notices: [],
  cellNotices: {},
  ended: '',
  hints: {},
  palette: false,
  menu: false,
  column: false,
  cluster: undefined,
  requests: undefined,
  details: {},
};

/** Notices that are shown at once. */
const NOTICES = 3;
let noticeNumber = 0;

/** The state after a server message. */
export function afterSaid(state: PageState, said: Said): PageState {
  const { lesson } = state;
  switch (said.type) {
    case 'course': {
      const { type: _, ...course } = said;
      return { ...state, course };
    }
    case 'lesson': {
      const same = lesson?.id === said.lesson.id;
      const kept = same && said.lesson.cells.some(({ id }) => id === state.selected);
      const selected = kept ? state.selected : (said.lesson.place ?? firstCode(said.lesson.cells));
      return { ...state, lesson: said.lesson, selected, ...(same ? {} : { cellNotices: {}, hints: {} }) };
    }
    case 'cell': {
      const next = withCell(state, said.cell.id, (cell) => ({ ...cell, ...said.cell }));
      if (said.cell.state !== 'running') return { ...next, ended: endedIn(state, next, said.cell.id) };
      const { [said.cell.id]: _, ...cellNotices } = next.cellNotices;
      return { ...next, cellNotices, ended: '' };
    }
    case 'outputs':
      return withCell(state, said.cell, (cell) => ({ ...cell, outputs: afterChange(cell.outputs, said.change) }));
    case 'progress': {
      const { type: _, ...progress } = said;
      return lesson ? { ...state, lesson: { ...lesson, ...progress } } : state;
    }
    case 'kernel':
      return lesson ? { ...state, lesson: { ...lesson, kernel: said.kernel } } : state;
    case 'elsewhere':
      return lesson ? { ...state, lesson: { ...lesson, elsewhere: said.elsewhere } } : state;
    case 'notice': {
      const notice = { id: ++noticeNumber, tone: said.tone, text: said.text };
      if (said.cell !== undefined) return { ...state, cellNotices: { ...state.cellNotices, [said.cell]: notice } };
      return {
        ...state,
        notices: [...state.notices.filter(({ text }) => text !== notice.text), notice].slice(-NOTICES),
      };
    }
    case 'hint':
      return { ...state, hints: { ...state.hints, [said.task]: { title: said.title, text: said.text } } };
    case 'cluster':
      return { ...state, cluster: said.cluster };
    case 'requests':
      return { ...state, requests: said.requests ?? null };
    case 'detail':
      return { ...state, details: { ...state.details, [said.of]: said.html } };
    default:
      return state;
  }
}

/** The sentence about a cell that has ended by this change; the last one when it has not. */
function endedIn(before: PageState, after: PageState, id: string): string {
  const number = codeCells(after.lesson).findIndex((cell) => cell.id === id);
  const cell = codeCells(after.lesson)[number];
  const ran = codeCells(before.lesson)[number]?.state === 'running';
  return ran && cell && ['ran', 'failed'].includes(cell.state) ? announcement(number + 1, cell) : before.ended;
}

/** The outputs after a change. */
function afterChange(outputs: readonly ShownOutput[], change: OutputChange): ShownOutput[] {
  if (change.type === 'all') return change.outputs;
  if (change.type === 'set') return outputs.map((output, index) => (index === change.index ? change.output : output));
  const last = outputs.at(-1);
  const { output } = change;
  if (output.type === 'text' && last?.type === 'text' && last.stream === output.stream) {
    return [...outputs.slice(0, -1), { ...last, text: last.text + output.text }];
  }
  return [...outputs, output];
}

/** The state with one code cell changed. */
export function withCell(state: PageState, id: string, change: (cell: ShownCode) => ShownCode): PageState {
  const { lesson } = state;
  if (!lesson) return state;
  const cells = lesson.cells.map((cell) => (cell.id === id && cell.type === 'code' ? change(cell) : cell));
  return { ...state, lesson: { ...lesson, cells } };
}

/** The code cells of a lesson. */
export function codeCells(lesson: OpenLesson | undefined): ShownCode[] {
  return lesson?.cells.filter((cell) => cell.type === 'code') ?? [];
}

function firstCode(cells: readonly ShownCell[]): string | undefined {
  return cells.find(({ type }) => type === 'code')?.id;
}
