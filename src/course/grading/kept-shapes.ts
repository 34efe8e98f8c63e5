/**
 * The shapes of what a grading keeps in its folder of results, as far as it is read again: somebody may have changed a file, or brought
 * one. What is beside the known fields does not matter.
 */
import { basename } from 'node:path';
import * as z from 'zod';
import type { ClassBook, ClassRow } from './class-book.js';
import type { SubmissionRecord } from './record.js';
import type { Results } from './results.js';

const text = z.string();
const points = z.number();
const texts = z.array(text);

const result = z.looseObject({
  learner: text,
  exercise: text,
  points,
  maxPoints: points,
  status: z.enum(['graded', 'not graded']),
  reason: text.optional(),
  checks: z.array(z.looseObject({ id: text, points, maxPoints: points, seen: text })),
  deductions: z.array(z.looseObject({ id: text, points, seen: text })).optional(),
  marks: z
    .array(
      z.looseObject({
        kind: z.enum(['points', 'late', 'mark']),
        points,
        comment: text.optional(),
        check: text.optional(),
        cell: text.optional(),
      }),
    )
    .optional(),
  handedIn: z
    .looseObject({
      at: text.optional(),
      clock: z.enum(['roster', 'nbgrader', 'zip', 'file', 'canvas', 'none']),
      due: text.optional(),
      daysLate: z.number().optional(),
      cost: z.union([z.number(), text]).optional(),
    })
    .optional(),
  byOwnRecord: z.literal(true).optional(),
  look: z.array(text).optional(),
});

const results = z.looseObject({ version: z.literal(1), results: z.array(result) });

/** True for what can be read as `Results`. */
export const isResults = (value: unknown): value is Results => results.safeParse(value).success;

const row = z.looseObject({
  // a page is written again by its name, which must not lead out of the folder
  page: text.refine((name) => name.endsWith('.html') && basename(name) === name).optional(),
  result,
});

const book = z.looseObject({
  version: z.literal(1),
  with: z.looseObject({
    course: text.optional(),
    roster: text.optional(),
    marks: text.optional(),
    anonymous: z.literal(true).optional(),
  }),
  marks: z.array(
    z.looseObject({
      learner: text,
      ...{ exercise: text.optional(), check: text.optional(), cell: text.optional(), comment: text.optional() },
      points: z.number().optional(),
      late: z.union([z.looseObject({ points: z.number() }), z.looseObject({ share: z.number() })]).optional(),
      mark: z.number().optional(),
    }),
  ),
  rows: z.array(row),
});

/** True for what can be read as a `ClassBook`. */
export const isBook = (value: unknown): value is ClassBook => book.safeParse(value).success;

/** True for what can be read as a `ClassRow`. */
export const isRow = (value: unknown): value is ClassRow => row.safeParse(value).success;

const verdict = z.looseObject({
  exercise: text,
  points,
  maxPoints: points,
  byOwnRecord: z.boolean(),
  checks: z.array(
    z.looseObject({
      ...{ id: text, title: text, task: text, points, maxPoints: points, seen: text, hints: texts, events: texts },
      visibility: z.enum(['shown', 'hidden']),
      status: z.enum(['passed', 'partly', 'failed', 'blocked', 'follows']),
    }),
  ),
  deductions: z.array(
    z.looseObject({ id: text, title: text, visibility: z.enum(['shown', 'hidden']), points, seen: text }),
  ),
  faults: z.array(z.looseObject({ id: text, message: text })).optional(),
});

const requests = z.array(
  z.looseObject({
    ...{ user: text, credential: text, verb: text, what: text },
    status: z.number(),
    times: z.number(),
    checks: texts,
  }),
);

const output = z.union([
  z.looseObject({ kind: z.enum(['text', 'error', 'markdown', 'left out']), text }),
  z.looseObject({ kind: z.literal('picture'), url: text }),
]);
const cell = z.union([
  z.looseObject({ kind: z.literal('text'), id: text.optional(), source: text }),
  z.looseObject({
    kind: z.literal('code'),
    id: text.optional(),
    source: text,
    outcome: z.enum(['passed', 'failed', 'not run']),
    outputs: z.array(output),
  }),
]);

const record = z.looseObject({
  version: z.literal(2),
  learner: text,
  exercise: text,
  key: z.looseObject({ notebook: text, rubric: text, lesson: text, kubelab: text }),
  evidence: z.looseObject({ sha256: text }).optional(),
  result: result.extend({ status: z.literal('graded') }),
  verdict,
  content: z.looseObject({ cells: z.array(cell), requests }),
  teacher: z.looseObject({
    requests,
    left: z.number(),
    basis: z.array(z.looseObject({ check: text, requests, more: z.number() })),
  }),
  stopped: text.optional(),
  warnings: texts,
  started: text,
  ms: z.number(),
  memory: z.number().optional(),
  seal: text.optional(),
});

/** True for what can be read as a `SubmissionRecord`. */
export const isRecord = (value: unknown): value is SubmissionRecord => record.safeParse(value).success;
