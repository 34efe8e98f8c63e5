/** What twenty learners at once have of one machine: how long their cells take beside those of one alone, and their memory. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readNotebook } from '../../src/notebook/document.js';
import { type Learner, type LearnerMemory, startLearner } from './learner.js';
import { median } from './report.js';

const LEARNERS = 20;
const LESSON = 'notebooks/03-rbac.ipynb';
/**
 * What a learner pauses before a cell, on average: each pause is half of it to one and a half. The lesson's 36 cells are planned
 * for 30 minutes, which is 50 seconds for each. Five seconds are those of somebody who looks at each answer and reads no text.
 */
const PAUSE_MS = 5000;
/** A kernel gives memory back after ten quiet seconds. */
const REST_MS = 20_000;

/** What was seen. */
export interface LearnersAtOnce {
  /** The 95th percentile of a cell's time with twenty at once, divided by that of one alone. */
  p95Ratio: number;
  /** Of one of twenty learners who have run all cells and rest: kernel and cluster together, in MB, the median of all. */
  megabytes: number;
}

/** Measures both in `folder`, and tells figures by `print`. Ends all that it started. Throws when a cell fails. */
export async function learnersAtOnce(folder: string, print: (line: string) => void): Promise<LearnersAtOnce> {
  // each kernel listens for the end of this process
  process.setMaxListeners(process.getMaxListeners() + LEARNERS);
  const alone = await takeLesson(join(folder, 'alone'), 1);
  const many = await takeLesson(join(folder, 'many'), LEARNERS);
  for (const { cellMs, memory } of [alone, many]) {
    const [half, most, all] = [0.5, 0.95, 1].map((share) => percentile(cellMs, share).toFixed(0));
    print(`${memory.length} at once: ${cellMs.length} cells, median ${half} ms, p95 ${most} ms, slowest ${all} ms`);
    for (const part of ['kernel', 'cluster'] as const) print(`  ${part}: ${range(memory.map((one) => one[part]))} MB`);
  }
  return {
    p95Ratio: percentile(many.cellMs, 0.95) / percentile(alone.cellMs, 0.95),
    megabytes: median(many.memory.map(({ kernel, cluster }) => kernel + cluster)),
  };
}

/** So many learners take the lesson at once: the time of each cell of each, and what each takes afterwards at rest. */
async function takeLesson(folder: string, count: number): Promise<{ cellMs: number[]; memory: LearnerMemory[] }> {
  const cells = readNotebook(LESSON).cells.flatMap(({ cell_type, source }) => (cell_type === 'code' ? [source] : []));
  const homes = Array.from({ length: count }, (_, n) => join(folder, `learner${n}`));
  const starts = await Promise.allSettled(homes.map(startLearner));
  const learners = starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []));
  try {
    for (const start of starts) if (start.status === 'rejected') throw start.reason;
    const times = await Promise.all(learners.map((learner) => readAndRun(learner, cells)));
    await sleep(REST_MS);
    return { cellMs: times.flat(), memory: learners.map(({ memory }) => memory()) };
  } finally {
    await Promise.all(learners.map(({ end }) => end()));
  }
}

async function readAndRun({ run }: Learner, cells: readonly string[]): Promise<number[]> {
  const times: number[] = [];
  for (const cell of cells) {
    await sleep(PAUSE_MS * (0.5 + Math.random()));
    times.push(await run(cell));
  }
  return times;
}

/** The smallest of the values that so large a share of them does not exceed. */
function percentile(values: readonly number[], share: number): number {
  return [...values].sort((a, b) => a - b)[Math.ceil(share * values.length) - 1] ?? Number.NaN;
}

function range(values: readonly number[]): string {
  return `${Math.min(...values).toFixed(0)} to ${Math.max(...values).toFixed(0)}`;
}
