/** Giving a fresh kernel the declarations of earlier cells, and telling which outcomes differ. */
import type { CodeCell } from '../notebook/document.js';
import type { CellResult } from '../notebook/kernel-client.js';
import { changedAnswer } from './answers.js';
import { cellPassed, type LessonSession } from './session.js';

/** A cell that did not come out as before. */
export interface ReplayFault {
  cell: CodeCell;
  /** The number of its step, from 0. */
  step: number;
  status: CellResult['status'];
  /** The difference, in a sentence; empty when the status says it. */
  why: string;
}

/** Outcome of a replay. */
export interface Replay {
  /** How many cells were run. */
  cells: number;
  faults: ReplayFault[];
  /** True when it was stopped before its end. */
  interrupted: boolean;
}

/**
 * Runs the earlier cells that the kernel lacks, in their order, also after one that fails; ends when it is interrupted or the
 * kernel ends. `run` runs one (a front end shows how far it is); `number` counts from 1.
 */
export async function replay(
  session: LessonSession,
  run: (cell: CodeCell, number: number, total: number) => Promise<CellResult> = (cell) => session.run(cell),
): Promise<Replay> {
  const missing = session.missing;
  const done: Replay = { cells: 0, faults: [], interrupted: false };
  for (const cell of missing) {
    const before = session.answersOf(cell);
    const result = await run(cell, ++done.cells, missing.length);
    const step = session.steps.findIndex((one) => one.cell === cell);
    if (!cellPassed(cell, result)) {
      done.faults.push({ cell, step, status: result.status, why: reasonOf(result) });
      done.interrupted = result.status === 'interrupted' || result.status === 'died';
      if (done.interrupted) break;
      continue;
    }
    const why = changedAnswer(before, session.answersOf(cell));
    if (why !== undefined) done.faults.push({ cell, step, status: result.status, why });
  }
  return done;
}

function reasonOf({ outputs }: CellResult): string {
  const error = outputs.find((output) => output.output_type === 'error');
  return error?.output_type === 'error' ? (`${error.ename}: ${error.evalue}`.split('\n')[0] ?? '') : '';
}
