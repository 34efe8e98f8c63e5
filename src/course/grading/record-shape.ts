/** The shape of a kept record, as far as pages and exports read it: somebody may have changed the file, or brought one. */
import * as z from 'zod';

const text = z.string();
const points = z.number();
const texts = z.array(text);

const result = z.looseObject({
  learner: text,
  exercise: text,
  points,
  maxPoints: points,
  status: z.literal('graded'),
  checks: z.array(z.looseObject({ id: text, points, maxPoints: points, seen: text })),
  deductions: z.array(z.looseObject({ id: text, points, seen: text })).optional(),
  look: texts.optional(),
});

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
  result,
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

/** True for what can be read as a record of a graded submission; what is beside its known fields does not matter. */
export function isRecord(value: unknown): boolean {
  return record.safeParse(value).success;
}
