/** What controllers ask of the table of kinds, and how they name objects. */
import assert from 'node:assert/strict';
import {
  controllerOf,
  controllerReference,
  equalJson,
  keyOf,
  kindOfReference,
  kindRow,
  resources,
  splitKey,
  target,
  targetOf,
} from '../../../src/cluster/controllers/objects.js';
import type { StoredObject } from '../../../src/kube/object.js';

const object = (metadata: Partial<StoredObject['metadata']> & { name: string }): StoredObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { uid: '1', ...metadata },
});

describe('the kinds that controllers know', () => {
  it('are those of a group, of which another may have one of the same name', () => {
    assert.equal(kindRow('events').group, '');
    assert.equal(kindRow('events', 'events.k8s.io').group, 'events.k8s.io');
    assert.deepEqual([kindRow('daemonsets', 'apps').kind, kindRow('jobs', 'batch').kind], ['DaemonSet', 'Job']);
    assert.throws(() => kindRow('jobs'), /no kind jobs\./);
    assert.throws(() => kindRow('pods', 'apps'), /no kind pods\.apps/);
  });

  it('are found by the reference of an owner, whatever its version, where they can be read', () => {
    const row = (apiVersion: string, kind: string) => kindOfReference({ apiVersion, kind })?.resource;
    assert.deepEqual([row('apps/v1', 'ReplicaSet'), row('v1', 'Node')], ['replicasets', 'nodes']);
    assert.equal(row('batch/v1beta1', 'Job'), 'jobs');
    assert.deepEqual(
      [row('v1', 'ReplicaSet'), row('apps/v1', 'Pod'), row('apps/v1', 'Other')],
      [undefined, undefined, undefined],
    );
    // these can only be made
    assert.equal(row('authorization.k8s.io/v1', 'SubjectAccessReview'), undefined);
  });
});

describe('the target of a call', () => {
  it('has the namespace of what has one, and names what is named', () => {
    const pods = { group: '', version: 'v1', resource: 'pods' };
    assert.deepEqual(target(resources.pods), pods);
    assert.deepEqual(target(resources.pods, { namespace: 'n' }), { ...pods, namespace: 'n' });
    assert.deepEqual(target(resources.pods, { namespace: '', name: '' }), pods);
    const named = { namespace: 'n', name: 'p', subresource: 'status' };
    assert.deepEqual(target(resources.pods, named), { ...pods, ...named });
    const node = { group: '', version: 'v1', resource: 'nodes', name: 'p' };
    assert.deepEqual(target(resources.nodes, { namespace: 'n', name: 'p' }), node);
  });

  it('is that of an object', () => {
    const found = targetOf(resources.deployments, object({ name: 'web', namespace: 'n' }), 'status');
    const wanted = { group: 'apps', version: 'v1', resource: 'deployments', namespace: 'n', name: 'web' };
    assert.deepEqual(found, { ...wanted, subresource: 'status' });
    assert.deepEqual(targetOf(resources.deployments, object({ name: 'web', namespace: 'n' })), wanted);
  });
});

describe('the key of an object', () => {
  it('is its namespace and its name, which come out of it again', () => {
    for (const [namespace, name] of [
      ['n', 'p'],
      ['', 'node'],
    ] as const) {
      const key = keyOf(object({ name, ...(namespace ? { namespace } : {}) }));
      assert.equal(key, namespace ? 'n/p' : 'node');
      assert.deepEqual(splitKey(key), { namespace, name });
    }
  });
});

describe('the owner that manages an object', () => {
  const owner = { ...object({ name: 'web', namespace: 'n', uid: 'u' }), apiVersion: 'apps/v1', kind: 'Deployment' };

  it('is told from those that only own it', () => {
    const manages = controllerReference(owner);
    const owns = { ...manages, uid: 'other', controller: false };
    const { controller: _, ...plain } = manages;
    assert.deepEqual(controllerOf(object({ name: 'x', ownerReferences: [owns, plain, manages] })), manages);
    assert.equal(controllerOf(object({ name: 'x', ownerReferences: [owns, plain] })), undefined);
    assert.equal(controllerOf(object({ name: 'x' })), undefined);
  });

  it('is not deleted before what it manages, where that is asked for', () => {
    assert.deepEqual(controllerReference(owner), {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      name: 'web',
      uid: 'u',
      controller: true,
      blockOwnerDeletion: true,
    });
  });
});

describe('JSON that is compared', () => {
  it('is the same in whatever order its keys stand, and another with another value', () => {
    assert.ok(equalJson({ a: 1, b: { c: [1, 2] } }, { b: { c: [1, 2] }, a: 1 }));
    assert.ok(!equalJson({ a: [1, 2] }, { a: [2, 1] }));
    assert.ok(!equalJson({ a: 1 }, { a: '1' }));
  });
});
