import assert from 'node:assert/strict';
import { formatSelector } from '../../../src/kube/tables/apps.js';
import { age, cellsOf, creationTimestamp, meta } from './cells.js';

const template = {
  spec: {
    containers: [
      { name: 'a', image: 'i:1' },
      { name: 'b', image: 'j:2' },
    ],
    nodeSelector: { disk: 'ssd' },
  },
};
const selector = { matchLabels: { app: 'web' } };
const condition = (type: string, status = 'True') => ({ type, status });

describe('a job in a table', () => {
  const state = (conditions: object[], more: object = {}) =>
    cellsOf('Job', { status: { conditions }, ...more }, 'Status')[0];
  const going = meta({ deletionTimestamp: creationTimestamp });

  it('has ended, is going, or is in one of its states', () => {
    assert.equal(state([]), 'Running');
    for (const type of ['Complete', 'Failed', 'Suspended', 'FailureTarget', 'SuccessCriteriaMet']) {
      assert.equal(state([condition(type)]), type);
      assert.equal(state([condition(type, 'False')]), 'Running', type);
    }
    assert.equal(state([condition('FailureTarget'), condition('Failed')]), 'Failed');
    assert.equal(state([condition('Suspended')], going), 'Terminating');
    assert.equal(state([condition('Complete')], going), 'Complete');
  });

  it('says how much is done of what is wanted', () => {
    const done = (spec: object, status: object) => cellsOf('Job', { spec, status }, 'Completions')[0];
    assert.equal(done({ completions: 3, parallelism: 5 }, { succeeded: 1 }), '1/3');
    assert.equal(done({ completions: 3 }, {}), '0/3');
    assert.equal(done({ parallelism: 2 }, { succeeded: 1 }), '1/1 of 2');
    assert.equal(done({ parallelism: 1 }, { succeeded: 1 }), '1/1');
    assert.equal(done({}, {}), '0/1');
  });

  it('says how long it has run, or ran', () => {
    const lasted = (status: object) => cellsOf('Job', { status }, 'Duration')[0];
    assert.equal(lasted({}), '');
    assert.equal(lasted({ startTime: '2026-01-02T03:03:05Z' }), '60s');
    assert.equal(lasted({ startTime: '2026-01-02T03:03:05Z', completionTime: '2026-01-02T03:03:10Z' }), '5s');
  });

  it('ends with its template', () => {
    assert.deepEqual(cellsOf('Job', { spec: { template, selector } }), [
      ...['x', 'Running', '0/1', '', age, 'a,b', 'i:1,j:2', 'app=web'],
    ]);
  });
});

describe('a cron job in a table', () => {
  it('has all that its schedule is about', () => {
    assert.deepEqual(cellsOf('CronJob', { spec: { schedule: '@daily', jobTemplate: { spec: { template } } } }), [
      ...['x', '@daily', '<none>', '<unset>', 0, '<none>', age, 'a,b', 'i:1,j:2', '<none>'],
    ]);
    const spec = { schedule: '* * * * *', timeZone: 'Asia/Tokyo', suspend: false, jobTemplate: { spec: { selector } } };
    const status = { active: [{}, {}], lastScheduleTime: '2026-01-02T03:04:00Z' };
    assert.deepEqual(cellsOf('CronJob', { spec, status }), [
      ...['x', '* * * * *', 'Asia/Tokyo', 'False', 2, '5s', age, '', '', 'app=web'],
    ]);
    assert.deepEqual(cellsOf('CronJob', { spec: { suspend: true } }, 'Suspend'), ['True']);
  });
});

describe('a workload in a table', () => {
  it('a daemon set counts its nodes', () => {
    const status = {
      ...{ desiredNumberScheduled: 5, currentNumberScheduled: 4, numberReady: 3 },
      ...{ updatedNumberScheduled: 2, numberAvailable: 1 },
    };
    assert.deepEqual(cellsOf('DaemonSet', { spec: { template, selector }, status }), [
      ...['x', 5, 4, 3, 2, 1, 'disk=ssd', age, 'a,b', 'i:1,j:2', 'app=web'],
    ]);
    assert.deepEqual(cellsOf('DaemonSet', {}).slice(0, 7), ['x', 0, 0, 0, 0, 0, '<none>']);
  });

  it('a stateful set, a deployment and a replica set count their pods, which may be none', () => {
    const spec = { replicas: 3, selector, template };
    const status = { replicas: 2, readyReplicas: 1, updatedReplicas: 2, availableReplicas: 1 };
    assert.deepEqual(cellsOf('StatefulSet', { spec, status }), ['x', '1/3', age, 'a,b', 'i:1,j:2']);
    assert.deepEqual(cellsOf('StatefulSet', {}), ['x', '0/0', age, '', '']);
    assert.deepEqual(cellsOf('Deployment', {}).slice(1, 4), ['0/0', 0, 0]);
    assert.deepEqual(cellsOf('ReplicaSet', { spec, status }).slice(1, 4), [3, 2, 1]);
    assert.deepEqual(cellsOf('ReplicaSet', {}).slice(1, 4), [0, 0, 0]);
  });

  it('a replication controller has a selector of labels', () => {
    const spec = { replicas: 3, selector: { app: 'web' }, template };
    assert.deepEqual(cellsOf('ReplicationController', { spec }).slice(5), ['a,b', 'i:1,j:2', 'app=web']);
  });

  it('a revision names its controller, with the group of that', () => {
    const owner = (apiVersion: string, kind: string, controller: boolean) => ({
      apiVersion,
      kind,
      name: 'web',
      uid: 'u',
      controller,
    });
    const revision = (...ownerReferences: object[]) =>
      cellsOf('ControllerRevision', { revision: 3, ...meta({ ownerReferences }) }).slice(1);
    assert.deepEqual(revision(owner('v1', 'Pod', false), owner('apps/v1', 'StatefulSet', true)), [
      'statefulset.apps/web',
      3,
      age,
    ]);
    assert.deepEqual(revision(owner('v1', 'Node', true)), ['node/web', 3, age]);
    assert.deepEqual(revision(owner('apps/v1', 'StatefulSet', false)), ['<none>', 3, age]);
    assert.deepEqual(cellsOf('ControllerRevision', {}).slice(1), ['<none>', 0, age]);
  });

  it('a budget says what it was given', () => {
    assert.deepEqual(cellsOf('PodDisruptionBudget', { spec: { minAvailable: 0 }, status: { disruptionsAllowed: 2 } }), [
      ...['x', '0', 'N/A', 2, age],
    ]);
    assert.deepEqual(cellsOf('PodDisruptionBudget', { spec: { maxUnavailable: '30%' } }), ['x', 'N/A', '30%', 0, age]);
  });
});

describe('an autoscaler in a table', () => {
  const scaler = (metrics: object[], currentMetrics: object[] = []) =>
    cellsOf('HorizontalPodAutoscaler', { spec: { metrics }, status: { currentMetrics } }, 'Targets')[0];
  const cpu = (target: object) => ({ type: 'Resource', resource: { name: 'cpu', target } });
  const measured = (field: string, current: object) => [{ type: '', [field]: { current } }];

  it('says what it scales, between which limits', () => {
    const spec = { scaleTargetRef: { kind: 'Deployment', name: 'web' }, minReplicas: 2, maxReplicas: 5 };
    assert.deepEqual(cellsOf('HorizontalPodAutoscaler', { spec, status: { currentReplicas: 3 } }), [
      ...['x', 'Deployment/web', '<none>', '2', 5, 3, age],
    ]);
    assert.deepEqual(cellsOf('HorizontalPodAutoscaler', {}).slice(3, 6), ['<unset>', 0, 0]);
  });

  it('of a resource: how much of it is used, of what is wanted', () => {
    assert.equal(scaler([cpu({ averageUtilization: 80 })]), 'cpu: <unknown>/80%');
    assert.equal(
      scaler([cpu({ averageUtilization: 80 })], measured('resource', { averageUtilization: 20 })),
      'cpu: 20%/80%',
    );
    assert.equal(
      scaler([cpu({ averageUtilization: 80 })], measured('pods', { averageUtilization: 20 })),
      'cpu: <unknown>/80%',
    );
    assert.equal(scaler([cpu({})]), 'cpu: <unknown>/<auto>');
    assert.equal(scaler([cpu({ averageValue: '1' })]), 'cpu: <unknown>/1');
    assert.equal(scaler([cpu({ averageValue: '1' })], measured('resource', { averageValue: '500m' })), 'cpu: 500m/1');
    const ofContainer = {
      type: 'ContainerResource',
      containerResource: { name: 'memory', container: 'a', target: { averageUtilization: 7 } },
    };
    assert.equal(scaler([ofContainer], measured('containerResource', { averageUtilization: 9 })), 'memory: 9%/7%');
  });

  it('of other metrics: by their value, or by pod', () => {
    const pods = { type: 'Pods', pods: { metric: { name: 'n' }, target: { averageValue: '5' } } };
    assert.equal(scaler([pods]), '<unknown>/5');
    assert.equal(scaler([pods], measured('pods', { averageValue: '4' })), '4/5');
    for (const [type, field] of [
      ['Object', 'object'],
      ['External', 'external'],
    ] as const) {
      const metric = (target: object) => [{ type, [field]: { metric: { name: 'n' }, target } }];
      assert.equal(scaler(metric({ value: '5' })), '<unknown>/5', type);
      assert.equal(scaler(metric({ value: '5' }), measured(field, { value: '4' })), '4/5', type);
      assert.equal(scaler(metric({ averageValue: '5' })), '<unknown>/5 (avg)', type);
      assert.equal(scaler(metric({ averageValue: '5' }), measured(field, { averageValue: '4' })), '4/5 (avg)', type);
      assert.equal(scaler(metric({ averageValue: '5' }), measured(field, { value: '4' })), '<unknown>/5 (avg)', type);
    }
    assert.equal(scaler([{ type: 'constructor' }]), '<unknown type>');
  });

  it('names two, and how many there are more', () => {
    const [a, b] = [cpu({ averageUtilization: 1 }), cpu({ averageUtilization: 2 })];
    assert.equal(
      scaler([a, b], [...measured('resource', {}), ...measured('resource', { averageUtilization: 3 })]),
      'cpu: <unknown>/1%, cpu: 3%/2%',
    );
    assert.equal(scaler([a, b, a, a]), 'cpu: <unknown>/1%, cpu: <unknown>/2% + 2 more...');
  });
});

describe('formatSelector', () => {
  it('writes each operator, by key', () => {
    const matchExpressions = [
      { key: 'tier', operator: 'In', values: ['b', 'a'] },
      { key: 'env', operator: 'NotIn', values: ['dev'] },
      { key: 'old', operator: 'DoesNotExist' },
      { key: 'new', operator: 'Exists' },
    ];
    assert.equal(
      formatSelector({ matchLabels: { app: 'web' }, matchExpressions }),
      'app=web,env notin (dev),new,!old,tier in (a,b)',
    );
    assert.equal(formatSelector({}), '<none>');
  });
});
