/** A session's notebook as the page shows it. */
import { hasTag } from '../course/tasks.js';
import type { Cell, CodeCell, Output, TextCell } from '../notebook/document.js';
import { withoutPrediction } from '../session/prediction.js';
import type { LessonSession } from '../session/session.js';
import { isCheck } from '../session/steps.js';
import type { AskedPrediction, CellState, ShownCell, ShownCode, ShownOutput, ShownTask } from './protocol.js';

/** The room's own facts on a cell. */
export interface RunOfCell {
  state: CellState;
  ms: number | undefined;
  /** A running cell's outputs so far; undefined for any other, whose outputs the notebook has. */
  outputs?: readonly Output[];
}

/** The longest text of one output that a page is sent; the notebook keeps it whole. */
const LONGEST = 2_000_000;
/** MIME types that the page can show, the best first. */
const TYPES = ['text/html', 'image/svg+xml', 'image/png', 'image/jpeg', 'text/markdown', 'text/plain'];

/** All cells that are read or run, in their order. */
export function shownCells(session: LessonSession, runOf: (cell: CodeCell) => RunOfCell): ShownCell[] {
  const steps = session.steps;
  return session.notebook.cells.flatMap((cell) => {
    if (cell.cell_type === 'code') return [shownCode(session, cell, runOf(cell))];
    const step = steps.find(({ text }) => text.includes(cell as TextCell));
    const asks = step && session.notes.predictionAt(step)?.prediction;
    return [shownText(cell as TextCell, asks !== undefined)];
  });
}

/** One code cell with its outputs. */
export function shownCode(session: LessonSession, cell: CodeCell, run: RunOfCell): ShownCode {
  const position = session.steps.findIndex((step) => step.cell === cell);
  const task = session.taskAt(position)?.name;
  const { jupyter } = cell.metadata as { jupyter?: { source_hidden?: unknown } };
  return {
    ...{ type: 'code', id: cell.id, source: cell.source, outputs: (run.outputs ?? cell.outputs).map(shownOutput) },
    ...{ state: run.state, ms: run.ms, edited: session.isEdited(cell), folded: jupyter?.source_hidden === true },
    task: hasTag(cell, 'task') ? task : undefined,
    checks: isCheck(cell) ? task : undefined,
    prediction: shownPrediction(session, cell),
  };
}

/** The prediction that a cell asks for; undefined when it asks for none. */
function shownPrediction(session: LessonSession, cell: CodeCell): AskedPrediction | undefined {
  const asked = session.notes.predictionAt(session.steps.find((step) => step.cell === cell));
  if (!asked) return undefined;
  const { prediction, made } = asked;
  const settled = made !== undefined && made.right !== null;
  return {
    ...{ question: prediction.question, options: prediction.options, said: made?.said, right: made?.right ?? null },
    answer: settled ? prediction.answer : undefined,
  };
}

/** The tasks with the day on which each was solved. */
export function shownTasks(session: LessonSession): ShownTask[] {
  return session.tasks.map(({ name, solved }) => ({
    name,
    solved: solved && `${solved.at.slice(0, 10)}, by ${solved.by}`,
  }));
}

/** One output; a text too long for a page is cut, and says so. */
export function shownOutput(output: Output): ShownOutput {
  switch (output.output_type) {
    case 'stream':
      return { type: 'text', stream: output.name === 'stderr' ? 'stderr' : 'stdout', text: cut(output.text) };
    case 'error':
      return { type: 'error', text: cut(output.traceback.join('\n') || `${output.ename}: ${output.evalue}`) };
    default: {
      const pairs = TYPES.flatMap((type) => {
        const value = output.data[type];
        return typeof value === 'string' && (type === 'text/plain' || value.length <= LONGEST)
          ? [[type, type === 'text/plain' ? cut(value) : value] as const]
          : [];
      });
      return { type: 'shown', data: Object.fromEntries(pairs) };
    }
  }
}

function cut(text: string): string {
  if (text.length <= LONGEST) return text;
  return `${text.slice(0, LONGEST)}\n[${text.length - LONGEST} more characters are in the notebook's file; Download takes them along]`;
}

/** A text without the prediction that the page asks for itself, and its pictures as data. */
function shownText(cell: Exclude<Cell, CodeCell>, asks: boolean): ShownCell {
  const source = asks ? withoutPrediction(cell.source) : cell.source;
  const images = Object.entries(cell.attachments ?? {}).flatMap(([name, bundle]) => {
    const [type, value] = Object.entries(bundle)[0] ?? [];
    const text = Array.isArray(value) ? value.join('') : value;
    if (typeof text !== 'string' || !type?.startsWith('image/')) return [];
    const isText = type === 'image/svg+xml' && text.trimStart().startsWith('<');
    return [
      [
        name,
        `data:${type};${isText ? `charset=utf-8,${encodeURIComponent(text)}` : `base64,${text.replaceAll('\n', '')}`}`,
      ],
    ];
  });
  return { type: 'text', id: cell.id, source, images: Object.fromEntries(images) };
}
