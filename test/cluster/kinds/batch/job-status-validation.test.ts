/** The rules for the status of a job; the texts are those of a kube-apiserver 1.36. */
import assert from 'node:assert/strict';
import { updateCausesOf } from '../faults.js';

const template = { spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'i' }] } };

describe('the status of a job', () => {
  const startTime = '2026-01-01T00:00:00Z';
  const completionTime = '2026-01-01T00:01:00Z';
  const condition = (type: string) => ({ type, status: 'True' });
  const failed = { startTime, conditions: ['FailureTarget', 'Failed'].map(condition) };
  const complete = { startTime, completionTime, conditions: ['SuccessCriteriaMet', 'Complete'].map(condition) };
  const indexed = { completionMode: 'Indexed', completions: 5, parallelism: 5 };
  const limited = { ...indexed, backoffLimitPerIndex: 1 };
  const refused = 'status.conditions: Invalid value';

  const cases: [string, { spec?: object; before?: object; status: object }, string[]][] = [
    ['completes', { before: { startTime, active: 1 }, status: complete }, []],
    ['fails', { status: failed }, []],
    [
      'says of one end only',
      { status: { ...complete, conditions: [...complete.conditions, ...failed.conditions] } },
      [
        `${refused}: cannot set Complete=True and Failed=true conditions`,
        `${refused}: cannot set Complete=True and FailureTarget=true conditions`,
        `${refused}: cannot set SuccessCriteriaMet=True and Failed=true conditions`,
        `${refused}: cannot set SuccessCriteriaMet=True and FailureTarget=true conditions`,
      ],
    ],
    [
      'says before it ends how it will',
      { status: { ...complete, conditions: [condition('Complete')] } },
      [`${refused}: cannot set Complete=True condition without the SuccessCriteriaMet=true condition`],
    ],
    [
      'does not fail when it is complete',
      { status: { ...complete, conditions: [...complete.conditions, condition('FailureTarget')] } },
      [
        `${refused}: cannot set Complete=True and FailureTarget=true conditions`,
        `${refused}: cannot set SuccessCriteriaMet=True and FailureTarget=true conditions`,
      ],
    ],
    [
      'stays as it ended before there were more conditions and rules',
      {
        before: { startTime, completionTime: '2025-01-01T00:00:00Z', conditions: [condition('Complete')] },
        status: { startTime, completionTime: '2025-01-01T00:00:00Z', conditions: [condition('Complete')] },
      },
      [],
    ],
    [
      'has the times of its end',
      { status: { conditions: complete.conditions } },
      [
        'status.completionTime: Required value: completionTime is required for Complete jobs',
        'status.startTime: Required value: startTime is required for finished job',
      ],
    ],
    [
      'ends after it began',
      { status: { ...complete, completionTime: '2025-01-01T00:00:00Z' } },
      ['status.completionTime: Invalid value: "2025-01-01T00:00:00Z": must be equal to or after `startTime`'],
    ],
    [
      'has nothing to do when it has ended',
      {
        before: { startTime, failed: 1 },
        status: { ...complete, active: 1, terminating: 1, failed: 1, uncountedTerminatedPods: { succeeded: ['a'] } },
      },
      [
        'status.active: Invalid value: 1: active>0 is invalid for finished job',
        'status.uncountedTerminatedPods: Invalid value: {"Succeeded":["a"],"Failed":null}: must be empty for finished job',
        'status.terminating: Invalid value: 1: terminating>0 is invalid for finished job',
      ],
    ],
    [
      'keeps its end',
      { before: complete, status: { startTime } },
      [
        `${refused}: cannot disable the terminal Complete=True condition`,
        `${refused}: cannot disable the SuccessCriteriaMet=True condition`,
      ],
    ],
    [
      'counts on, and from one start',
      {
        before: { startTime, failed: 2, succeeded: 2 },
        status: { startTime: completionTime, failed: 1, succeeded: 1 },
      },
      [
        'status.failed: Invalid value: 1: cannot decrease the failed counter',
        'status.succeeded: Invalid value: 1: cannot decrease the succeeded counter',
        `status.startTime: Invalid value: "${completionTime}": field is immutable for unsuspended job once set`,
      ],
    ],
    ['may lose successes when it shrinks', { spec: indexed, before: { succeeded: 2 }, status: { succeeded: 1 } }, []],
    [
      'may start again when it goes on',
      {
        before: { startTime, conditions: [condition('Suspended')] },
        status: { startTime: completionTime, conditions: [{ type: 'Suspended', status: 'False' }] },
      },
      [],
    ],
    [
      'has indexes that can be read, each once',
      { spec: limited, status: { completedIndexes: '0-5', failedIndexes: '1' } },
      ['status.completedIndexes: Invalid value: "0-5": error parsing completedIndexes: too large index: "5"'],
    ],
    [
      'has indexes that either succeeded or failed',
      { spec: limited, status: { completedIndexes: '0-2', failedIndexes: '1-3' } },
      ['status.failedIndexes: Invalid value: "1-3": failedIndexes and completedIndexes overlap at index: 1'],
    ],
    [
      'has indexes only where its specification has them',
      { status: { completedIndexes: '0', failedIndexes: '' } },
      [
        'status.completedIndexes: Invalid value: "0": cannot set non-empty completedIndexes when non-indexed completion mode',
        'status.failedIndexes: Invalid value: "": cannot set non-null failedIndexes when backoffLimitPerIndex is null',
      ],
    ],
    [
      'has no more ready pods than active ones, and names each pod once',
      { status: { ready: 1, uncountedTerminatedPods: { succeeded: ['a', ''], failed: ['a'] } } },
      [
        'status.uncountedTerminatedPods.succeeded[1]: Invalid value: "": must not be empty',
        'status.uncountedTerminatedPods.failed[0]: Duplicate value: "a"',
        'status.ready: Invalid value: 1: cannot set more ready pods than active',
      ],
    ],
    // an older cluster wrote what is refused today
    ['may keep its faults', { before: { ...complete, active: 1 }, status: { ...complete, active: 1, failed: 1 } }, []],
  ];
  for (const [name, { spec = {}, before = {}, status }, want] of cases) {
    it(name, () => {
      const job = { spec: { template, ...spec } };
      assert.deepEqual(updateCausesOf('Job', { ...job, status: before }, { ...job, status }, 'status'), want);
    });
  }
});
