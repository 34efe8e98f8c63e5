import assert from 'node:assert/strict';
import type { AdmissionAttributes } from '../../../src/cluster/admission/admission.js';
import { resourceQuota } from '../../../src/cluster/admission/resource-quota.js';
import { fields } from '../../../src/kube/fields.js';
import { kindOfResource, type ResourceKind } from '../../../src/kube/kinds.js';
import type { KubeObject } from '../../../src/kube/object.js';

const pods = kindOfResource('', 'pods') as ResourceKind;
const pod = (requests: object = { cpu: '500m' }): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'p', namespace: 'lab' },
  spec: { containers: [{ name: 'c', resources: { requests } }] },
});
const quota = (hard: Record<string, string>, used: Record<string, string>, spec: object = {}): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ResourceQuota',
  metadata: { name: 'q', namespace: 'lab' },
  spec: { hard, ...spec },
  status: { hard, used },
});

/** Asks for a pod to be made; what the quota says of what is used then, or the refusal. */
async function outcome(stored: KubeObject, object: KubeObject, more: Partial<AdmissionAttributes> = {}) {
  let now = stored;
  const plugin = resourceQuota({
    list: () => [now],
    write: async (next) => {
      now = next;
      return true;
    },
  });
  const attributes: AdmissionAttributes = {
    operation: 'CREATE',
    kind: pods,
    namespace: 'lab',
    name: 'p',
    subresource: '',
    object,
    user: { username: 'jane', groups: [] },
    dryRun: false,
    ...more,
  };
  try {
    await plugin(attributes);
    return fields(now.status).used;
  } catch (error) {
    return (error as Error).message;
  }
}

describe('admission by quotas', () => {
  const hard = { pods: '2', 'requests.cpu': '1' };
  it('counts what is made', async () => {
    assert.deepEqual(await outcome(quota(hard, {}), pod()), { pods: '1', 'requests.cpu': '500m' });
  });
  it('counts nothing on a dry run, and refuses all the same', async () => {
    assert.deepEqual(await outcome(quota(hard, {}), pod(), { dryRun: true }), {});
    assert.match(String(await outcome(quota(hard, { pods: '2' }), pod(), { dryRun: true })), /exceeded quota/);
  });
  it('refuses what is more than there is, and names only that', async () => {
    const used = { pods: '1', 'requests.cpu': '600m' };
    assert.equal(
      await outcome(quota(hard, used), pod()),
      'pods "p" is forbidden: exceeded quota: q, requested: requests.cpu=500m, used: requests.cpu=600m, limited: requests.cpu=1',
    );
  });
  it('passes over what the object takes none of, also where more is used than there is', async () => {
    const used = { pods: '0', 'requests.cpu': '0', 'requests.memory': '5Gi' };
    const more = { pods: '1', 'requests.cpu': '500m', 'requests.memory': '6Gi' };
    assert.deepEqual(
      await outcome(quota({ ...hard, 'requests.memory': '1Gi' }, used), pod({ cpu: '500m', memory: '0' })),
      { ...used, pods: '1', 'requests.cpu': '500m' },
    );
    assert.match(String(await outcome(quota(more, more), pod({ cpu: '0', memory: '1' }))), /requests\.memory=1,/);
  });
  it('counts a pod beside other kinds, which the quota counts too', async () => {
    const both = { pods: '2', services: '1' };
    assert.deepEqual(await outcome(quota(both, { pods: '0', services: '1' }), pod()), { pods: '1', services: '1' });
  });
  it('counts an object once in each quota, when somebody else has changed one of them meanwhile', async () => {
    let stored = [quota({ pods: '9' }, { pods: '0' }), quota({ pods: '9' }, { pods: '0' })];
    for (const [i, { metadata }] of stored.entries()) metadata.name = `q${i}`;
    let refusals = 1;
    const plugin = resourceQuota({
      list: () => stored,
      write: async (next) => {
        if (next.metadata.name === 'q1' && refusals-- > 0) return false;
        stored = stored.map((one) => (one.metadata.name === next.metadata.name ? next : one));
        return true;
      },
    });
    const write = { operation: 'CREATE' as const, kind: pods, namespace: 'lab', name: 'p', subresource: '' };
    await plugin({ ...write, object: pod(), user: { username: 'jane', groups: [] }, dryRun: false });
    assert.deepEqual(
      stored.map(({ status }) => fields(status).used),
      [{ pods: '1' }, { pods: '1' }],
    );
    refusals = Number.POSITIVE_INFINITY;
    await assert.rejects(
      async () => plugin({ ...write, object: pod(), user: { username: 'jane', groups: [] }, dryRun: false }),
      { message: /the quotas of the namespace change all the time/ },
    );
  });
  it('refuses a container that does not say how much it wants', async () => {
    assert.equal(
      await outcome(quota(hard, {}), pod({})),
      'pods "p" is forbidden: failed quota: q: must specify requests.cpu for: c',
    );
    const two = { ...pod(), spec: { containers: ['b', 'a'].map((name) => ({ name })) } };
    assert.match(String(await outcome(quota(hard, {}), two)), /must specify requests\.cpu for: a,b$/);
    const withInit = { ...pod(), spec: { containers: [{ name: 'b' }], initContainers: [{ name: 'a' }] } };
    const limits = { 'limits.memory': '1', memory: '1' };
    assert.match(String(await outcome(quota(limits, {}), withInit)), /limits\.memory for: a,b; memory for: a,b$/);
  });
  it('asks no container of a pod that says as a whole how much of anything it wants', async () => {
    const whole = (resources: object): KubeObject => ({ ...pod(), spec: { resources, containers: [{ name: 'c' }] } });
    assert.deepEqual(await outcome(quota(hard, {}), whole({ requests: { cpu: '1' } })), {
      pods: '1',
      'requests.cpu': '1',
    });
    assert.deepEqual(await outcome(quota(hard, {}), whole({ limits: { memory: '1Gi' } })), { pods: '1' });
    assert.match(String(await outcome(quota(hard, {}), whole({ requests: {} }))), /must specify/);
  });
  it('leaves out what is not in the scopes of the quota', async () => {
    const full = { pods: '2' };
    assert.deepEqual(await outcome(quota({ pods: '2' }, full, { scopes: ['BestEffort'] }), pod()), full);
    assert.match(String(await outcome(quota({ pods: '2' }, full, { scopes: ['BestEffort'] }), pod({}))), /exceeded/);
  });
  it('counts what a change of a service takes more or less', async () => {
    const kind = kindOfResource('', 'services') as ResourceKind;
    const service = (type: string): KubeObject => ({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 's', namespace: 'lab' },
      spec: { type, ports: [{ port: 80 }] },
    });
    const changed = (from: string, to: string, used: object) =>
      outcome(quota({ 'services.loadbalancers': '1' }, { ...used }), service(to), {
        operation: 'UPDATE',
        kind,
        name: 's',
        oldObject: service(from),
      });
    const [none, one] = [{ 'services.loadbalancers': '0' }, { 'services.loadbalancers': '1' }];
    assert.deepEqual(await changed('ClusterIP', 'LoadBalancer', none), one);
    assert.deepEqual(await changed('LoadBalancer', 'ClusterIP', one), none);
    assert.deepEqual(await changed('LoadBalancer', 'LoadBalancer', one), one);
    assert.match(String(await changed('ClusterIP', 'LoadBalancer', one)), /requested: services\.loadbalancers=1/);
  });
  it('counts a pod that is resized, and no other change of a pod', async () => {
    const resized = (to: string, more: Partial<AdmissionAttributes> = {}) =>
      outcome(quota(hard, { pods: '1', 'requests.cpu': '500m' }), pod({ cpu: to }), {
        operation: 'UPDATE',
        subresource: 'resize',
        oldObject: pod(),
        ...more,
      });
    assert.deepEqual(await resized('800m'), { pods: '1', 'requests.cpu': '800m' });
    assert.deepEqual(await resized('100m'), { pods: '1', 'requests.cpu': '100m' });
    assert.match(String(await resized('2')), /requested: requests\.cpu=1500m, used: requests\.cpu=500m/);
    for (const subresource of ['', 'status', 'ephemeralcontainers'])
      assert.deepEqual(await resized('2', { subresource }), { pods: '1', 'requests.cpu': '500m' }, subresource);
  });
  it('counts a pod that gets a deadline in the quota whose scope it comes into, and takes nothing off another', async () => {
    const ending = (activeDeadlineSeconds?: number): KubeObject => {
      const one = pod();
      return { ...one, spec: { ...(one.spec as object), ...(activeDeadlineSeconds ? { activeDeadlineSeconds } : {}) } };
    };
    const changed = (used: Record<string, string>, scope: string) =>
      outcome(quota({ pods: '2' }, used, { scopes: [scope] }), ending(5), {
        operation: 'UPDATE',
        oldObject: ending(),
      });
    assert.deepEqual(await changed({ pods: '1' }, 'Terminating'), { pods: '2' });
    assert.match(String(await changed({ pods: '2' }, 'Terminating')), /requested: pods=1, used: pods=2/);
    // the controller takes it off the other one
    assert.deepEqual(await changed({ pods: '2' }, 'NotTerminating'), { pods: '2' });
    assert.deepEqual(await changed({ pods: '1' }, 'NotBestEffort'), { pods: '1' });
  });
  it('counts what a volume has grown to, whatever the limit', async () => {
    const kind = kindOfResource('', 'persistentvolumeclaims') as ResourceKind;
    const claim = (allocated: string): KubeObject => ({
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'd', namespace: 'lab' },
      spec: { resources: { requests: { storage: '1Gi' } } },
      status: { allocatedResources: { storage: allocated } },
    });
    const grown = (subresource: string) =>
      outcome(quota({ 'requests.storage': '2Gi' }, { 'requests.storage': '1Gi' }), claim('4Gi'), {
        operation: 'UPDATE',
        kind,
        subresource,
        oldObject: claim('1Gi'),
      });
    assert.deepEqual(await grown('status'), { 'requests.storage': '4Gi' });
    assert.match(String(await grown('')), /exceeded quota/);
  });
  it('passes over amounts that nothing takes', async () => {
    const hard = { 'example.com/licences': '1', pods: '2' };
    assert.deepEqual(await outcome(quota(hard, {}), pod()), { pods: '1' });
  });
  it('looks at no kind that the quota does not count', async () => {
    const kind = kindOfResource('', 'configmaps') as ResourceKind;
    assert.deepEqual(await outcome(quota({ pods: '0' }, {}), pod(), { kind }), {});
  });
});
