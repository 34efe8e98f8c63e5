/** The status of a queue: its jobs, and the workers and graders of every version of kubelab. */
import type { QueueConnection } from './connection.js';
import { type GraderState, type WorkerState, whoIsThere } from './presence.js';
import { PREFIX, queueName } from './travelling.js';

/** The state of a queue at a moment. */
export interface QueueStatus {
  workers: WorkerState[];
  graders: GraderState[];
  /** Submissions of gradings by this version of kubelab. */
  waiting: number;
  running: number;
  /** Submissions that were given up, and not yet taken back by their grader. */
  failed: number;
}

/** The state, as graders and workers of `version` see it. Rejects when Redis refuses. */
export async function queueStatus({ bullmq, redis }: QueueConnection, version: string): Promise<QueueStatus> {
  const queue = new bullmq.Queue(queueName(version), { connection: redis, prefix: PREFIX });
  queue.on('error', () => {});
  try {
    const counts = await queue.getJobCounts('prioritized', 'wait', 'delayed', 'active', 'failed');
    const of = (state: string): number => counts[state] ?? 0;
    return {
      workers: await whoIsThere(redis, 'worker'),
      graders: await whoIsThere(redis, 'grader'),
      waiting: of('prioritized') + of('wait') + of('delayed'),
      running: of('active'),
      failed: of('failed'),
    };
  } finally {
    await queue.close();
  }
}
