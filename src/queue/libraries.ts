/** BullMQ and its client of Redis, loaded when a queue is named: both are optional, and no other part needs them. */
import { KubelabError } from '../errors.js';

/** The libraries. */
export interface QueueLibraries {
  bullmq: typeof import('bullmq');
  Redis: typeof import('ioredis').Redis;
}

/** The libraries. Rejects with ENVIRONMENT, which says how to install them, where one is missing. */
export async function loadQueueLibraries(): Promise<QueueLibraries> {
  try {
    const [bullmq, { Redis }] = await Promise.all([import('bullmq'), import('ioredis')]);
    return { bullmq, Redis };
  } catch (cause) {
    throw new KubelabError(
      'ENVIRONMENT',
      'a queue needs the optional packages bullmq and ioredis, which are not installed',
      {
        hint: 'run "npm install --no-save bullmq@6.7.0 ioredis@6.0.0" where kubelab is installed',
        cause,
      },
    );
  }
}
