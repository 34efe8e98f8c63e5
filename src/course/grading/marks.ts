/**
 * The marks that a teacher adds to verdicts: `marks.yaml`, a list of points, late penalties and marks by hand, for a submission,
 * a check or a cell. They are merged into the results each time these are written (`apply-marks.ts`).
 */
import * as z from 'zod';
import { checkYaml } from '../../checked-yaml.js';
import { readNamedFile } from '../../named-file.js';
import { type KnownWork, resolveEntries } from './known-work.js';

/** One entry of marks.yaml. */
export interface MarkEntry {
  learner: string;
  /** The id of the exercise; without it the entry is for every exercise of the learner. */
  exercise?: string;
  /** The id of a check: points and mark are for it alone, and it never has more than its maximum. */
  check?: string;
  /** The id of a cell: points and comment stand beside it. */
  cell?: string;
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
      check: z.string().trim().min(1, 'is empty').optional(),
      cell: z.string().trim().min(1, 'is empty').optional(),
      points: z.number().optional(),
      late: late.optional(),
      mark: z.number().min(0).optional(),
      comment: z.string().trim().optional(),
    }),
  )
  .nullable();

/**
 * The entries in `file`; with `known`, each with its exercise. Throws FILE_MISSING when it cannot be read, and MARKS_INVALID
 * with line, column and a caret for entries that do not fit, that change nothing, or that (with `known`) name learners,
 * exercises, checks and cells that there are not.
 */
export function readMarks(file: string, known?: KnownWork): MarkEntry[] {
  return parseMarks(readNamedFile(file, 'the marks', 'check the name after --marks'), file, known);
}

/** As {@link readMarks}, of a text. */
export function parseMarks(text: string, file: string, known?: KnownWork): MarkEntry[] {
  const hint = 'see "Grading" in notebooks/README.md';
  const { value, failAt } = checkYaml({ text, file, what: 'marks.yaml', code: 'MARKS_INVALID', hint }, schema);
  const entries = value ?? [];
  for (const [index, { points, late, mark, comment, check, cell }] of entries.entries()) {
    if (points === undefined && late === undefined && mark === undefined && !comment) {
      failAt([index], 'changes nothing', 'give it points, late, mark or a comment');
    }
    if (check !== undefined && cell !== undefined) failAt([index, 'cell'], 'stands beside a check', 'make two entries');
    if (cell !== undefined && mark !== undefined) {
      failAt([index, 'mark'], 'is of a cell, which has no points to replace', 'give it points, which are added');
    }
    if (late !== undefined && (check ?? cell) !== undefined) {
      failAt([index, 'late'], 'is of a part alone', 'make an entry for the whole submission');
    }
  }
  return known ? resolveEntries(entries, known, failAt) : entries;
}
