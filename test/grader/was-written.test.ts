import assert from 'node:assert/strict';
import { writtenIn } from '../../src/grader/was-written.js';
import type { AuditEvent } from '../../src/kube/audit-event.js';
import type { KubeObject } from '../../src/kube/object.js';
import { event, object, verdictOn } from './evidence.js';

const role = object('Role lab/reader', { apiVersion: 'rbac.authorization.k8s.io/v1' });
const path = '/apis/rbac.authorization.k8s.io/v1/namespaces/lab/roles/reader';

const wasWritten = (of: KubeObject, audit: AuditEvent[]): boolean => writtenIn(audit)(of);

describe('what a learner changed', () => {
  it('is no longer what was found there, unless nothing came of it', () => {
    const binding = (resourceVersion: string) => {
      const made = object('ClusterRoleBinding all', {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        roleRef: { name: 'cluster-admin' },
      });
      return { ...made, metadata: { ...made.metadata, uid: 'u', resourceVersion } };
    };
    const given = { object: { kind: 'ClusterRoleBinding', fields: { 'roleRef.name': 'cluster-admin' } } };
    const patched = event('PATCH /apis/rbac.authorization.k8s.io/v1/clusterrolebindings/all');
    const statusOf = (version: string, audit = [patched]): string =>
      verdictOn(given, { before: [binding('1')], objects: [binding(version)], audit }).status;
    assert.equal(statusOf('2'), 'passed');
    assert.equal(statusOf('1'), 'failed');
    // a controller did it
    assert.equal(statusOf('2', []), 'failed');
  });

  it('was created, updated or patched with success, by that group, namespace and name', () => {
    for (const method of ['PUT', 'PATCH']) assert.ok(wasWritten(role, [event(`${method} ${path}`)]), method);
    assert.ok(wasWritten(role, [event(`POST ${path.replace('/reader', '')}`, { name: 'reader' })]));
    for (const other of [
      event(`GET ${path}`),
      event(`DELETE ${path}`),
      event(`PATCH ${path}`, { code: 300 }),
      event(`PATCH ${path}`, { code: 409 }),
      event('PATCH /healthz'),
      event(`PATCH ${path}2`),
      event(`PATCH ${path.replace('lab', 'default')}`),
      event(`PATCH ${path.replace('rbac.authorization.k8s.io', 'example.com')}`),
      event(`PATCH ${path.replace('roles', 'rolebindings')}`),
    ]) {
      assert.ok(!wasWritten(role, [other]), other.requestURI);
    }
    assert.ok(!wasWritten(role, []));
    assert.ok(!wasWritten(object('Cart lab/reader', { apiVersion: 'shop.example/v1' }), [event(`PATCH ${path}`)]));
  });

  it('is not what was only received or rehearsed, nor what a token was asked for', () => {
    assert.ok(!wasWritten(role, [event(`PATCH ${path}`, { stage: 'RequestReceived' })]));
    assert.ok(!wasWritten(role, [event(`PATCH ${path}?dryRun=All`)]));
    const robot = object('ServiceAccount lab/robot');
    const account = '/api/v1/namespaces/lab/serviceaccounts/robot';
    assert.ok(!wasWritten(robot, [event(`POST ${account}/token`)]));
    assert.ok(wasWritten(robot, [event(`PATCH ${account}`)]));
    const web = object('Deployment lab/web', { apiVersion: 'apps/v1' });
    assert.ok(wasWritten(web, [event('PATCH /apis/apps/v1/namespaces/lab/deployments/web/scale')]));
  });

  it('may be a namespace, which lies in itself, or lie in none', () => {
    const namespace = object('Namespace lab');
    assert.ok(wasWritten(namespace, [event('PATCH /api/v1/namespaces/lab')]));
    assert.ok(!wasWritten(namespace, [event('PATCH /api/v1/namespaces/other')]));
    const clusterRole = object('ClusterRole view', { apiVersion: 'rbac.authorization.k8s.io/v1' });
    assert.ok(wasWritten(clusterRole, [event('PUT /apis/rbac.authorization.k8s.io/v1/clusterroles/view')]));
  });
});
