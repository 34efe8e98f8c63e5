/**
 * The order that travels to a worker: the notebook that is to be run. The run that comes back is `course/grading/packed-run.ts`. Rubrics
 * and the names of learners stay with the grader, which judges that run.
 */
import { createHmac } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import * as z from 'zod';
import type { AskedKinds } from '../grader/asked-kinds.js';
import type { Notebook } from '../notebook/document.js';

/** The limits of one submission; the usual ones where a field is left out. */
export interface RunLimits {
  memoryMb?: number | undefined;
  timeoutMs?: number | undefined;
  timeoutCellMs?: number | undefined;
}

/** The data of a job in the queue. */
export interface PackedOrder {
  exercise: string;
  asked: 'all' | string[];
  limits: RunLimits;
  /** The notebook: JSON, gzip, base64. */
  notebook: string;
}

/** The order that a worker carries out. */
export interface RunOrder {
  exercise: string;
  asked: AskedKinds;
  limits: RunLimits;
  /** The notebook as it is run, with the release's cells restored. */
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

const packBytes = promisify(gzip);
const unpackBytes = promisify(gunzip);
/** Bytes of a notebook that a worker unpacks. */
const MOST_UNPACKED = 400 * 1024 * 1024;

/** The name of the queue that graders and workers of one version of kubelab meet at. */
export function queueName(version: string): string {
  return `runs-${version.replaceAll(':', '_')}`;
}

/** The prefix of all keys of kubelab in a Redis. */
export const PREFIX = 'kubelab';

/** The key at which a worker leaves the result of a job. */
export function resultKey(id: string): string {
  return `${PREFIX}:result:${id}`;
}

/**
 * The id of a job: equal for equal notebooks of one learner under equal limits, so that a grader that goes on finds the jobs that
 * were under way. Without the key, an id does not tell its learner.
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

/** The order in a job. Rejects when the data is no order. */
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
