/** The points of one submission in words: each check with its evidence, and the requests that it rests on. */
import type { SubmissionRecord } from '../course/grading/record.js';
import type { Result } from '../course/grading/results.js';
import type { CheckVerdict } from '../grader/verdict.js';
import type { RequestView } from '../report/feedback-view.js';
import { sanitise } from './terminal/sanitise.js';
import type { Terminal } from './terminal/terminal.js';
import { indentText, wrapText } from './terminal/text.js';

/** One submission, and how much of it is told. */
export interface Explained {
  /** The learner's name with the id. */
  name: string;
  /** With a teacher's marks. */
  result: Result;
  record: SubmissionRecord | undefined;
  /** The only check that is told of, and then with all its requests. */
  check: string | undefined;
  terminal: Pick<Terminal, 'style' | 'columns'>;
}

/** Requests that are shown of each check when all are told of. */
const FEW = 3;

/** The explanation as lines of text, no wider than the terminal. */
export function explanation({ name, result, record, check, terminal }: Explained): string {
  const { style, columns } = terminal;
  const wrapped = (text: string, indent = '  '): string =>
    indentText(wrapText(sanitise(text), columns - indent.length), indent);
  const graded = result.status === 'graded';
  const total = graded ? `${result.points} of ${result.maxPoints} points` : 'not graded';
  const lines = [style.bold(wrapText(sanitise(`${name}, ${result.exercise}: ${total}`), columns))];
  if (result.reason !== undefined) lines.push(wrapped(result.reason));
  if (check === undefined) {
    for (const { kind, points, comment } of result.marks ?? []) {
      lines.push(wrapped(`from marks.yaml, ${kind}: ${signed(points)}${comment ? ` (${comment})` : ''}`));
    }
  }
  if (!record) return lines.join('\n');
  if (check === undefined) {
    if (record.stopped !== undefined) lines.push(wrapped(`the run was ended early: ${record.stopped}`));
    lines.push(...record.warnings.map((warning) => wrapped(warning)));
  }
  for (const one of record.verdict.checks) {
    if (check !== undefined && one.id !== check) continue;
    const sign = signs[one.status];
    const hidden = one.visibility === 'hidden' ? ', hidden' : '';
    const head = wrapText(
      sanitise(`${sign} ${one.id}: ${one.points} of ${one.maxPoints}${hidden}. ${one.title}`),
      columns,
    );
    lines.push('', one.status === 'passed' ? style.green(head) : style.bold(head));
    lines.push(
      wrapped(`Seen: ${one.seen}`),
      ...requestLines(one, record, check === undefined ? FEW : undefined, wrapped),
    );
  }
  if (check === undefined) {
    for (const { id, points, title, visibility, seen } of record.verdict.deductions) {
      const hidden = visibility === 'hidden' ? ', hidden' : '';
      lines.push(
        '',
        style.bold(wrapText(sanitise(`− ${id}: ${signed(-Math.abs(points))}${hidden}. ${title}`), columns)),
      );
      lines.push(wrapped(`Seen: ${seen}`));
    }
  }
  return lines.join('\n');
}

const signs = { passed: '✔', partly: '◐', failed: '✘', blocked: '…', follows: '✔' };

function requestLines(
  { id, points }: CheckVerdict,
  { teacher }: SubmissionRecord,
  most: number | undefined,
  wrapped: (text: string, indent?: string) => string,
): string[] {
  const basis = teacher.basis.find(({ check }) => check === id);
  if (!basis) return [];
  const shown = basis.requests.slice(0, most);
  const more = basis.requests.length - shown.length + basis.more;
  return [
    wrapped(points > 0 ? 'It rests on' : 'Looked at'),
    ...shown.map((request) => wrapped(requestLine(request), '    ')),
    ...(more > 0 ? [wrapped(`and ${more} more`, '    ')] : []),
  ];
}

function requestLine({ user, credential, verb, what, status, times }: RequestView): string {
  const often = times > 1 ? ` (${times} times)` : '';
  return `${verb} ${what}${often}: ${status || 'no answer'}, by ${user} (${credential})`;
}

function signed(points: number): string {
  return points > 0 ? `+${points}` : String(points).replace('-', '−');
}
