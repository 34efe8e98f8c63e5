/** How the pods of a job ended, and the consequences. */
import assert from 'node:assert/strict';
import {
  indexKey,
  type Job,
  type JobSpec,
  type JobStatus,
  type PodFailureRule,
  trackingFinalizer,
} from '../../../src/cluster/controllers/job-objects.js';
import {
  endsItsIndex,
  failureAction,
  hasFailed,
  hasPlace,
  indexedCounts,
  indexedPod,
  indexOf,
  isTracked,
} from '../../../src/cluster/controllers/job-pods.js';
import type { Pod } from '../../../src/cluster/controllers/pod-objects.js';

const failuresKey = 'batch.kubernetes.io/job-index-failure-count';
const ignoredKey = 'batch.kubernetes.io/job-index-ignored-failure-count';
const job = (spec: Partial<JobSpec> = {}): Job => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name: 'j', uid: '1' },
  spec: { selector: {}, template: { spec: { containers: [{ name: 'c', image: 'x' }] } }, ...spec },
});
const container = (name: string, exitCode?: number) => ({
  name,
  state: exitCode === undefined ? {} : { terminated: { exitCode, reason: '', startedAt: '', finishedAt: '' } },
  lastState: {},
  ready: false,
  restartCount: 0,
  image: '',
  imageID: '',
});
const pod = (status: object = {}, metadata: Partial<Pod['metadata']> = {}): Pod =>
  ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p', namespace: 'lab', ...metadata },
    spec: { containers: [] },
    status: { phase: 'Failed', ...status },
  }) as Pod;
const annotated = (annotations: Record<string, string>): Pod => pod({}, { annotations });

describe('a pod of a job', () => {
  it('is waited for by its job as long as it has the finalizer of jobs', () => {
    assert.equal(isTracked(pod({}, { finalizers: ['other', trackingFinalizer] })), true);
    assert.deepEqual([isTracked(pod({}, { finalizers: ['other'] })), isTracked(pod())], [false, false]);
  });

  it('has a place where the job has no indexes, or its index among them', () => {
    assert.equal(hasPlace(job({ completions: 1 }), pod()), true);
    const indexed = job({ completionMode: 'Indexed', completions: 2 });
    const places = ['0', '1', '2', 'x'].map((index) => hasPlace(indexed, annotated({ [indexKey]: index })));
    assert.deepEqual([places, hasPlace(indexed, pod())], [[true, true, false, false], false]);
  });

  it('has the index that its annotation says, if that is a number', () => {
    assert.equal(indexOf(annotated({ [indexKey]: '12' })), 12);
    for (const text of ['', '-1', '1a', 'x1']) assert.equal(indexOf(annotated({ [indexKey]: text })), undefined);
    assert.equal(indexOf(pod()), undefined);
    assert.equal(indexOf({ ...pod(), metadata: { name: 'p', uid: '1' } }), undefined);
  });

  it('has failed when it is deleted, unless it succeeded or its job waits for its end', () => {
    const deletionTimestamp = '2026-01-01T00:00:00Z';
    const failed = (phase: string, metadata: Partial<Pod['metadata']>, spec = {}) =>
      hasFailed(job(spec), pod({ phase }, metadata));
    assert.deepEqual([failed('Failed', {}), failed('Running', {}), failed('Succeeded', {})], [true, false, false]);
    const { status: _, ...unseen } = pod({}, { deletionTimestamp });
    assert.equal(hasFailed(job(), unseen), true);
    const rules = [
      { action: 'FailJob', onPodConditions: [{ type: 'A' }], onExitCodes: { operator: 'In', values: [1] } },
    ];
    assert.equal(failureAction(job({ podFailurePolicy: { rules } }), unseen).action, 'Count');
    assert.equal(failed('Running', { deletionTimestamp }), true);
    assert.equal(failed('Succeeded', { deletionTimestamp }), false);
    const waits = { podReplacementPolicy: 'Failed' };
    assert.equal(failed('Running', { deletionTimestamp }, waits), false);
    assert.equal(failed('Failed', { deletionTimestamp }, waits), true);
  });
});

describe('the policy for pods that failed', () => {
  const judge = (rules: PodFailureRule[], status: object) =>
    failureAction(job({ podFailurePolicy: { rules } }), pod(status));
  const exits = (operator: string, values: number[], more: object = {}): PodFailureRule => ({
    action: 'FailJob',
    onExitCodes: { operator, values, ...more },
  });
  const actions = (rule: PodFailureRule, ...codes: (number | undefined)[]) =>
    codes.map((code) => judge([rule], { containerStatuses: [container('c', code)] }).action);

  it('counts a pod of which no rule speaks', () => {
    assert.deepEqual(judge([], {}), { action: 'Count', message: '' });
    assert.deepEqual(failureAction(job(), pod()), { action: 'Count', message: '' });
    assert.deepEqual(judge([{ action: 'Ignore' }], {}), { action: 'Count', message: '' });
  });

  it('goes by exit codes that are in a list or not, but never by 0 or of a container that runs', () => {
    assert.deepEqual(actions(exits('In', [1, 42]), 42, 3, 0, undefined), ['FailJob', 'Count', 'Count', 'Count']);
    assert.deepEqual(actions(exits('NotIn', [1, 42]), 42, 3, 0, undefined), ['Count', 'FailJob', 'Count', 'Count']);
  });

  it('goes by the containers before the init containers, or by the one that it names', () => {
    const status = { containerStatuses: [container('main', 2)], initContainerStatuses: [container('init', 3)] };
    const told = (name: string, code: number) => ({
      action: 'FailJob',
      message: `Container ${name} for pod lab/p failed with exit code ${code} matching FailJob rule at index 0`,
    });
    assert.deepEqual(judge([exits('In', [2, 3])], status), told('main', 2));
    assert.deepEqual(judge([exits('In', [3])], status), told('init', 3));
    assert.deepEqual(judge([exits('NotIn', [9], { containerName: 'init' })], status), told('init', 3));
    assert.equal(judge([exits('In', [2], { containerName: 'init' })], status).action, 'Count');
  });

  it('goes by the first rule that matches, and by the first condition of the pod that the rule names', () => {
    const disrupted = { action: 'Ignore', onPodConditions: [{ type: 'B' }, { type: 'A', status: 'False' }] };
    const conditions = (...list: [string, string][]) => ({
      conditions: list.map(([type, status]) => ({ type, status })),
    });
    const told = (type: string) => ({
      action: 'Ignore',
      message: `Pod lab/p has condition ${type} matching Ignore rule at index 1`,
    });
    const rules = [exits('In', [1]), disrupted, { ...disrupted, action: 'FailJob' }];
    assert.deepEqual(judge(rules, conditions(['A', 'False'], ['B', 'True'])), told('A'));
    assert.deepEqual(judge(rules, conditions(['A', 'True'], ['B', 'True'])), told('B'));
    assert.equal(judge(rules, conditions(['A', 'True'], ['B', 'False'])).action, 'Count');
  });

  it('ends an index by a rule, or when it has failed as often as it may', () => {
    const of = (spec: Partial<JobSpec>, count?: string) =>
      endsItsIndex(job(spec), annotated(count === undefined ? {} : { [failuresKey]: count }));
    assert.deepEqual([of({}, '9'), of({ backoffLimitPerIndex: 0 })], [false, true]);
    assert.deepEqual([of({ backoffLimitPerIndex: 2 }, '1'), of({ backoffLimitPerIndex: 2 }, '2')], [false, true]);
    assert.equal(of({ backoffLimitPerIndex: 1 }, 'x'), false);
    const rule = { action: 'FailIndex', onPodConditions: [{ type: 'A' }] };
    const failed = pod({ conditions: [{ type: 'A', status: 'True' }] });
    const ignore = { rules: [{ ...rule, action: 'Ignore' }] };
    assert.equal(endsItsIndex(job({ backoffLimitPerIndex: 0, podFailurePolicy: ignore }), failed), false);
    assert.equal(endsItsIndex(job({ backoffLimitPerIndex: 5, podFailurePolicy: { rules: [rule] } }), failed), true);
  });
});

describe('the indexes of a job', () => {
  const at = (index: string, phase: string, failures?: string): Pod =>
    pod({ phase }, { annotations: { [indexKey]: index, ...(failures ? { [failuresKey]: failures } : {}) } });
  const counts = (spec: Partial<JobSpec>, before: object, ...pods: Pod[]) =>
    indexedCounts(job({ completions: 12, ...spec }), before, pods);

  it('have succeeded with their pods, beside those that had before, in the order of numbers', () => {
    assert.deepEqual(counts({}, {}), {});
    const more = [at('10', 'Succeeded'), at('9', 'Succeeded'), at('3', 'Running'), at('4', 'Failed')];
    assert.deepEqual(counts({}, { completedIndexes: '1-2,9' }, ...more), {
      succeeded: 4,
      completedIndexes: '1,2,9,10',
    });
    // an index that the job has no more, a pod without one, and a list that is none count for nothing
    const odd = [at('12', 'Succeeded'), at('x', 'Succeeded'), at('0', 'Succeeded')];
    assert.deepEqual(counts({}, { completedIndexes: 'x' }, ...odd), { succeeded: 1, completedIndexes: '0' });
    assert.deepEqual(indexedCounts(job({}), {}, [at('0', 'Succeeded')]), {});
  });

  it('have failed when their pods failed as often as they may, where that is limited, and have not succeeded', () => {
    const limited = { backoffLimitPerIndex: 1 };
    assert.deepEqual(counts(limited, {}), { failedIndexes: '' });
    const pods = [
      at('0', 'Failed', '1'),
      at('1', 'Failed'),
      at('2', 'Running', '1'),
      at('3', 'Failed', '1'),
      at('3', 'Succeeded'),
    ];
    assert.deepEqual(counts(limited, { failedIndexes: '5' }, ...pods), {
      succeeded: 1,
      completedIndexes: '3',
      failedIndexes: '0,5',
    });
    assert.deepEqual(counts({}, {}, at('0', 'Failed', '9')), {});
  });

  it('have not failed when the end of the job removed their pods', () => {
    const condition = { type: 'FailureTarget', status: 'True', reason: 'MaxFailedIndexesExceeded', message: '' };
    const ending = { failedIndexes: '1,2', conditions: [{ ...condition, lastTransitionTime: '' }] } as JobStatus;
    assert.deepEqual(counts({ backoffLimitPerIndex: 0 }, ending, at('3', 'Failed')), { failedIndexes: '1,2' });
    const { conditions: _none, ...going } = ending;
    assert.deepEqual(counts({ backoffLimitPerIndex: 0 }, going, at('3', 'Failed')), { failedIndexes: '1-3' });
  });
});

describe('the pod for an index', () => {
  it('says its index in a label, an annotation, its host name and a variable of each container', () => {
    const own = { name: 'JOB_COMPLETION_INDEX', value: 'mine' };
    const containers = [
      { name: 'a', image: 'x', env: [{ name: 'E', value: '1' }] },
      { name: 'b', image: 'x', env: [own, { name: 'E', value: '1' }] },
    ];
    const template = {
      metadata: { labels: { app: 'x' }, annotations: { note: 'y' } },
      spec: { containers, initContainers: [{ name: 'i', image: 'x' }] },
    };
    const made = indexedPod(job({ template }), 3, []);
    const fieldRef = { apiVersion: 'v1', fieldPath: `metadata.labels['${indexKey}']` };
    const variable = { name: 'JOB_COMPLETION_INDEX', valueFrom: { fieldRef } };
    assert.deepEqual(made.template, {
      metadata: template.metadata,
      spec: {
        containers: [{ ...containers[0], env: [{ name: 'E', value: '1' }, variable] }, containers[1]],
        initContainers: [{ name: 'i', image: 'x', env: [variable] }],
        hostname: 'j-3',
      },
    });
    assert.deepEqual(made.more, {
      generateName: 'j-3-',
      labels: { app: 'x', [indexKey]: '3' },
      annotations: { note: 'y', [indexKey]: '3' },
    });
    assert.equal('initContainers' in indexedPod(job(), 0, []).template.spec, false);
  });

  it('counts the failures of its index alone, where the job limits them', () => {
    const failed = [
      annotated({ [indexKey]: '1', [failuresKey]: '0' }),
      annotated({ [indexKey]: '1', [failuresKey]: '1' }),
      annotated({ [indexKey]: '2', [failuresKey]: '7' }),
    ];
    const count = (index: number) =>
      (indexedPod(job({ backoffLimitPerIndex: 3 }), index, failed).more as Pod['metadata']).annotations?.[failuresKey];
    assert.deepEqual([count(0), count(1), count(2)], ['0', '2', '8']);
  });

  it('counts by themselves the failures that the policy ignores', () => {
    const rules = [{ action: 'Ignore', onPodConditions: [{ type: 'A' }] }];
    const ignored = (annotations: Record<string, string>) =>
      pod({ conditions: [{ type: 'A', status: 'True' }] }, { annotations: { [indexKey]: '0', ...annotations } });
    const of = job({ backoffLimitPerIndex: 3, podFailurePolicy: { rules } });
    const counts = (...failed: Pod[]) => {
      const { annotations } = indexedPod(of, 0, failed).more as Pod['metadata'];
      return [annotations?.[failuresKey], annotations?.[ignoredKey]];
    };
    assert.deepEqual(counts(), ['0', undefined]);
    assert.deepEqual(counts(annotated({ [indexKey]: '0', [failuresKey]: 'x' })), ['1', undefined]);
    assert.deepEqual(counts(ignored({})), ['0', '1']);
    assert.deepEqual(counts(ignored({ [failuresKey]: '1', [ignoredKey]: '2' })), ['1', '3']);
    assert.deepEqual(counts(annotated({ [indexKey]: '0', [failuresKey]: '1', [ignoredKey]: '2' })), ['2', '2']);
  });
});
