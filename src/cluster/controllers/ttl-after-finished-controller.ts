/** Deletes jobs some time after they have ended, where they ask for it (pkg/controller/ttlafterfinished). */
import type { ControllerContext } from './context.js';
import { endOf, type Job } from './job-objects.js';
import { keyOf, resources, splitKey, target } from './objects.js';
import { allowing } from './while-there.js';

/** Milliseconds until the job is to go; undefined where it stays. */
export function expiresIn(job: Job, now: Date): number | undefined {
  const { ttlSecondsAfterFinished: seconds } = job.spec;
  const ended = endOf(job)?.lastTransitionTime;
  if (seconds === undefined || ended === undefined || job.metadata.deletionTimestamp) return undefined;
  return Math.max(0, Date.parse(ended) + seconds * 1000 - now.getTime());
}

/** Starts the controller. */
export function startTtlAfterFinishedController(context: ControllerContext): void {
  const client = context.clientOf('ttl-after-finished-controller');
  const queue = context.queue('ttl-after-finished-controller', async (key) => {
    const { namespace, name } = splitKey(key);
    const job = jobs.get(namespace, name);
    const left = job && expiresIn(job, context.clock.now());
    if (left === undefined) return;
    if (left > 0) {
      queue.addAfter(key, left);
      return;
    }
    const preconditions = { uid: job?.metadata.uid };
    await allowing(['NotFound', 'Conflict'], () =>
      client.delete(target(resources.jobs, { namespace, name }), { propagationPolicy: 'Foreground', preconditions }),
    );
  });
  const jobs = context.watch<Job>(resources.jobs, ({ type, object }) => {
    if (type !== 'DELETED' && endOf(object)) queue.add(keyOf(object));
  });
}
