import assert from 'node:assert/strict';
import type { AdmissionAttributes } from '../../../src/cluster/admission/admission.js';
import { matchesRequest } from '../../../src/cluster/admission/match-request.js';
import { kindOfResource, type ResourceKind } from '../../../src/kube/kinds.js';
import { admissionReads } from '../../helpers/admission-reads.js';

describe('the rules of a policy or webhook', () => {
  const pods = kindOfResource('', 'pods') as ResourceKind;
  const roles = kindOfResource('rbac.authorization.k8s.io', 'clusterroles') as ResourceKind;
  const all = { apiGroups: ['*'], apiVersions: ['*'], operations: ['*'] };
  const fits = (rule: object, more: Partial<AdmissionAttributes> = {}, excluded?: object): boolean => {
    const object = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' } };
    const write = { operation: 'UPDATE' as const, kind: pods, namespace: 'lab', name: 'p', subresource: '', object };
    const matching = { rules: [{ ...all, ...rule }], excluded: excluded && [{ ...all, ...excluded }] };
    return matchesRequest(
      { ...matching, namespaceSelector: undefined, objectSelector: undefined },
      { ...write, user: { username: 'jane', groups: [] }, dryRun: false, ...more },
      admissionReads(),
    );
  };

  for (const [resources, own, status] of [
    [['pods'], true, false],
    [['pods/status'], false, true],
    [['pods/*'], true, true],
    [['*'], true, false],
    [['*/status'], false, true],
    [['*/*'], true, true],
    [['secrets', 'pods'], true, false],
    [['secrets'], false, false],
    [['secrets/*'], false, false],
    [[], false, false],
  ] as const) {
    it(`${JSON.stringify(resources)} ${own ? 'are' : 'are not'} about pods, and ${status ? '' : 'not '}about their status`, () => {
      assert.equal(fits({ resources }), own);
      assert.equal(fits({ resources }, { subresource: 'status' }), status);
    });
  }

  it('name groups, versions, operations, scopes and names', () => {
    const resources = ['*'];
    for (const [rule, other] of [
      [{ apiGroups: [''] }, { apiGroups: ['apps'] }],
      [{ apiVersions: ['v1'] }, { apiVersions: ['v2'] }],
      [{ operations: ['CREATE', 'UPDATE'] }, { operations: ['CREATE'] }],
      [{ scope: 'Namespaced' }, { scope: 'Cluster' }],
      [{ resourceNames: ['p'] }, { resourceNames: ['q'] }],
    ]) {
      assert.equal(fits({ resources, ...rule }), true, JSON.stringify(rule));
      assert.equal(fits({ resources, ...other }), false, JSON.stringify(other));
    }
    assert.equal(fits({ resources, scope: 'Cluster' }, { kind: roles, namespace: '' }), true);
  });

  it('leave out what is excluded', () => {
    assert.equal(fits({ resources: ['*'] }, {}, { resources: ['pods'] }), false);
    assert.equal(fits({ resources: ['*'] }, {}, { resources: ['secrets'] }), true);
  });

  it('are never about policies and webhooks themselves', () => {
    const kind = kindOfResource('admissionregistration.k8s.io', 'validatingadmissionpolicies') as ResourceKind;
    assert.equal(fits({ resources: ['*'] }, { kind, namespace: '' }), false);
  });
});
