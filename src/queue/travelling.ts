/**
 * What travels over a queue: to a worker the notebook that is to be run, back from it what its server saw. Rubrics and the names of
 * learners stay with the grader, which judges what comes back.
 */
import { createHmac } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import * as z from 'zod';
import type { SubmissionRun } from '../course/grading/run-submission.js';
import type { AskedKinds } from '../grader/asked-kinds.js';
import type { Notebook } from '../notebook/document.js';

/** What one submission may take; the usual without it. */
export interface RunLimits {
  memoryMb?: number | undefined;
  timeoutMs?: number | undefined;
  timeoutCellMs?: number | undefined;
}

/** What a job of the queue holds. */
export interface PackedOrder {
  exercise: string;
  asked: 'all' | string[];
  limits: RunLimits;
  /** JSON, gzip, base64. */
  notebook: string;
}

/** What a worker is to do. */
export interface RunOrder {
  exercise: string;
  asked: AskedKinds;
  limits: RunLimits;
  /** As it is run, with the release's cells restored. */
  notebook: Notebook;
}

const orderSchema: z.ZodType<PackedOrder> = z.strictObject({
  exercise: z.string(),
  asked: z.union([z.literal('all'), z.array(z.string())]),
  limits: z.strictObject({
    memoryMb: z.number().int().positive().optional(),
    timeoutMs: z.number().positive().optional(),
    timeoutCellMs: z.number().positive().optional(),
  }),
  notebook: z.base64(),
});

const runSchema = z.looseObject({
  status: z.enum(['ran', 'not gradable']),
  evidence: z.looseObject({
    audit: z.array(z.unknown()),
    objects: z.array(z.unknown()),
    before: z.array(z.unknown()),
    cells: z.array(z.unknown()),
  }),
  warnings: z.array(z.string()),
});

const packBytes = promisify(gzip);
const unpackBytes = promisify(gunzip);
const MB = 1024 * 1024;
/** Bytes that come back of one submission, packed and unpacked; a run of a lesson has some ten thousand. */
const MOST_PACKED = 32 * MB;
const MOST_UNPACKED = 400 * MB;

/** The name of the queue that graders and workers of one version of kubelab meet at. */
export function queueName(version: string): string {
  return `runs-${version.replaceAll(':', '_')}`;
}

/** What all keys of kubelab in a Redis begin with. */
export const PREFIX = 'kubelab';

/** Where a worker leaves what came of a job. */
export function resultKey(id: string): string {
  return `${PREFIX}:result:${id}`;
}

/**
 * The id of a job: the same for the same notebook of the same learner under the same limits, so that a grader that goes on finds
 * what was under way. Nobody without the key can tell whose it is.
 */
export function jobId(order: PackedOrder, whose: { learner: string; version: string }, key: Buffer): string {
  return createHmac('sha256', key)
    .update(JSON.stringify([whose.learner, whose.version, order]))
    .digest('hex');
}

/** The order as a job holds it. */
export async function packOrder({ asked, notebook, ...order }: RunOrder): Promise<PackedOrder> {
  return {
    ...order,
    asked: asked === 'all' ? asked : [...asked],
    notebook: (await packBytes(JSON.stringify(notebook))).toString('base64'),
  };
}

/** The order in a job. Rejects when it is none. */
export async function readOrder(data: unknown): Promise<RunOrder> {
  const { asked, notebook, ...order } = orderSchema.parse(data);
  const text = (await unpackBytes(Buffer.from(notebook, 'base64'), { maxOutputLength: MOST_UNPACKED })).toString();
  return {
    ...order,
    asked: asked === 'all' ? asked : new Set(asked),
    // the grader read it, or nothing would have been sent
    notebook: JSON.parse(text) as Notebook,
  };
}

/** What came of a run, as it is left for the grader; in words, why it cannot be. */
export async function packRun(run: SubmissionRun): Promise<Buffer | string> {
  const bytes = await packBytes(JSON.stringify(run));
  if (bytes.length <= MOST_PACKED) return bytes;
  return `what its server saw has ${Math.round(bytes.length / MB)} MB; at most ${MOST_PACKED / MB} come back over a queue`;
}

/** What came of a run. Rejects when the bytes hold none. */
export async function readRun(bytes: Buffer): Promise<SubmissionRun> {
  const text = (await unpackBytes(bytes, { maxOutputLength: MOST_UNPACKED })).toString();
  // its worker is trusted as this machine is; a fault of ours would be seen here
  return runSchema.parse(JSON.parse(text)) as unknown as SubmissionRun;
}
