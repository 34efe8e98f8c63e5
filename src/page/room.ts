/**
 * An open notebook with the pages that look at it: all show the actions of one. Everything that is kept is kept by the
 * {@link LessonSession}, and cells are run by `cell-runner.ts`.
 */
import { type StatsListener, unwatchFile, watchFile } from 'node:fs';
import { basename } from 'node:path';
import type { CodeCell } from '../notebook/document.js';
import { formatNotebook } from '../notebook/format.js';
import { nextHint } from '../session/hints.js';
import type { LessonSession } from '../session/session.js';
import { openCellRunner } from './cell-runner.js';
import { type Asked, type Elsewhere, isUnderWay, type OpenLesson, type Said } from './protocol.js';
import { hintText } from './sentences.js';
import { shownCells, shownCode, shownTasks } from './shown.js';

/** Room options. */
export interface RoomOptions {
  session: LessonSession;
  /** The id of the lesson that follows. */
  next: string | undefined;
  /** Starts the practice cluster again when it has ended. True when it did. */
  revive: () => Promise<boolean>;
  /** Says something to every page that looks at this notebook. */
  say: (said: Said) => void;
  /** Called when a task may have been solved. */
  onProgress: () => void;
}

/** A notebook that is open. */
export interface Room {
  readonly session: LessonSession;
  /** True while a cell runs or waits. */
  readonly busy: boolean;
  /** The whole notebook, for a page that opens it. */
  lesson(): OpenLesson;
  /** Serves a page's request; `answer` is for that page alone. Resolves when it is done; throws kubelab's errors. */
  ask(asked: Asked, answer: (said: Said) => void): Promise<void>;
  close(): Promise<void>;
}

/** How often the file is read, for changes of another program. */
const LOOK_MS = 500;

/** Opens a room; the kernel starts while the reader reads. */
export function openRoom(options: RoomOptions): Room {
  const { session, say } = options;
  const removed: { cell: CodeCell; index: number }[] = [];
  const runner = openCellRunner({
    ...{ session, say, revive: options.revive },
    onRan: (cell) => {
      tellCell(cell);
      tellProgress();
    },
  });

  const cellOf = (id: string): CodeCell | undefined => session.steps.find(({ cell }) => cell?.id === id)?.cell;
  const tellCell = (cell: CodeCell): void => {
    const { outputs: _, ...rest } = shownCode(session, cell, runner.runOf(cell));
    say({ type: 'cell', cell: rest });
  };
  const tellProgress = (): void => {
    say({ type: 'progress', tasks: shownTasks(session), place: placeOf(session), finished: session.finished });
    options.onProgress();
  };

  let elsewhere: Elsewhere = { cells: 0, unreadable: false };
  /** Outputs of another program are taken over; code may be older than this page's, so the reader chooses. */
  const lookElsewhere: StatsListener = () => {
    const { cells, outputs, unreadable } = session.changesElsewhere;
    if (outputs > 0 && !runner.busy) {
      session.takeChanges('outputs');
      say({ type: 'lesson', lesson: lesson() });
    }
    if (cells !== elsewhere.cells || unreadable !== elsewhere.unreadable) {
      elsewhere = { cells, unreadable };
      say({ type: 'elsewhere', elsewhere });
    }
  };
  const tellOneVersion = (): void => {
    elsewhere = { cells: 0, unreadable: false };
    say({ type: 'lesson', lesson: lesson() });
  };
  watchFile(session.lesson.file, { interval: LOOK_MS, persistent: false }, lookElsewhere);

  async function ask(asked: Asked, answer: (said: Said) => void): Promise<void> {
    switch (asked.type) {
      case 'edit': {
        const cell = cellOf(asked.cell);
        if (!cell) return;
        if (cell.source !== asked.source) {
          session.edit(cell, asked.source);
          runner.forget(cell);
        }
        return tellCell(cell);
      }
      case 'run':
        return runner.enqueue(asked.cells.flatMap((id) => cellOf(id) ?? []));
      case 'interrupt':
        return runner.stop();
      case 'restart':
        return runner.restart();
      case 'restore': {
        const cell = cellOf(asked.cell);
        if (!cell || !session.restore(cell)) return;
        runner.forget(cell);
        return tellCell(cell);
      }
      case 'insert':
        session.insertCell(Math.min(asked.index, session.notebook.cells.length), {
          ...{ cell_type: 'code', id: asked.cell, metadata: {}, source: asked.source },
          ...{ execution_count: null, outputs: [] },
        });
        return say({ type: 'lesson', lesson: lesson() });
      case 'remove': {
        const cell = cellOf(asked.cell);
        if (!cell) return;
        if (isUnderWay(runner.runOf(cell).state)) {
          const text = 'A cell that runs or waits is not removed: press Stop, or wait until it is done.';
          return answer({ type: 'notice', tone: 'warn', text, cell: cell.id });
        }
        removed.push({ cell, index: session.notebook.cells.indexOf(cell) });
        session.removeCell(cell);
        return say({ type: 'lesson', lesson: lesson() });
      }
      case 'undo-remove': {
        const last = removed.pop();
        if (last) session.insertCell(last.index, last.cell);
        return say({ type: 'lesson', lesson: lesson() });
      }
      case 'predict': {
        const step = session.steps.find(({ cell }) => cell?.id === asked.cell);
        if (!step?.cell) return;
        session.notes.predict(step, asked.said);
        return tellCell(step.cell);
      }
      case 'settle': {
        const step = session.steps.find(({ cell }) => cell?.id === asked.cell);
        if (!step?.cell) return;
        session.notes.settle(step, asked.right);
        return tellCell(step.cell);
      }
      case 'hint': {
        const task = session.tasks.find(({ name }) => name === asked.task);
        if (!task) return;
        const cell = session.steps[task.checkStep ?? task.step]?.cell;
        if (runner.busy || !cell)
          return answer({ type: 'hint', task: task.name, title: '', text: 'Wait until the running cells are done.' });
        const hint = await runner.withKernelAt(cell, (signal) => nextHint(session, task, signal));
        if (hint) say({ type: 'hint', task: task.name, ...hintText(hint) });
        return;
      }
      case 'take-changes':
        session.takeChanges('all');
        return tellOneVersion();
      case 'keep-own': {
        const aside = session.keepOwn();
        tellOneVersion();
        if (aside === undefined) return;
        const text = `This page's version is in the notebook's file again. The broken file is kept as ${aside}`;
        return say({ type: 'notice', tone: 'good', text });
      }
      case 'complete':
      case 'inspect':
        return help(asked, answer);
      case 'download':
        return answer({ type: 'file', name: basename(session.lesson.file), text: formatNotebook(session.notebook) });
      default:
        return;
    }
  }

  async function help(
    { type, ask, code, at }: Extract<Asked, { type: 'complete' | 'inspect' }>,
    answer: (said: Said) => void,
  ): Promise<void> {
    // a running cell would keep the reader waiting
    const free = session.kernelAlive && !runner.busy;
    const started = free ? await session.start() : undefined;
    const points = [...code.slice(0, at)].length;
    const reply = (await started?.help(type, { code, at: points })) ?? {};
    const toUnits = (count: unknown): number => [...code].slice(0, Number(count ?? points)).join('').length;
    const { matches, data } = reply as { matches?: unknown; data?: Record<string, unknown> };
    answer({
      ...{ type: 'typing', ask, matches: Array.isArray(matches) ? matches.map(String).slice(0, 400) : [] },
      ...{ from: toUnits(reply.cursor_start), to: toUnits(reply.cursor_end), text: String(data?.['text/plain'] ?? '') },
    });
  }

  function lesson(): OpenLesson {
    // else a page that has these outputs by the notebook is told them again
    runner.tellOutputs();
    const { id, title, minutes } = session.lesson;
    return {
      ...{
        id,
        title,
        minutes: minutes || undefined,
        cells: shownCells(session, runner.runOf),
        tasks: shownTasks(session),
      },
      ...{ place: placeOf(session), finished: session.finished, kernel: runner.kernel, next: options.next, elsewhere },
    };
  }

  // that it cannot be started is said when a cell is to be run
  runner.startKernel().catch(() => {});
  return {
    session,
    get busy() {
      return runner.busy;
    },
    lesson,
    ask,
    async close() {
      unwatchFile(session.lesson.file, lookElsewhere);
      await runner.close();
      await session.close();
    },
  };
}

function placeOf(session: LessonSession): string | undefined {
  const { step } = session;
  return step && (step.cell?.id ?? step.text[0]?.id);
}
