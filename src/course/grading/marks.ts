/**
 * What a teacher adds to the judgement: `marks.yaml`, a list of points, late penalties and marks by hand, merged into the
 * results each time they are written.
 */
import { z } from 'zod';
import { checkYaml, nearest } from '../../checked-yaml.js';
import { readNamedFile } from '../../named-file.js';
import { type Mark, type Result, round } from './results.js';

/** One entry of marks.yaml. */
export interface MarkEntry {
  learner: string;
  /** The id of the exercise; without it the entry is for every exercise of the learner. */
  exercise?: string;
  /** Points to add, or below zero to take off. */
  points?: number;
  /** A penalty for lateness: points, or a share of the points. */
  late?: { points: number } | { share: number };
  /** A mark by hand, in place of the judgement. */
  mark?: number;
  comment?: string;
}

const late = z.union([
  z
    .number()
    .min(0)
    .transform((points) => ({ points })),
  z
    .string()
    .regex(/^\d{1,3}(\.\d+)? ?%$/, 'is neither a number of points nor a share such as 20%')
    .transform((text) => ({ share: Math.min(1, Number.parseFloat(text) / 100) })),
]);

const schema = z
  .array(
    z.strictObject({
      learner: z.union([z.string().trim().min(1, 'is empty'), z.number().transform(String)]),
      exercise: z.string().optional(),
      points: z.number().optional(),
      late: late.optional(),
      mark: z.number().min(0).optional(),
      comment: z.string().trim().optional(),
    }),
  )
  .nullable();

/**
 * The entries in `file`. Throws FILE_MISSING when it cannot be read, and MARKS_INVALID with line, column and a caret for
 * what does not fit, and for an entry that changes nothing.
 */
export function readMarks(file: string): MarkEntry[] {
  return parseMarks(readNamedFile(file, 'the marks', 'check the name after --marks'), file);
}

/** As {@link readMarks}, of a text. */
export function parseMarks(text: string, file: string): MarkEntry[] {
  const hint = 'see "Grading" in notebooks/README.md';
  const { value, failAt } = checkYaml({ text, file, what: 'marks.yaml', code: 'MARKS_INVALID', hint }, schema);
  const entries = value ?? [];
  for (const [index, entry] of entries.entries()) {
    if (entry.points === undefined && entry.late === undefined && entry.mark === undefined && !entry.comment) {
      failAt([index], 'changes nothing', 'give it points, late, mark or a comment');
    }
  }
  return entries;
}

/**
 * The result with its marks. A mark by hand comes first, then points, then the penalty for lateness on what there is; the
 * total never falls below zero. With a mark by hand a submission that could not be graded is graded.
 */
export function applyMarks(result: Result, entries: readonly MarkEntry[]): Result {
  const own = entries.filter(
    ({ learner, exercise }) => learner === result.learner && (exercise ?? result.exercise) === result.exercise,
  );
  if (own.length === 0) return result;
  const byHand = own.find(({ mark }) => mark !== undefined);
  if (result.status === 'not graded' && !byHand) return withComments(result, own);
  let total = result.points;
  const marks: Mark[] = [];
  const change = (kind: Mark['kind'], to: number, comment: string | undefined): void => {
    const points = round(Math.max(0, to) - total);
    total = round(Math.max(0, to));
    marks.push({ kind, points, ...(comment ? { comment } : {}) });
  };
  if (byHand?.mark !== undefined) change('mark', byHand.mark, byHand.comment);
  for (const { points, comment, late, mark } of own) {
    // a comment alone is a change of nothing
    if (points !== undefined || (late === undefined && mark === undefined))
      change('points', total + (points ?? 0), comment);
  }
  for (const { late, comment, points } of own) {
    if (!late) continue;
    const cost = 'points' in late ? late.points : total * late.share;
    change('late', total - cost, points === undefined ? comment : undefined);
  }
  const { reason, ...rest } = result;
  return { ...rest, points: total, status: 'graded', marks };
}

/** Points added to nothing would look like a judgement; what was said beside them is kept. */
function withComments(result: Result, entries: readonly MarkEntry[]): Result {
  const marks = entries.flatMap(({ comment }): Mark[] => (comment ? [{ kind: 'points', points: 0, comment }] : []));
  return marks.length === 0 ? result : { ...result, marks };
}

/** Warnings about entries for learners of whom there is no result. */
export function strayMarks(entries: readonly MarkEntry[], results: readonly Result[]): string[] {
  const learners = [...new Set(results.map(({ learner }) => learner))];
  const strays = [...new Set(entries.map(({ learner }) => learner))].filter((learner) => !learners.includes(learner));
  return strays.map((learner) => {
    const near = nearest(learner, learners);
    return `marks.yaml: nothing of ${learner} is graded here${near ? `; did you mean ${near}?` : ''}`;
  });
}
