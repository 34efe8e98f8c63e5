/** Runs the pods of jobs, counts how they end, and says when a job has ended (pkg/controller/job). */
import { hasEnded } from '../../kube/pod-phase.js';
import { formatTime } from '../clock.js';
import type { ControllerContext } from './context.js';
import { eventRecorder } from './events.js';
import { endOf, type Job, type JobStatus, trackingFinalizer, withCondition } from './job-objects.js';
import { type JobPlan, planJob } from './job-plan.js';
import { failureAction, hasFailed, hasPlace, indexedCounts, indexedPod, isTracked } from './job-pods.js';
import { controllerOf, equalJson, keyOf, resources, splitKey, target } from './objects.js';
import { claim, concerned } from './ownership.js';
import { inGrowingSteps, podControl } from './pod-control.js';
import type { Pod } from './pod-objects.js';
import { toldByEvent } from './queue.js';
import { isActive, isReady } from './replica-set-pods.js';
import { whileThere } from './while-there.js';

const name = 'job-controller';
/** Before the name of a pod that no job manages any more. */
const orphan = 'pod ';

/** Starts the job controller. */
export function startJobController(context: ControllerContext): void {
  const { clock } = context;
  const client = context.clientOf(name);
  const record = eventRecorder(client, clock, name, (e) => context.onError(e, name));
  const control = podControl(client, record);
  /** Pods whose end is counted, while the informer still shows their finalizer. */
  const counted = new Set<string>();

  const untrack = async (pod: Pod): Promise<void> => {
    const { namespace = '', name: podName, uid, finalizers = [] } = pod.metadata;
    const metadata = { uid, finalizers: finalizers.filter((finalizer) => finalizer !== trackingFinalizer) };
    await whileThere(() => client.patch(target(resources.pods, { namespace, name: podName }), { metadata }));
  };

  const writeStatus = async (job: Job, status: JobStatus): Promise<Job> => {
    if (equalJson(status, job.status ?? {})) return job;
    const { namespace = '', name: jobName } = job.metadata;
    const at = target(resources.jobs, { namespace, name: jobName, subresource: 'status' });
    return client.update<Job>(at, { ...job, status });
  };

  /** The job with its pods' ends counted, and the message of a rule that fails it. A pod is named first, then let go, then counted. */
  const count = async (job: Job, pods: readonly Pod[]): Promise<{ job: Job; status: JobStatus; failJob?: string }> => {
    const before = job.status?.uncountedTerminatedPods ?? {};
    const known = new Set([...(before.succeeded ?? []), ...(before.failed ?? []), ...counted]);
    const ended = pods.filter((pod) => isTracked(pod) && !known.has(pod.metadata.uid));
    const good = ended.filter((pod) => pod.status?.phase === 'Succeeded');
    const bad = ended.filter((pod) => hasFailed(job, pod));
    const failJob = bad.map((pod) => failureAction(job, pod)).find(({ action }) => action === 'FailJob')?.message;
    const uncounted = bad.filter((pod) => !hasPlace(job, pod) || failureAction(job, pod).action === 'Ignore');
    const uids = (list: readonly Pod[]): string[] => list.map((pod) => pod.metadata.uid);
    const succeeded = [...(before.succeeded ?? []), ...uids(good)];
    const failed = [...(before.failed ?? []), ...uids(bad.filter((pod) => !uncounted.includes(pod)))];
    const named = { ...(succeeded.length ? { succeeded } : {}), ...(failed.length ? { failed } : {}) };
    const isNew = good.length + bad.length > 0;
    const current = isNew ? await writeStatus(job, { ...job.status, uncountedTerminatedPods: named }) : job;
    const all = new Set([...succeeded, ...failed, ...uids(uncounted)]);
    for (const pod of pods) {
      const uid = pod.metadata.uid;
      if (!all.has(uid)) continue;
      if (isTracked(pod) && !counted.has(uid)) await untrack(pod);
      counted.add(uid);
    }
    const had = current.status ?? {};
    const status: JobStatus = {
      ...had,
      uncountedTerminatedPods: {},
      ...(failed.length ? { failed: (had.failed ?? 0) + failed.length } : {}),
      ...(job.spec.completionMode === 'Indexed'
        ? indexedCounts(job, had, pods)
        : succeeded.length
          ? { succeeded: (had.succeeded ?? 0) + succeeded.length }
          : {}),
    };
    return { job: current, status, ...(failJob === undefined ? {} : { failJob }) };
  };

  const carryOut = async (job: Job, pods: readonly Pod[], plan: JobPlan): Promise<unknown> => {
    const { template } = job.spec;
    const finalizers = [...(template.metadata?.finalizers ?? []), trackingFinalizer];
    const creates = plan.create.map((index) => () => {
      if (index === undefined) return control.create(job, template, { finalizers });
      const indexed = indexedPod(
        job,
        index,
        pods.filter((pod) => hasFailed(job, pod)),
      );
      return control.create(job, indexed.template, { finalizers, ...indexed.more });
    });
    const removes = plan.remove.map((pod) => async () => {
      if (plan.isUncounted && isTracked(pod)) await untrack(pod);
      await control.remove(job, pod);
    });
    return inGrowingSteps([...removes, ...creates]);
  };

  /** The status with how far the job is, and news of it. */
  const advanced = (job: Job, status: JobStatus, pods: readonly Pod[], plan: JobPlan): JobStatus => {
    const next: JobStatus = { ...status };
    const active = pods.filter(isActive);
    const going = pods.filter((pod) => pod.metadata.deletionTimestamp && !hasEnded(pod));
    const running = active.length;
    if (running) next.active = running;
    else delete next.active;
    next.ready = active.filter(isReady).length;
    next.terminating = going.length;
    const set = (condition: NonNullable<JobPlan['target']>): void => {
      next.conditions = withCondition(next.conditions, condition, clock);
    };
    if (plan.target) {
      set(plan.target);
      if (running > 0 || going.length > 0) return next;
      const isSuccess = plan.target.type === 'SuccessCriteriaMet';
      const { reason = '', message = '' } = plan.target;
      set({ ...plan.target, type: isSuccess ? 'Complete' : 'Failed' });
      if (isSuccess) next.completionTime = formatTime(clock.now());
      record(
        job,
        isSuccess ? 'Normal' : 'Warning',
        isSuccess ? 'Completed' : reason,
        isSuccess ? 'Job completed' : message,
      );
      return next;
    }
    if (job.metadata.deletionTimestamp) return next;
    const suspended = next.conditions?.find(({ type }) => type === 'Suspended');
    if (job.spec.suspend && suspended?.status !== 'True') {
      set({ type: 'Suspended', status: 'True', reason: 'JobSuspended', message: 'Job suspended' });
      delete next.startTime;
      record(job, 'Normal', 'Suspended', 'Job suspended');
    } else if (!job.spec.suspend && suspended?.status === 'True') {
      set({ type: 'Suspended', status: 'False', reason: 'JobResumed', message: 'Job resumed' });
      next.startTime = formatTime(clock.now());
      record(job, 'Normal', 'Resumed', 'Job resumed');
    }
    return next;
  };

  const sync = async (key: string): Promise<void> => {
    const { namespace, name: jobName } = splitKey(key);
    const job = jobs.get(namespace, jobName);
    const here = pods.list(namespace);
    const isOver = !job || endOf(job) !== undefined;
    for (const pod of here.filter(isTracked)) {
      const owner = controllerOf(pod);
      if (owner?.kind !== 'Job' || owner.name !== jobName) continue;
      // another job may have the name by now
      if (isOver || owner.uid !== job.metadata.uid) await untrack(pod);
    }
    if (!job) control.forget(key);
    if (isOver) return;
    if (job.spec.managedBy !== undefined && job.spec.managedBy !== 'kubernetes.io/job-controller') return;
    const owned = await claim(job, control.settled(job, here), client, resources.pods);
    for (const pod of owned) if (!isTracked(pod)) counted.delete(pod.metadata.uid);
    const tally = await count(job, owned);
    if (!tally.status.startTime && !job.spec.suspend) tally.status.startTime = formatTime(clock.now());
    const current: Job = { ...tally.job, status: tally.status };
    const plan = planJob(current, owned, clock.now(), tally.failJob);
    const error = await carryOut(current, owned, plan);
    const after = control.settled(job, here).filter((pod) => controllerOf(pod)?.uid === job.metadata.uid);
    await writeStatus(tally.job, advanced(current, tally.status, after, plan));
    if (plan.wakeAfter !== undefined) queue.addAfter(key, plan.wakeAfter);
    if (error !== undefined) throw toldByEvent(error);
  };

  const queue = context.queue(name, async (key) => {
    // a pod whose job is not listed yet would be taken for one without
    await Promise.all([jobs.synced, pods.synced]);
    await whileThere(async () => {
      if (!key.startsWith(orphan)) return sync(key);
      const { namespace, name: podName } = splitKey(key.slice(orphan.length));
      const pod = pods.get(namespace, podName);
      if (pod && isTracked(pod) && !controllerOf(pod)) await untrack(pod);
    });
  });

  const jobs = context.watch<Job>(resources.jobs, ({ object }) => queue.add(keyOf(object)));
  const pods = context.watch<Pod>(resources.pods, ({ type, object }) => {
    if (type === 'DELETED') {
      control.gone(object);
      counted.delete(object.metadata.uid);
    } else if (isTracked(object) && !controllerOf(object)) queue.add(`${orphan}${keyOf(object)}`);
    for (const key of concerned(object, 'Job', jobs.list)) queue.add(key);
  });
}
