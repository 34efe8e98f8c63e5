/** In which order, and how often, the faults of an object that replaces another are named. */
import assert from 'node:assert/strict';
import { validateUpdate } from '../../../src/cluster/registry/validate.js';
import { decoded, ruledBy, updateCausesOf } from '../kinds/faults.js';

type Body = { metadata?: object; [field: string]: unknown };
const fieldsOf = (kind: string, before: Body, after: Body, subresource = ''): string[] =>
  validateUpdate(decoded(kind, after), decoded(kind, before), ruledBy(kind, subresource)).map((e) => e.field);
const metadata = { labels: { 'a b': '' } };
const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image: 'i' }] } };
const workload = (app: string, replicas = 1) => ({ spec: { replicas, selector: { matchLabels: { app } }, template } });

describe('validateUpdate', () => {
  it('looks at metadata for all kinds, and again for each kind', () => {
    const times = (kind: string, body: Body = {}): number => fieldsOf(kind, body, { ...body, metadata }).length;
    assert.equal(times('ConfigMap'), 4);
    assert.equal(times('Secret'), 4);
    assert.equal(times('ServiceAccount'), 4);
    assert.equal(times('Deployment', workload('web')), 3);
    assert.equal(times('ReplicaSet', workload('web')), 3);
    assert.equal(times('Role'), 4);
    assert.equal(times('EndpointSlice', { addressType: 'IPv4', endpoints: [] }), 3);
  });

  it('says first that a changed selector fits no template, then that it may not change', () => {
    assert.deepEqual(fieldsOf('Deployment', workload('web'), workload('new')), [
      'spec.template.metadata.labels',
      'spec.selector',
    ]);
  });

  it('names a fault in the specification of a ReplicaSet once', () => {
    assert.deepEqual(fieldsOf('ReplicaSet', workload('web'), workload('web', -1)), ['spec.replicas']);
  });

  it('names what may not change before what is wrong in itself', () => {
    assert.deepEqual(fieldsOf('Secret', { type: 'a/b' }, { type: 'c/d', data: { 'a/b': '' } }), ['type', 'data[a/b]']);
  });

  it('looks at a status when that is written', () => {
    const counts = { status: { replicas: 1, readyReplicas: 2, availableReplicas: 3, collisionCount: 0 } };
    const before = { ...workload('web'), status: { collisionCount: 1 } };
    assert.deepEqual(fieldsOf('Deployment', before, { ...workload('web'), ...counts }, 'status'), [
      'status.readyReplicas',
      'status.availableReplicas',
      'status.availableReplicas',
      'status.collisionCount',
    ]);
    assert.deepEqual(
      fieldsOf('ReplicaSet', workload('web'), { ...workload('web'), status: { replicas: -1 } }, 'status'),
      ['status.replicas', 'status.fullyLabeledReplicas', 'status.readyReplicas', 'status.availableReplicas'],
    );
  });

  it('is as thorough with a cluster role', () => {
    assert.equal(updateCausesOf('ClusterRole', {}, { metadata: { labels: { a: '-' } } }).length, 4);
  });

  it('names a fault in the rules of a role once', () => {
    const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'r' };
    const causes = updateCausesOf('Role', { rules: [] }, { rules: [{ verbs: [], resources: ['x'], apiGroups: [''] }] });
    const fault = 'rules[0].verbs: Required value: verbs must contain at least one value';
    assert.deepEqual(causes, [fault]);
    const bound = updateCausesOf('RoleBinding', { roleRef }, { roleRef: { ...roleRef, name: 's' } });
    assert.equal(bound.length, 1);
  });
});
