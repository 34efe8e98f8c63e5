/** The faults that the runs of a lesson show: cells that fail, and checks that do not print the expected words. */
import type { CellRun, NotebookRun } from '../notebook/execute.js';
import type { CourseFault } from './check-files.js';
import type { WrongAnswer } from './lesson-tests.js';
import { tasksOf } from './tasks.js';

/** The cells that did not pass in the notebook `how`, with their own errors; `file` is where to find them. */
export function runFaults({ cells }: NotebookRun, file: string, how: string): CourseFault[] {
  return cells
    .filter(({ passed }) => !passed)
    .map((cell) => ({
      message: `the cell ${cell.id} does not pass in the notebook ${how}: ${reasonOf(cell)}`,
      hint: `run it: kubelab run --keep-going ${file}`,
      place: { file, cell: cell.index + 1 },
    }));
}

/** The cell's own error, in its first lines. */
function reasonOf({ status, outputs, lateFaults }: CellRun): string {
  const thrown = outputs.flatMap((output) =>
    output.output_type === 'error' ? [`${output.ename}: ${output.evalue}`] : [],
  );
  const lines = (thrown[0] ?? lateFaults[0] ?? '').split('\n').slice(0, MOST_LINES);
  return lines.join('\n').trim() || status;
}

const MOST_LINES = 6;

/** The checks behind the tasks that do not begin with `word`. */
export function wordFaults({ cells, notebook }: NotebookRun, file: string, word: string, how: string): CourseFault[] {
  return tasksOf(notebook).flatMap(({ name, check }) => {
    const run = cells.find(({ id }) => id === check?.id);
    if (!run?.passed || saidBy(run).startsWith(word)) return [];
    return [
      {
        message: `the check of ${name} does not say "${word}" in the notebook ${how}`,
        hint: "let its last line be await check('LESSON/TASK'), or mend what it prints",
        place: { file, cell: run.index + 1 },
      },
    ];
  });
}

/** The checks that do not tell a reader the observation on a wrong answer, or give no hint. */
export function answerFaults(
  { cells, notebook }: NotebookRun,
  round: Record<string, WrongAnswer>,
  place: { file: string },
): CourseFault[] {
  return Object.entries(round).flatMap(([task, { seen }]): CourseFault[] => {
    const check = tasksOf(notebook).find(({ name }) => name === task)?.check;
    const run = cells.find(({ id }) => id === check?.id);
    if (run && !run.passed)
      return [
        { message: `the check of ${task} fails: ${reasonOf(run)}`, hint: 'let it be as it is in the lesson', place },
      ];
    const said = run ? saidBy(run).replace(/\s+/g, ' ') : '';
    const missing = [/^Not yet/, seen, /hint 1 of \d/].find((pattern) => !pattern.test(said));
    if (!missing) return [];
    return [
      {
        message: `of a wrong answer the check of ${task} says nothing like ${missing}: ${said || 'no such check ran'}`,
        hint: 'mend the rubric, the wrong answer, or what is expected of its check',
        place,
      },
    ];
  });
}

function saidBy({ outputs }: CellRun): string {
  return outputs
    .map((output) => {
      if (output.output_type === 'stream') return output.text;
      return output.output_type === 'error' ? '' : String(output.data['text/plain'] ?? '');
    })
    .join('');
}
