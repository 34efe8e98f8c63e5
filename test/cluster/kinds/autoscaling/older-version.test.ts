import assert from 'node:assert/strict';
import { oldPodAutoscaler as definition } from '../../../../src/cluster/kinds/autoscaling/horizontal-pod-autoscaler.js';
import { fromNewer, toNewer } from '../../../../src/cluster/kinds/autoscaling/older-version.js';
import { fields } from '../../../../src/kube/fields.js';
import type { KubeObject } from '../../../../src/kube/object.js';

const cpu = { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 60 } } };
const memory = {
  type: 'Resource',
  resource: { name: 'memory', target: { type: 'AverageValue', averageValue: '1Mi' } },
};
const pods = { type: 'Pods', pods: { metric: { name: 'hits' }, target: { type: 'AverageValue', averageValue: '10' } } };
const newer = (spec: object): KubeObject => ({
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  metadata: { name: 'web', annotations: { own: 'yes' } },
  spec: { maxReplicas: 3, ...spec },
});

describe('an autoscaler in the older version', () => {
  it('has the target for CPU as a field, and the rest in annotations', () => {
    const old = fromNewer(newer({ metrics: [cpu, memory] }));
    assert.equal(old.apiVersion, 'autoscaling/v1');
    assert.deepEqual(old.spec, { maxReplicas: 3, targetCPUUtilizationPercentage: 60 });
    assert.deepEqual(JSON.parse(old.metadata.annotations?.['autoscaling.alpha.kubernetes.io/metrics'] ?? ''), [
      { type: 'Resource', resource: { name: 'memory', targetAverageValue: '1Mi' } },
    ]);
  });
  it('is the same again in the newer version', () => {
    const behavior = { scaleDown: { policies: [{ type: 'Pods', value: 1, periodSeconds: 30 }], selectPolicy: 'Max' } };
    const object = (target: object) => ({
      type: 'Object',
      object: { describedObject: { kind: 'Service', name: 's' }, metric: { name: 'm' }, target },
    });
    const outside = {
      type: 'External',
      external: {
        metric: { name: 'm', selector: { matchLabels: { a: 'b' } } },
        target: { type: 'AverageValue', averageValue: '1' },
      },
    };
    const container = {
      type: 'ContainerResource',
      containerResource: { name: 'cpu', container: 'c', target: { type: 'Utilization', averageUtilization: 5 } },
    };
    const [value, average] = [
      object({ type: 'Value', value: '1' }),
      object({ type: 'AverageValue', averageValue: '1' }),
    ];
    // the CPU comes last in the newer version, as it is no part of the annotation
    const spec = { metrics: [memory, pods, value, average, outside, container, cpu], behavior };
    const { apiVersion, metadata, ...rest } = toNewer(fromNewer(newer(spec)));
    assert.deepEqual([apiVersion, metadata], ['autoscaling/v2', { name: 'web', annotations: { own: 'yes' } }]);
    assert.deepEqual(fields(rest.spec), { maxReplicas: 3, ...spec });
  });
  it('leaves out annotations that cannot be read', () => {
    const old = fromNewer(newer({}));
    old.metadata.annotations = { 'autoscaling.alpha.kubernetes.io/metrics': '{' };
    assert.deepEqual(toNewer(old).spec, { maxReplicas: 3 });
  });
  it('has fields in annotations as Go writes them', () => {
    const target = { type: 'AverageValue', averageValue: '1' };
    const metric = {
      type: 'Object',
      object: { describedObject: { kind: 'K', name: 'n' }, metric: { name: 'm' }, target },
    };
    const behavior = { scaleUp: { selectPolicy: 'Max', policies: [] } };
    const conditions = [{ type: 'Able', status: 'True', message: '<' }];
    const { metadata } = fromNewer({ ...newer({ metrics: [metric], behavior }), status: { conditions } });
    const note = (name: string) => metadata.annotations?.[`autoscaling.alpha.kubernetes.io/${name}`];
    assert.equal(
      note('metrics'),
      '[{"type":"Object","object":{"target":{"kind":"K","name":"n"},"metricName":"m","targetValue":"0","averageValue":"1"}}]',
    );
    assert.equal(
      note('behavior'),
      '{"ScaleUp":{"StabilizationWindowSeconds":null,"SelectPolicy":"Max","Policies":[],"Tolerance":null},"ScaleDown":null}',
    );
    assert.equal(note('conditions'), '[{"type":"Able","status":"True","lastTransitionTime":null,"message":"\\u003c"}]');
  });
  it('has 80 percent of the CPU for its target where it names none, and drops what it cannot read', () => {
    const object: KubeObject = { ...newer({}), apiVersion: 'autoscaling/v1' };
    object.metadata.annotations = { 'autoscaling.alpha.kubernetes.io/behavior': '{' };
    definition.defaults?.(object);
    assert.deepEqual(object.spec, { maxReplicas: 3, minReplicas: 1, targetCPUUtilizationPercentage: 80 });
    assert.equal(object.metadata.annotations, undefined);
  });
  it('has the use of CPU as a field, and all that is measured in an annotation', () => {
    const resource = (name: string, current: object) => ({ type: 'Resource', resource: { name, current } });
    const metric = { name: 'm', selector: { matchLabels: { a: 'b' } } };
    const currentMetrics = [
      resource('memory', { averageValue: '1Mi' }),
      resource('cpu', { averageUtilization: 7 }),
      resource('cpu', { averageValue: '70m', averageUtilization: 8 }),
      { type: 'Pods', pods: { metric, current: { averageValue: '1' } } },
      ...[{ value: '3' }, { averageValue: '3' }].flatMap((current) => [
        { type: 'Object', object: { metric, current, describedObject: { kind: 'Service', name: 's' } } },
        { type: 'External', external: { metric, current } },
      ]),
      {
        type: 'ContainerResource',
        containerResource: { name: 'cpu', current: { averageValue: '4m', averageUtilization: 5 }, container: 'c' },
      },
    ];
    const status = { currentReplicas: 1, desiredReplicas: 1, currentMetrics };
    const old = fromNewer({ ...newer({}), status });
    assert.deepEqual(old.status, { currentReplicas: 1, desiredReplicas: 1, currentCPUUtilizationPercentage: 8 });
    const [memory, , cpu, pods, object, outside] = JSON.parse(
      old.metadata.annotations?.['autoscaling.alpha.kubernetes.io/current-metrics'] ?? '',
    );
    assert.deepEqual(memory.resource, { name: 'memory', currentAverageValue: '1Mi' });
    assert.deepEqual(cpu.resource, { name: 'cpu', currentAverageUtilization: 8, currentAverageValue: '70m' });
    assert.deepEqual(pods.pods, { metricName: 'm', currentAverageValue: '1', selector: metric.selector });
    assert.deepEqual(object.object, {
      target: { kind: 'Service', name: 's' },
      metricName: 'm',
      currentValue: '3',
      selector: metric.selector,
    });
    assert.deepEqual(outside.external, { metricName: 'm', metricSelector: metric.selector, currentValue: '3' });
    assert.deepEqual(toNewer(old).status, status);
  });
  it('makes a metric of the use of CPU that the older version is told', () => {
    const old: KubeObject = { ...newer({}), status: { currentReplicas: 1, currentCPUUtilizationPercentage: 5 } };
    assert.deepEqual(fields(toNewer(old).status).currentMetrics, [
      { type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: 5 } } },
    ]);
    assert.equal(fields(toNewer({ ...newer({}), status: {} }).status).currentMetrics, null);
  });
  it('takes conditions with the status alone', () => {
    const name = 'autoscaling.alpha.kubernetes.io/conditions';
    const noted = (conditions: string): KubeObject => ({
      ...newer({}),
      metadata: { name: 'web', annotations: { [name]: conditions } },
    });
    const written = (old: KubeObject, subresource: string): unknown => {
      const object = noted('new');
      definition.prepare?.update?.(object, old, subresource);
      return object.metadata.annotations?.[name];
    };
    assert.deepEqual(
      [written(noted('old'), ''), written(newer({}), ''), written(noted('old'), 'status')],
      ['old', undefined, 'new'],
    );
    const created = noted('new');
    definition.prepare?.create?.(created);
    assert.deepEqual(created.metadata.annotations, {});
  });
});
