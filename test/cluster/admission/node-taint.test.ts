import assert from 'node:assert/strict';
import type { AdmissionAttributes } from '../../../src/cluster/admission/admission.js';
import { nodeTaint } from '../../../src/cluster/admission/node-taint.js';
import { fields } from '../../../src/kube/fields.js';
import { kindOfResource, type ResourceKind } from '../../../src/kube/kinds.js';

describe('the taint of a new node', () => {
  const kind = kindOfResource('', 'nodes') as ResourceKind;
  const notReady = { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' };
  const taints = (given: object[] | undefined, more: Partial<AdmissionAttributes> = {}): unknown => {
    const object = {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name: 'n' },
      ...(given && { spec: { taints: given } }),
    };
    void nodeTaint({
      ...{ operation: 'CREATE', kind, namespace: '', name: 'n', subresource: '', object, dryRun: false },
      ...{ user: { username: 'jane', groups: [] }, ...more },
    });
    return fields(fields(object).spec).taints;
  };

  it('stands behind its own', () => {
    assert.deepEqual(taints(undefined), [notReady]);
    const other = { ...notReady, effect: 'NoExecute' };
    assert.deepEqual(taints([other]), [other, notReady]);
  });

  it('is there once, and comes with no other write', () => {
    assert.deepEqual(taints([notReady]), [notReady]);
    assert.equal(taints(undefined, { operation: 'UPDATE' }), undefined);
    assert.equal(taints(undefined, { subresource: 'status' }), undefined);
  });
});
