/** The rules for jobs; most texts are recorded answers of a kube-apiserver 1.36. */
import assert from 'node:assert/strict';
import { prepareForCreate } from '../../../../src/cluster/registry/prepare.js';
import { validateCreate } from '../../../../src/cluster/registry/validate.js';
import type { KubeObject } from '../../../../src/kube/object.js';
import { decoded, definitionOfKind, ruledBy, updateCausesOf, warningsOf } from '../faults.js';

const pod = { restartPolicy: 'Never', containers: [{ name: 'c', image: 'i' }] };
const template = { spec: pod };
const uid = '5b0c8d3e-0000-4000-8000-000000000000';

/** A job as it is when it is validated: with defaults and the selector that the server makes. */
const prepared = (spec: object, metadata: object = {}): KubeObject => {
  const job = decoded('Job', { metadata: { uid, ...metadata }, spec: { template, ...spec } });
  return prepareForCreate(job, definitionOfKind('Job'), new Date('2026-01-01T00:00:00Z'));
};
const of = (spec: object, metadata: object = {}): string[] =>
  validateCreate(prepared(spec, metadata), ruledBy('Job')).map((e) => `${e.field}: ${e.message}`);

describe('a new job', () => {
  it('gets a selector and labels by which its pods are found', () => {
    const { spec, metadata } = prepared({});
    const labels = {
      'batch.kubernetes.io/controller-uid': uid,
      'batch.kubernetes.io/job-name': 'x',
      'controller-uid': uid,
      'job-name': 'x',
    };
    const { selector, template: made } = spec as unknown as { selector: object; template: { metadata: object } };
    assert.deepEqual(selector, { matchLabels: { 'batch.kubernetes.io/controller-uid': uid } });
    assert.deepEqual(made.metadata, { labels });
    assert.deepEqual(metadata.labels, labels);
    assert.equal(prepared({}, { labels: { a: 'b' } }).metadata.labels?.['job-name'], undefined);
    // its own labels stay its own where they are those of its pods
    const alike = { metadata: { labels: { a: 'b' } }, spec: pod };
    assert.deepEqual(prepared({ template: alike }, { labels: { a: 'b' } }).metadata.labels, { a: 'b' });
    assert.deepEqual(prepared({ template: alike }).metadata.labels, { a: 'b', ...labels });
  });

  it('succeeds once, unless it says how many pods run', () => {
    const numbers = (spec: object) => {
      const { completions, parallelism, backoffLimit } = prepared(spec).spec as unknown as Record<string, number>;
      return [completions, parallelism, backoffLimit];
    };
    assert.deepEqual(numbers({}), [1, 1, 6]);
    assert.deepEqual(numbers({ parallelism: 3 }), [undefined, 3, 6]);
    assert.deepEqual(numbers({ completions: 3 }), [3, 1, 6]);
    const limited = { completionMode: 'Indexed', completions: 2, backoffLimitPerIndex: 1 };
    assert.deepEqual(numbers(limited), [2, 1, 2147483647]);
  });

  const path = 'spec.podFailurePolicy.rules[0]';
  const policy = (rule: object) => ({ podFailurePolicy: { rules: [rule] } });
  const indexed = { completionMode: 'Indexed', completions: 2 };
  const cases: [string, object, string[]][] = [
    ['the simplest there is', {}, []],
    [
      'pods that never end',
      { template: { spec: { ...pod, restartPolicy: 'Always' } } },
      ['spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"'],
    ],
    [
      'labels of its pods that are another job’s',
      { template: { metadata: { labels: { 'job-name': 'y' } }, spec: pod } },
      [
        `spec.template.metadata.labels[job-name]: Invalid value: {"batch.kubernetes.io/controller-uid":"${uid}","batch.kubernetes.io/job-name":"x","controller-uid":"${uid}","job-name":"y"}: must be 'x'`,
      ],
    ],
    [
      'a selector of its own that nothing generates',
      {
        manualSelector: true,
        selector: { matchLabels: { a: 'b' } },
        template: { metadata: { labels: { a: 'b' } }, spec: pod },
      },
      [],
    ],
    [
      'no selector at all',
      { manualSelector: true },
      [
        'spec.selector: Required value',
        'spec.template.metadata.labels: Invalid value: null: `selector` does not match template `labels`',
      ],
    ],
    [
      'a selector with faults, which is compared with no labels',
      { selector: { matchExpressions: [{ key: 'a', operator: 'Exists', values: ['b'] }] } },
      [
        "spec.selector.matchExpressions[0].values: Forbidden: may not be specified when `operator` is 'Exists' or 'DoesNotExist'",
      ],
    ],
    [
      'limits for indexes that it does not have',
      { backoffLimitPerIndex: 1, maxFailedIndexes: 1 },
      [
        'spec.backoffLimitPerIndex: Invalid value: 1: requires indexed completion mode',
        'spec.maxFailedIndexes: Invalid value: 1: requires indexed completion mode',
      ],
    ],
    [
      'an unknown mode',
      { completionMode: 'Odd' },
      ['spec.completionMode: Unsupported value: "Odd": supported values: "NonIndexed", "Indexed"'],
    ],
    [
      'an unknown mode with limits for indexes, and an empty replacement policy',
      { completionMode: '', maxFailedIndexes: 1, backoffLimitPerIndex: 1, podReplacementPolicy: '' },
      [
        'spec.completionMode: Unsupported value: "": supported values: "NonIndexed", "Indexed"',
        'spec.podReplacementPolicy: Unsupported value: "": supported values: "Failed", "TerminatingOrFailed"',
      ],
    ],
    [
      'a success policy without indexes',
      { successPolicy: { rules: [{ succeededCount: 1 }] } },
      [
        'spec.successPolicy: Invalid value: {"Rules":[{"SucceededIndexes":null,"SucceededCount":1}]}: requires indexed completion mode',
      ],
    ],
    [
      'more indexes than can be tracked',
      { ...indexed, completions: 100_001, parallelism: 10_001, backoffLimitPerIndex: 1 },
      [
        'spec.maxFailedIndexes: Required value: must be specified when completions is above 100000',
        'spec.parallelism: Invalid value: 10001: must be less than or equal to 10000 when completions are above 100000 and used with backoff limit per index',
      ],
    ],
    ['an empty manager', { managedBy: '' }, ['spec.managedBy: Required value']],
    [
      'a long manager without a domain',
      { managedBy: 'q'.repeat(64) },
      [
        `spec.managedBy: Invalid value: "${'q'.repeat(64)}": must be a domain-prefixed path (such as "acme.io/foo")`,
        'spec.managedBy: Too long: may not be more than 63 bytes',
      ],
    ],
    [
      'more successes than indexes that cannot be read',
      { ...indexed, successPolicy: { rules: [{ succeededIndexes: 'x', succeededCount: 1 }] } },
      [
        'spec.successPolicy.rules[0].succeededIndexes: Invalid value: "x": error parsing succeededIndexes: cannot convert string to integer for index: "x"',
        'spec.successPolicy.rules[0].succeededCount: Invalid value: 1: must be less than or equal to 0 (the number of indexes in the specified succeededIndexes field)',
      ],
    ],
    [
      'a manager without a domain',
      { managedBy: 'queue' },
      ['spec.managedBy: Invalid value: "queue": must be a domain-prefixed path (such as "acme.io/foo")'],
    ],
    [
      'a policy with containers that start again',
      {
        ...policy({ action: 'FailJob', onExitCodes: { operator: 'In', values: [1] } }),
        template: { spec: { ...pod, restartPolicy: 'OnFailure' } },
      },
      [
        'spec.template.spec.restartPolicy: Invalid value: "OnFailure": only "Never" is supported when podFailurePolicy is specified',
      ],
    ],
    [
      'a rule without a condition',
      policy({ action: 'FailJob' }),
      [`${path}: Invalid value: specifying one of OnExitCodes and OnPodConditions is required`],
    ],
    [
      'exit codes in disorder, one of which is no failure',
      policy({ action: 'Count', onExitCodes: { operator: 'In', containerName: 'x', values: [3, 0, 3] } }),
      [
        `${path}.onExitCodes.containerName: Invalid value: "x": must be one of the container or initContainer names in the pod template`,
        `${path}.onExitCodes.values[1]: Invalid value: 0: must not be 0 for the In operator`,
        `${path}.onExitCodes.values[2]: Duplicate value: 3`,
        `${path}.onExitCodes.values: Invalid value: [3,0,3]: must be ordered`,
      ],
    ],
    [
      'an index that fails without a limit of its own',
      policy({ action: 'FailIndex', onPodConditions: [{ type: 'DisruptionTarget' }] }),
      [`${path}.action: Invalid value: "FailIndex": requires the backoffLimitPerIndex to be set`],
    ],
    [
      'a success that cannot be',
      { ...indexed, successPolicy: { rules: [{ succeededIndexes: '0-5' }, { succeededCount: 3 }, {}] } },
      [
        'spec.successPolicy.rules[0].succeededIndexes: Invalid value: "0-5": error parsing succeededIndexes: too large index: "5"',
        'spec.successPolicy.rules[1].succeededCount: Invalid value: 3: must be less than or equal to 2 (the number of specified completions)',
        'spec.successPolicy.rules[2]: Required value: at least one of succeededCount or succeededIndexes must be specified',
      ],
    ],
  ];
  for (const [name, spec, want] of cases) it(name, () => assert.deepEqual(of(spec), want));

  it('has no labels of its own to validate where all are generated', () => {
    const paths = of({}, { name: 'n'.repeat(64) }).map((fault) => fault.split(':')[0]);
    assert.deepEqual([...new Set(paths)], ['spec.template.labels']);
  });

  it('warns of more indexes than can be tracked', () => {
    const job = prepared({ ...indexed, completions: 100_001, parallelism: 10_001 });
    assert.match(warningsOf(job).join(), /^spec: In Indexed Jobs with a number of completions higher than 10\^5/);
    assert.deepEqual(warningsOf(job, job), []);
  });

  it('with indexes has a name that its pods’ hosts can bear', () => {
    const name = 'n'.repeat(62);
    assert.deepEqual(of(indexed, { name }), [
      `metadata.name: Invalid value: "${name}": will not able to create pod with invalid DNS label: ${name}-1`,
    ]);
  });
});

describe('a job that changes', () => {
  const causes = (before: KubeObject, spec: object): string[] =>
    updateCausesOf('Job', before, { ...before, spec: { ...(before.spec as object), ...spec } });
  const held = { conditions: [{ type: 'Suspended', status: 'True' }] };

  it('keeps how it is to end, and its template', () => {
    const job = prepared({});
    assert.deepEqual(causes(job, { completions: 2 }), ['spec.completions: Invalid value: 2: field is immutable']);
    assert.deepEqual(causes(job, { managedBy: 'a.io/b' }), [
      'spec.managedBy: Invalid value: "a.io/b": field is immutable',
    ]);
    const [fault] = causes(job, {
      template: { ...(job.spec as { template: object }).template, spec: { ...pod, hostname: 'h' } },
    });
    assert.match(
      fault ?? '',
      /^spec\.template: Invalid value: \{"labels":\{.*\},"Spec":\{"Volumes":null,.*: field is immutable$/,
    );
    const policy = { rules: [{ action: 'Ignore', onExitCodes: { operator: 'In', values: [1] } }] };
    assert.deepEqual(causes(job, { podFailurePolicy: policy, podReplacementPolicy: 'Failed' }), [
      'spec.podFailurePolicy: Invalid value: {"Rules":[{"Action":"Ignore","OnExitCodes":{"ContainerName":null,"Operator":"In","Values":[1]},"OnPodConditions":null}]}: field is immutable',
    ]);
  });

  it('with indexes grows when its parallelism does', () => {
    const job = prepared({ completionMode: 'Indexed', completions: 2, parallelism: 2 });
    assert.deepEqual(causes(job, { completions: 3, parallelism: 3 }), []);
    assert.deepEqual(causes(job, { completions: 3 }), [
      'spec.completions: Invalid value: 3: can only be modified in tandem with spec.parallelism',
    ]);
  });

  it('may go to other nodes while it is suspended', () => {
    const job = prepared({ suspend: true });
    const { template: before } = job.spec as { template: { spec: object } };
    const change = { template: { ...before, spec: { ...before.spec, nodeSelector: { disk: 'fast' } } } };
    assert.deepEqual(causes({ ...job, status: held }, change), []);
    assert.equal(causes({ ...job, status: { ...held, active: 1 } }, change).length, 1);
    const [other] = causes(job, { template: { ...before, spec: { ...before.spec, hostname: 'h' } } });
    assert.match(other ?? '', /^spec\.template\.spec: Invalid value: \{"Volumes":null,/);
    const running = {
      ...job,
      spec: { ...(job.spec as object), suspend: false },
      status: { startTime: '2026-01-01T00:00:00Z' },
    };
    assert.equal(causes(running, change).length, 1);
  });
});
