import assert from 'node:assert/strict';
import { isInScope, resourceCounted, usageOf, written } from '../../../../src/cluster/kinds/core/quota-usage.js';
import type { KubeObject } from '../../../../src/kube/object.js';

const object = (kind: string, spec: object, status: object = {}): KubeObject => ({
  apiVersion: 'v1',
  kind,
  metadata: { name: 'x', namespace: 'lab' },
  spec,
  status,
});
const used = (resource: string, one: KubeObject, group = ''): object => written(usageOf({ group, resource }, one));
const container = { name: 'c', resources: { requests: { cpu: '500m' }, limits: { cpu: '1', memory: '1Gi' } } };

describe('what an object takes of a quota', () => {
  it('a pod: itself, and what its containers ask for', () => {
    assert.deepEqual(used('pods', object('Pod', { containers: [container] })), {
      'count/pods': '1',
      cpu: '500m',
      'limits.cpu': '1',
      'limits.memory': '1Gi',
      pods: '1',
      'requests.cpu': '500m',
    });
  });
  it('a pod that has ended is only counted', () =>
    assert.deepEqual(used('pods', object('Pod', { containers: [container] }, { phase: 'Failed' })), {
      'count/pods': '1',
    }));
  it('a service: its node ports', () => {
    const service = used('services', object('Service', { type: 'NodePort', ports: [{ port: 1 }, { port: 2 }] }));
    assert.deepEqual(service, {
      'count/services': '1',
      services: '1',
      'services.loadbalancers': '0',
      'services.nodeports': '2',
    });
  });
  it('a claim: its storage, also of its class', () => {
    const claim = object('PersistentVolumeClaim', {
      storageClassName: 'fast',
      resources: { requests: { storage: '2Gi' } },
    });
    assert.deepEqual(used('persistentvolumeclaims', claim), {
      'count/persistentvolumeclaims': '1',
      'fast.storageclass.storage.k8s.io/persistentvolumeclaims': '1',
      'fast.storageclass.storage.k8s.io/requests.storage': '2Gi',
      persistentvolumeclaims: '1',
      'requests.storage': '2Gi',
    });
  });
  it('anything else: itself', () =>
    assert.deepEqual(used('jobs', object('Job', {}), 'batch'), { 'count/jobs.batch': '1' }));
});

describe('the resource that a name of a quota counts', () => {
  for (const [name, resource] of [
    ['count/jobs.batch', 'batch jobs'],
    ['count/pods', ' pods'],
    ['requests.example.com/gpu', ' pods'],
    ['services.nodeports', ' services'],
    ['requests.storage', ' persistentvolumeclaims'],
    ['fast.storageclass.storage.k8s.io/requests.storage', ' persistentvolumeclaims'],
  ]) {
    it(`${name}: ${resource}`, () => {
      const counted = resourceCounted(name ?? '');
      assert.equal(`${counted?.group} ${counted?.resource}`, resource);
    });
  }
  it('is none for a name that nobody knows', () => assert.equal(resourceCounted('gadgets'), undefined));
});

describe('the scopes of a quota', () => {
  const pods = { group: '', resource: 'pods' };
  const plain = object('Pod', { containers: [{ name: 'c' }], priorityClassName: 'high', activeDeadlineSeconds: 5 });
  const asks = object('Pod', { containers: [container] });
  const holds = (spec: object, one: KubeObject): boolean => isInScope(object('ResourceQuota', spec), pods, one);
  it('are about how a pod is served and how long it may run', () => {
    assert.deepEqual(
      [plain, asks].map((pod) => holds({ scopes: ['BestEffort'] }, pod)),
      [true, false],
    );
    assert.deepEqual(
      [plain, asks].map((pod) => holds({ scopes: ['Terminating'] }, pod)),
      [true, false],
    );
  });
  it('can name priority classes', () => {
    const of = (operator: string, values?: string[]): object => ({
      scopeSelector: { matchExpressions: [{ scopeName: 'PriorityClass', operator, values }] },
    });
    assert.deepEqual(
      [plain, asks].map((pod) => holds(of('In', ['high']), pod)),
      [true, false],
    );
    assert.deepEqual(
      [plain, asks].map((pod) => holds(of('DoesNotExist'), pod)),
      [false, true],
    );
  });
  it('are for pods alone', () => {
    const quota = object('ResourceQuota', { scopes: ['BestEffort'] });
    assert.equal(isInScope(quota, { group: '', resource: 'services' }, object('Service', {})), false);
  });
});
