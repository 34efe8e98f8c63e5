import assert from 'node:assert/strict';
import { hasTable } from '../../../src/cluster/registry/has-table.js';
import { servedKinds } from '../../../src/kube/kinds.js';

describe('cluster/registry/has-table', () => {
  it('knows what a real server writes no table of', () => {
    const all = servedKinds.flatMap((kind) =>
      ['', ...(kind.subresources ?? []).map(({ name }) => name)].map((subresource) => ({ kind, subresource })),
    );
    const without = all
      .filter((answer) => !hasTable(answer))
      .map(({ kind, subresource: part }) => {
        return part ? `${kind.resource}/${part}` : kind.resource;
      });
    // streams have no forms of answers
    assert.deepEqual(without.filter((name) => !/\/(attach|exec|portforward|proxy|log)$/.test(name)).sort(), [
      'apiservices/status',
      'bindings',
      'certificatesigningrequests/approval',
      'customresourcedefinitions/status',
      'localsubjectaccessreviews',
      'namespaces/finalize',
      'pods/binding',
      'pods/ephemeralcontainers',
      'pods/eviction',
      'pods/resize',
      'resourceclaims/status',
      'selfsubjectaccessreviews',
      'selfsubjectreviews',
      'selfsubjectrulesreviews',
      'serviceaccounts/token',
      'subjectaccessreviews',
      'tokenreviews',
    ]);
  });

  it('says that what is not there has none', () => {
    const pods = servedKinds.find(({ resource }) => resource === 'pods');
    assert.ok(pods);
    assert.equal(hasTable({ kind: pods, subresource: 'none' }), false);
  });
});
