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
  metadata: { name: 'j', uid: '1' },
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
    metadata: { name, uid: '1', creationTimestamp: at(0), ...annotations },
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
    assert.equal(plan({ completions: 900, parallelism: 900 }).create.length, 500);
    const { parallelism: _, ...one } = job({ completions: 3 }).spec;
    assert.deepEqual(planJob({ ...job({}), spec: one }, [], new Date(at(1))).create, [none]);
  });

  it('ends the pods of a job that is suspended, which do not count as failed', () => {
    const { remove, isUncounted } = plan({ suspend: true, activeDeadlineSeconds: 1 }, [pod('a', 'Running')]);
    assert.deepEqual([namesOf(remove), isUncounted], [['a'], true]);
  });

  it('does nothing more for a job that is going', () => {
    const going = job({ completions: 3, parallelism: 1 });
    going.metadata.deletionTimestamp = at(1);
    const pods = [pod('a', 'Running'), pod('b', 'Running')];
    assert.deepEqual(planJob(going, pods, new Date(at(2))), { create: [], remove: [] });
    assert.deepEqual(planJob(going, [], new Date(at(2))), { create: [], remove: [] });
  });

  it('fails by a rule of the policy for pods, and ends the pods that run', () => {
    const { target, remove } = planJob(job({}), [pod('a', 'Running')], new Date(at(1)), 'a rule');
    const told = { type: 'FailureTarget', status: 'True', reason: 'PodFailurePolicy', message: 'a rule' };
    assert.deepEqual([target, namesOf(remove)], [told, ['a']]);
  });

  it('takes away pods that are more than are wanted, which do not count as failed', () => {
    const pods = [pod('a', 'Running'), pod('b', 'Pending')];
    const { remove, isUncounted } = plan({ completions: 5, parallelism: 1 }, pods);
    assert.deepEqual([namesOf(remove), isUncounted], [['b'], true]);
  });

  it('makes no pod while as many as may run are there or, where it waits for their end, are going', () => {
    const going = pod('a', 'Running');
    going.metadata.deletionTimestamp = at(1);
    const spec = { completions: 5, parallelism: 2 };
    assert.deepEqual(plan({ ...spec, podReplacementPolicy: 'Failed' }, [going]).create, [none]);
    assert.deepEqual(plan({ ...spec, podReplacementPolicy: 'TerminatingOrFailed' }, [going]).create, [none, none]);
    const running = [pod('b', 'Running'), pod('c', 'Running')];
    const failed = pod('d', 'Failed', { ended: 99.5 });
    assert.deepEqual(plan(spec, [...running, failed], { failed: 1 }), { create: [], remove: [] });
    assert.deepEqual(plan({ ...spec, podReplacementPolicy: 'Failed' }, [...running, going]), {
      create: [],
      remove: [],
    });
    // one that has failed and only waits for its finalizer is waited for no more
    const over = pod('e', 'Failed', { ended: 1 });
    over.metadata.deletionTimestamp = at(1);
    const waits = { ...spec, podReplacementPolicy: 'Failed' };
    assert.deepEqual(plan(waits, [over], { failed: 1 }).create, [none, none]);
    assert.deepEqual(plan(waits, [pod('f', 'Running')]).create, [none]);
    const { status: _, ...unseen } = going;
    assert.deepEqual(plan(waits, [unseen]).create, [none]);
  });

  it('waits after a failure, twice as long after each', () => {
    const failed = [pod('a', 'Failed', { ended: 90 }), pod('b', 'Failed', { ended: 99 })];
    assert.equal(plan({}, failed, { failed: 2 }).wakeAfter, 1000);
    assert.deepEqual(plan({}, failed, { failed: 2 }).create, []);
    assert.deepEqual(plan({}, failed, { failed: 2 }, 101).create, [none]);
    // the deadline of the job may come before the end of the pause
    const soon = { activeDeadlineSeconds: 100.5 };
    assert.equal(plan(soon, failed, { failed: 2 }).wakeAfter, 500);
    assert.equal(plan({ activeDeadlineSeconds: 900 }, failed, { failed: 2 }).wakeAfter, 1000);
    // a success forgives what was before it
    const better = [...failed, pod('c', 'Succeeded', { ended: 99.5 })];
    assert.deepEqual(plan({ completions: 3 }, better, { failed: 2, succeeded: 1 }).create, [none]);
    const same = [pod('b', 'Failed', { ended: 99.5 }), pod('c', 'Succeeded', { ended: 99.5 })];
    assert.deepEqual(plan({ completions: 3 }, same, { failed: 1, succeeded: 1 }).create, [none]);
    const many = Array.from({ length: 5 }, (_, i) => pod(`p${i}`, 'Failed', { ended: 99 }));
    assert.equal(plan({}, many, { failed: 5 }).wakeAfter, 15_000);
  });

  it('counts the pause from the last end of a container, else from the deletion or the beginning of the pod', () => {
    const wake = (...failed: Pod[]) => plan({}, failed, { failed: 1 }).wakeAfter;
    const two = pod('a', 'Failed', { ended: 99.4 });
    const earlier = pod('x', 'Failed', { ended: 10 }).status?.containerStatuses ?? [];
    const unended = pod('x', 'Failed').status?.containerStatuses ?? [];
    const last = two.status?.containerStatuses ?? [];
    two.status = { phase: 'Failed', containerStatuses: [...last, ...earlier, ...unended] };
    assert.equal(wake(two), 400);
    const bare: Pod = { ...pod('b', 'Failed'), status: { phase: 'Failed' } };
    assert.equal(wake(bare), undefined);
    assert.equal(wake({ ...bare, metadata: { name: 'b', uid: '1', creationTimestamp: at(99.2) } }), 200);
    const metadata = { name: 'b', uid: '1', creationTimestamp: at(1), deletionTimestamp: at(99.7) };
    assert.equal(wake({ ...bare, metadata }), 700);
    assert.equal(wake({ ...bare, metadata: { name: 'b', uid: '1' } }), undefined);
  });

  it('fails by restarts where its containers start again', () => {
    const again = { template: { spec: { restartPolicy: 'OnFailure', containers: [] } }, backoffLimit: 2 };
    assert.equal(plan(again, [pod('a', 'Running', { restarts: 1 })]).target, undefined);
    assert.equal(plan(again, [pod('a', 'Running', { restarts: 2 })]).target?.reason, 'BackoffLimitExceeded');
    const both = [pod('a', 'Running', { restarts: 1 }), pod('b', 'Pending', { restarts: 1 })];
    assert.equal(plan({ ...again, parallelism: 2 }, both).target?.reason, 'BackoffLimitExceeded');
    const ended = [pod('a', 'Failed', { restarts: 2, ended: 1 }), pod('b', 'Running')];
    assert.equal(plan(again, ended, { failed: 1 }).target, undefined);
    const init: Pod = { ...pod('a', 'Running'), status: { phase: 'Pending' } };
    init.status = {
      phase: 'Pending',
      initContainerStatuses: pod('a', 'x', { restarts: 2 }).status?.containerStatuses ?? [],
    };
    assert.equal(plan(again, [init]).target?.reason, 'BackoffLimitExceeded');
    const { status: _, ...unseen } = pod('a', 'Running');
    assert.equal(plan(again, [unseen]).target, undefined);
    const never = { ...again, backoffLimit: 0 };
    assert.equal(plan(never, [pod('a', 'Running')]).target, undefined);
    assert.equal(plan(never, [pod('a', 'Running', { restarts: 1 })]).target?.reason, 'BackoffLimitExceeded');
    assert.equal(plan({ backoffLimit: 0 }, [pod('a', 'Running', { restarts: 9 })]).target, undefined);
  });

  it('fails when more pods have failed than its limit, which is six without one', () => {
    const reason = (spec: Partial<JobSpec>, failed: number) => plan(spec, [], { failed }).target?.reason;
    assert.deepEqual([reason({}, 6), reason({}, 7)], [none, 'BackoffLimitExceeded']);
    assert.deepEqual(plan({}, [], { failed: 7 }).target, {
      type: 'FailureTarget',
      status: 'True',
      reason: 'BackoffLimitExceeded',
      message: 'Job has reached the specified backoff limit',
    });
    assert.deepEqual([reason({ backoffLimit: 1 }, 1), reason({ backoffLimit: 1 }, 2)], [none, 'BackoffLimitExceeded']);
    assert.equal(plan({ backoffLimit: 0 }).target, undefined);
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
    const three = ['a', 'b', 'c'].map((name) => pod(name, 'Running'));
    assert.deepEqual([namesOf(next(three).remove), namesOf(next(three, 1).remove)], [['a'], []]);
    assert.deepEqual(planJob(open, [], new Date(at(100))).create, [none, none]);
  });

  it('with a number of completions ends when so many have succeeded, and takes away those that are too many', () => {
    const done = plan({ completions: 2 }, [], { succeeded: 2 });
    assert.deepEqual([done.target?.type, done.target?.reason], ['SuccessCriteriaMet', 'CompletionsReached']);
    assert.deepEqual(namesOf(plan({ completions: 2 }, [pod('a', 'Running')], { succeeded: 2 }).remove), ['a']);
    const { status: _, ...fresh } = job({ completions: 0 });
    assert.equal(planJob(fresh, [], new Date(at(1))).target?.reason, 'CompletionsReached');
    const { status: __, ...begun } = job({ completions: 2, activeDeadlineSeconds: 1 });
    assert.deepEqual(planJob(begun, [], new Date(at(9))).create, [none]);
  });

  it('with indexes makes those that are missing, and one of each', () => {
    const spec = { completionMode: 'Indexed', completions: 4, parallelism: 3 };
    // more indexes than memory holds
    assert.deepEqual(plan({ ...spec, completions: 2147483647 }).create, [0, 1, 2]);
    const pods = [pod('a', 'Running', { index: 1 })];
    assert.deepEqual(plan(spec, pods, { completedIndexes: '0' }).create, [2, 3]);
    const twice = [...pods, pod('b', 'Running', { index: 1 }), pod('c', 'Running', { index: 0 })];
    assert.deepEqual(namesOf(plan(spec, twice, { completedIndexes: '0' }).remove), ['c', 'a']);
    const pending = [...pods, pod('later', 'Pending', { index: 1 })];
    assert.deepEqual(namesOf(plan(spec, pending).remove), ['later']);
    const beyond = [pod('d', 'Running', { index: 3 }), pod('e', 'Running', { index: 4 })];
    assert.deepEqual(namesOf(plan(spec, beyond).remove), ['e']);
    // a pod without an index, where there is room, and one too many
    assert.deepEqual(namesOf(plan(spec, [pod('x', 'Running'), ...pods]).remove), ['x']);
    const mixed = [pod('x', 'Running'), ...[0, 1, 2].map((index) => pod(`p${index}`, 'Running', { index }))];
    assert.deepEqual(namesOf(plan(spec, mixed).remove), ['x']);
    const both = [...mixed, pod('y', 'Running', { index: 0 })];
    assert.deepEqual(namesOf(plan(spec, both).remove), ['p0', 'x']);
    assert.deepEqual(plan({ ...spec, parallelism: 2 }).create, [0, 1]);
    assert.deepEqual(plan(spec, [], { completedIndexes: '0-2' }).create, [3]);
    assert.deepEqual(plan(spec, [], { completedIndexes: 'x' }).create, [0, 1, 2]);
    // an index means nothing to other jobs
    const same = ['a', 'b'].map((name) => pod(name, 'Running', { index: 0 }));
    assert.deepEqual(plan({ completions: 2, parallelism: 2 }, same).remove, []);
  });

  it('with indexes fails when one has failed and the others have ended, or too many have', () => {
    const spec = { completionMode: 'Indexed', completions: 3, parallelism: 3, backoffLimitPerIndex: 1 };
    assert.equal(plan(spec, [], { completedIndexes: '0', failedIndexes: '1' }).target, undefined);
    const all = { completedIndexes: '0,2', failedIndexes: '1', succeeded: 2 };
    const { type, reason } = plan(spec, [], all).target ?? {};
    assert.deepEqual([type, reason], ['FailureTarget', 'FailedIndexes']);
    const some = { failedIndexes: '0,1' };
    const most = (maxFailedIndexes: number) => plan({ ...spec, maxFailedIndexes }, [], some).target;
    assert.deepEqual([most(2), most(1)?.type], [undefined, 'FailureTarget']);
    assert.equal(plan({ ...spec, maxFailedIndexes: 0 }, []).target, undefined);
    assert.equal(plan({ completions: 1, maxFailedIndexes: 0 }, [], { failedIndexes: '0' }).target, undefined);
    assert.equal(plan({ ...spec, completions: 0 }, []).target?.reason, 'CompletionsReached');
    assert.equal(plan({ ...spec, maxFailedIndexes: 1 }, [], some).target?.reason, 'MaxFailedIndexesExceeded');
  });

  it('succeeds as soon as its policy says so, and ends the pods that run', () => {
    const spec = { completionMode: 'Indexed', completions: 3, parallelism: 3 };
    const successPolicy = { rules: [{ succeededIndexes: '0-1' }, { succeededIndexes: '1-2', succeededCount: 1 }] };
    const running = [pod('a', 'Running', { index: 0 })];
    assert.equal(plan({ ...spec, successPolicy }, running, { completedIndexes: '0' }).target, undefined);
    const { target, remove, isUncounted } = plan({ ...spec, successPolicy }, running, { completedIndexes: '2' });
    assert.deepEqual([target?.type, target?.message], ['SuccessCriteriaMet', 'Matched rules at index 1']);
    assert.deepEqual([remove.length, isUncounted], [1, true]);
  });

  it('counts only the indexes that a rule of its policy names, or all', () => {
    const spec = { completionMode: 'Indexed', completions: 4, parallelism: 4 };
    const met = (rule: object, completedIndexes?: string) =>
      plan(
        { ...spec, successPolicy: { rules: [rule] } },
        [],
        completedIndexes === undefined ? {} : { completedIndexes },
      ).target?.message;
    const matched = 'Matched rules at index 0';
    assert.deepEqual([met({ succeededCount: 2 }, '3'), met({ succeededCount: 2 }, '0,3')], [none, matched]);
    const named = { succeededIndexes: '0-1', succeededCount: 1 };
    assert.deepEqual([met(named, '2-3'), met(named, '1-3')], [none, matched]);
    assert.deepEqual(
      [met({ succeededIndexes: '0-1' }, '0,2,3'), met({ succeededIndexes: '0-1' }, '0,1')],
      [none, matched],
    );
  });

  it('does not succeed by a rule that asks for nothing, before an index has succeeded', () => {
    const spec = { completionMode: 'Indexed', completions: 3, parallelism: 3 };
    const step = (rule: object, status = {}) => plan({ ...spec, successPolicy: { rules: [rule] } }, [], status);
    for (const rule of [{ succeededCount: 0 }, { succeededIndexes: '' }, { succeededIndexes: '', succeededCount: 0 }]) {
      assert.deepEqual(step(rule).create, [0, 1, 2]);
    }
    assert.equal(step({ succeededCount: 0 }, { completedIndexes: '1' }).target?.reason, 'SuccessPolicy');
    assert.equal(step({ succeededIndexes: '' }, { completedIndexes: '1' }).target, undefined);
    assert.equal(step({}, { completedIndexes: '0-2' }).target, undefined);
  });

  it('fails before it succeeds by its policy', () => {
    const spec = { completionMode: 'Indexed', completions: 2, parallelism: 2, backoffLimitPerIndex: 0 };
    const successPolicy = { rules: [{ succeededIndexes: '0' }] };
    const status = { completedIndexes: '0', failedIndexes: '1' };
    assert.equal(plan({ ...spec, successPolicy }, [], status).target?.reason, 'FailedIndexes');
  });

  it('ends as it was once said that it will, and ends its pods', () => {
    const running = [pod('a', 'Running')];
    for (const [type, uncounted] of [
      ['FailureTarget', undefined],
      ['SuccessCriteriaMet', true],
    ] as const) {
      const conditions = [{ type, status: 'True' as const, reason: 'Said', message: '', lastTransitionTime: at(1) }];
      const { target, remove, create, isUncounted } = plan({ completions: 3, parallelism: 2 }, running, { conditions });
      assert.deepEqual([target?.type, target?.reason, namesOf(remove), create], [type, 'Said', ['a'], []]);
      // the pods of a job that fails have failed, those that a success makes needless have not
      assert.equal(isUncounted, uncounted);
    }
  });

  it('looks again at its deadline', () => {
    assert.equal(plan({ activeDeadlineSeconds: 150 }).wakeAfter, 50_000);
    const { type, reason } = plan({ activeDeadlineSeconds: 100 }).target ?? {};
    assert.deepEqual([type, reason], ['FailureTarget', 'DeadlineExceeded']);
    assert.equal(plan({ activeDeadlineSeconds: 100, suspend: true }).target, undefined);
    const { startTime: _, ...unbegun } = job({ activeDeadlineSeconds: 1 }).status ?? {};
    assert.deepEqual(planJob({ ...job({ activeDeadlineSeconds: 1 }), status: unbegun }, [], new Date(at(9))).create, [
      none,
    ]);
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
