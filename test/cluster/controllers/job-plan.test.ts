/** The next step of a job. */
import assert from 'node:assert/strict';
import {
  endOf,
  indexKey,
  type Job,
  type JobSpec,
  type JobStatus,
} from '../../../src/cluster/controllers/job-objects.js';
import { planJob } from '../../../src/cluster/controllers/job-plan.js';
import type { Pod } from '../../../src/cluster/controllers/pod-objects.js';
import { expiresIn } from '../../../src/cluster/controllers/ttl-after-finished-controller.js';

const at = (second: number): string => new Date(Date.parse('2026-01-01T00:00:00Z') + second * 1000).toISOString();
const template = { spec: { restartPolicy: 'Never', containers: [] } };
const job = (spec: Partial<JobSpec>, status: JobStatus = {}): Job => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name: 'j' },
  spec: { parallelism: 1, completions: 1, selector: {}, template, ...spec },
  status: { startTime: at(0), ...status },
});
const pod = (name: string, phase: string, more: { ended?: number; index?: number; restarts?: number } = {}): Pod => {
  const { ended, index, restarts = 0 } = more;
  const terminated = { exitCode: 1, reason: '', startedAt: '', finishedAt: at(ended ?? 0) };
  const state = ended === undefined ? {} : { terminated };
  const status = { name: 'c', state, lastState: {}, ready: false, restartCount: restarts, image: '', imageID: '' };
  const annotations = index === undefined ? {} : { annotations: { [indexKey]: String(index) } };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, creationTimestamp: at(0), ...annotations },
    spec: { containers: [] },
    status: { phase, containerStatuses: [status] },
  };
};
const plan = (spec: Partial<JobSpec>, pods: Pod[] = [], status: JobStatus = {}, second = 100) =>
  planJob(job(spec, status), pods, new Date(at(second)));
const namesOf = (pods: readonly Pod[]) => pods.map(({ metadata }) => metadata.name);
const none = undefined;

describe('the next step of a job', () => {
  it('makes as many pods as may run at a time, and as are missing', () => {
    assert.deepEqual(plan({ completions: 5, parallelism: 2 }).create, [none, none]);
    assert.deepEqual(plan({ completions: 5, parallelism: 3 }, [pod('a', 'Running')], { succeeded: 3 }).create, [none]);
    assert.deepEqual(plan({ completions: 5, parallelism: 3, suspend: true }).create, []);
  });

  it('takes away pods that are more than are wanted, which do not count as failed', () => {
    const pods = [pod('a', 'Running'), pod('b', 'Pending')];
    const { remove, isUncounted } = plan({ completions: 5, parallelism: 1 }, pods);
    assert.deepEqual([namesOf(remove), isUncounted], [['b'], true]);
  });

  it('waits after a failure, twice as long after each', () => {
    const failed = [pod('a', 'Failed', { ended: 90 }), pod('b', 'Failed', { ended: 99 })];
    assert.equal(plan({}, failed, { failed: 2 }).wakeAfter, 1000);
    assert.deepEqual(plan({}, failed, { failed: 2 }).create, []);
    assert.deepEqual(plan({}, failed, { failed: 2 }, 101).create, [none]);
    // a success forgives what was before it
    const better = [...failed, pod('c', 'Succeeded', { ended: 99.5 })];
    assert.deepEqual(plan({ completions: 3 }, better, { failed: 2, succeeded: 1 }).create, [none]);
  });

  it('fails by restarts where its containers start again', () => {
    const again = { template: { spec: { restartPolicy: 'OnFailure', containers: [] } }, backoffLimit: 2 };
    assert.equal(plan(again, [pod('a', 'Running', { restarts: 1 })]).target, undefined);
    assert.equal(plan(again, [pod('a', 'Running', { restarts: 2 })]).target?.reason, 'BackoffLimitExceeded');
  });

  it('without a number of completions ends when one has succeeded and all others have ended', () => {
    const open = job({ parallelism: 2 });
    delete open.spec.completions;
    const next = (pods: Pod[], succeeded = 0) =>
      planJob({ ...open, status: { ...open.status, succeeded } }, pods, new Date(at(100)));
    assert.deepEqual(next([]).create, [none, none]);
    const { remove, create } = next([pod('a', 'Running')], 1);
    assert.deepEqual([remove, create], [[], []]);
    assert.equal(next([], 1).target?.reason, 'CompletionsReached');
  });

  it('with indexes makes those that are missing, and one of each', () => {
    const spec = { completionMode: 'Indexed', completions: 4, parallelism: 3 };
    const pods = [pod('a', 'Running', { index: 1 })];
    assert.deepEqual(plan(spec, pods, { completedIndexes: '0' }).create, [2, 3]);
    const twice = [...pods, pod('b', 'Running', { index: 1 }), pod('c', 'Running', { index: 0 })];
    assert.deepEqual(namesOf(plan(spec, twice, { completedIndexes: '0' }).remove), ['b', 'c']);
  });

  it('with indexes fails when one has failed and the others have ended, or too many have', () => {
    const spec = { completionMode: 'Indexed', completions: 3, parallelism: 3, backoffLimitPerIndex: 1 };
    assert.equal(plan(spec, [], { completedIndexes: '0', failedIndexes: '1' }).target, undefined);
    const all = { completedIndexes: '0,2', failedIndexes: '1', succeeded: 2 };
    assert.equal(plan(spec, [], all).target?.reason, 'FailedIndexes');
    const some = { failedIndexes: '0,1' };
    assert.equal(plan({ ...spec, maxFailedIndexes: 1 }, [], some).target?.reason, 'MaxFailedIndexesExceeded');
  });

  it('succeeds as soon as its policy says so, and ends the pods that run', () => {
    const spec = { completionMode: 'Indexed', completions: 3, parallelism: 3 };
    const successPolicy = { rules: [{ succeededIndexes: '0-1' }, { succeededIndexes: '1-2', succeededCount: 1 }] };
    const running = [pod('a', 'Running', { index: 0 })];
    assert.equal(plan({ ...spec, successPolicy }, running, { completedIndexes: '0' }).target, undefined);
    const { target, remove } = plan({ ...spec, successPolicy }, running, { completedIndexes: '2' });
    assert.equal(target?.message, 'Matched rules at index 1');
    assert.equal(remove.length, 1);
  });

  it('ends as it was once said that it will, and ends its pods', () => {
    const running = [pod('a', 'Running')];
    for (const type of ['FailureTarget', 'SuccessCriteriaMet']) {
      const conditions = [{ type, status: 'True' as const, reason: 'Said', message: '', lastTransitionTime: at(1) }];
      const { target, remove, create } = plan({ completions: 3, parallelism: 2 }, running, { conditions });
      assert.deepEqual([target?.type, target?.reason, namesOf(remove), create], [type, 'Said', ['a'], []]);
    }
  });

  it('looks again at its deadline', () => {
    assert.equal(plan({ activeDeadlineSeconds: 150 }).wakeAfter, 50_000);
    assert.equal(plan({ activeDeadlineSeconds: 100 }).target?.reason, 'DeadlineExceeded');
  });
});

describe('a job that has ended', () => {
  it('is complete or has failed, and holds that', () => {
    const of = (type: string, status: 'True' | 'False') =>
      endOf(job({}, { conditions: [{ type, status, lastTransitionTime: at(1) }] }))?.type;
    assert.deepEqual([of('Complete', 'True'), of('Failed', 'True')], ['Complete', 'Failed']);
    assert.deepEqual([of('Failed', 'False'), of('FailureTarget', 'True'), endOf(job({}))], [none, none, none]);
  });

  const ended = { conditions: [{ type: 'Complete', status: 'True' as const, lastTransitionTime: at(10) }] };
  it('goes after the seconds that it names', () => {
    assert.equal(expiresIn(job({ ttlSecondsAfterFinished: 20 }, ended), new Date(at(12))), 18_000);
    assert.equal(expiresIn(job({ ttlSecondsAfterFinished: 0 }, ended), new Date(at(12))), 0);
    assert.equal(expiresIn(job({}, ended), new Date(at(12))), undefined);
    assert.equal(expiresIn(job({ ttlSecondsAfterFinished: 0 }), new Date(at(12))), undefined);
  });
});
