/** `kubelab explain`: why a graded submission has its points, for the teacher's terminal. */
import { resolve } from 'node:path';
import { gradedSubmissions } from '../../course/grading/graded-submissions.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { explanation } from '../explanation.js';
import { sanitise } from '../terminal/sanitise.js';
import type { Io } from '../terminal/terminal.js';

/** The options of `explain`. */
export interface ExplainOptions {
  exercise?: string;
}

/**
 * Prints the checks of the learner's submissions, or one of them, with the evidence and the requests behind it.
 * Always 0. Throws as `gradedSubmissions` for names not in the folder.
 */
export async function explain(
  { folder, learner, check }: { folder: string; learner: string; check: string | undefined },
  { exercise }: ExplainOptions,
  io: Io,
): Promise<ExitCode> {
  const submissions = gradedSubmissions(resolve(folder), { learner, exercise, check });
  for (const [index, { page, ...submission }] of submissions.entries()) {
    if (index > 0) io.out.line();
    io.out.line(explanation({ ...submission, check, terminal: io.out }));
    if (check === undefined && page !== undefined)
      io.out.line(`\nWith the notebook: ${sanitise(`${folder}/report/${page}`)}`);
  }
  return EXIT.ok;
}
