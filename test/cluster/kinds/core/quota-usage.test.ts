import assert from 'node:assert/strict';
import { resourceCounted, usageOf, written } from '../../../../src/cluster/kinds/core/quota-usage.js';
import type { KubeObject } from '../../../../src/kube/object.js';
import { object } from './lab-object.js';

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
  it('a pod: huge pages and devices by their requests, only cpu, memory and ephemeral storage by their limits', () => {
    const amounts = { memory: '1Gi', 'hugepages-2Mi': '4Mi', 'example.com/gpu': '2', 'ephemeral-storage': '1Gi' };
    const pod = object('Pod', { containers: [{ name: 'c', resources: { requests: amounts, limits: amounts } }] });
    assert.deepEqual(used('pods', pod), {
      'count/pods': '1',
      'ephemeral-storage': '1Gi',
      'hugepages-2Mi': '4Mi',
      'limits.ephemeral-storage': '1Gi',
      'limits.memory': '1Gi',
      memory: '1Gi',
      pods: '1',
      'requests.ephemeral-storage': '1Gi',
      'requests.example.com/gpu': '2',
      'requests.hugepages-2Mi': '4Mi',
      'requests.memory': '1Gi',
    });
  });
  it('a balanced service: all of its ports, or those that it names itself', () => {
    const ports = [{ port: 1, nodePort: 30001 }, { port: 2 }, { port: 3 }];
    const nodePorts = (spec: object): unknown =>
      (used('services', object('Service', { ports, ...spec })) as Record<string, string>)['services.nodeports'];
    assert.equal(nodePorts({ type: 'LoadBalancer' }), '3');
    assert.equal(nodePorts({ type: 'LoadBalancer', allocateLoadBalancerNodePorts: true }), '3');
    assert.equal(nodePorts({ type: 'LoadBalancer', allocateLoadBalancerNodePorts: false }), '1');
    assert.equal(nodePorts({ type: 'NodePort', allocateLoadBalancerNodePorts: false }), '3');
    assert.equal(nodePorts({ type: 'ClusterIP' }), '0');
  });
  it('a claim: whole bytes of what its volume grows to, also of the class in its annotation', () => {
    const claim = (storage: string, allocated: string): KubeObject => ({
      ...object(
        'PersistentVolumeClaim',
        { storageClassName: 'slow', resources: { requests: { storage } } },
        { allocatedResources: { storage: allocated } },
      ),
      metadata: { name: 'x', annotations: { 'volume.beta.kubernetes.io/storage-class': 'fast' } },
    });
    const storage = (one: KubeObject): unknown =>
      (used('persistentvolumeclaims', one) as Record<string, string>)[
        'fast.storageclass.storage.k8s.io/requests.storage'
      ];
    assert.equal(storage(claim('2Gi', '1Gi')), '2Gi');
    assert.equal(storage(claim('2Gi', '3Gi')), '3Gi');
    assert.equal(storage(claim('1500m', '1')), '2');
    assert.deepEqual(used('persistentvolumeclaims', object('PersistentVolumeClaim', {})), {
      'count/persistentvolumeclaims': '1',
      persistentvolumeclaims: '1',
    });
  });
  it('a claim for devices: as many of each class as it may get', () => {
    const of = (deviceClassName: string, count: number, allocationMode = 'ExactCount'): object => ({
      deviceClassName,
      allocationMode,
      count,
    });
    const requests = [
      { name: 'a', exactly: of('gpu', 2) },
      { name: 'b', exactly: of('gpu', 0, 'All') },
      { name: 'c', firstAvailable: [of('gpu', 1), of('nic', 3), of('gpu', 4)] },
    ];
    const claim = object('ResourceClaim', { devices: { requests } });
    assert.deepEqual(used('resourceclaims', claim, 'resource.k8s.io'), {
      'count/resourceclaims.resource.k8s.io': '1',
      'gpu.deviceclass.resource.k8s.io/devices': '38',
      'nic.deviceclass.resource.k8s.io/devices': '3',
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
    ['services', ' services'],
    ['limits.ephemeral-storage', ' pods'],
    ['requests.hugepages-2Mi', ' pods'],
    ['gpu.deviceclass.resource.k8s.io/devices', 'resource.k8s.io resourceclaims'],
    ['fast.storageclass.storage.k8s.io/requests.storage', ' persistentvolumeclaims'],
    ['fast.storageclass.storage.k8s.io/persistentvolumeclaims', ' persistentvolumeclaims'],
  ]) {
    it(`${name}: ${resource}`, () => {
      const counted = resourceCounted(name ?? '');
      assert.equal(`${counted?.group} ${counted?.resource}`, resource);
    });
  }
  it('is none for a name that nobody knows, nor for a limit of what cannot be shared', () => {
    const none = ['gadgets', 'limits.example.com/gpu', 'example.com/gpu', 'limits.hugepages-2Mi', 'services.x'];
    for (const name of none) assert.equal(resourceCounted(name), undefined, name);
  });
});
