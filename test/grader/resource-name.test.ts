import assert from 'node:assert/strict';
import { namedKind, namedResource } from '../../src/grader/resource-name.js';

describe('a resource in a rubric', () => {
  const rows: [name: string, group: string, resource: string, subresource: string][] = [
    ['pods', '', 'pods', ''],
    ['deploy/scale', 'apps', 'deployments', 'scale'],
    ['widgets.shop.example', 'shop.example', 'widgets', ''],
    ['widgets.shop.example/status', 'shop.example', 'widgets', 'status'],
    // resources of impersonation, which no API serves
    ['users', '', 'users', ''],
  ];
  for (const [name, group, resource, subresource] of rows) {
    it(name, () => assert.deepEqual(namedResource(name), { group, resource, subresource }));
  }

  it('is of a kind that stands behind its group and version', () => {
    assert.deepEqual(namedKind('v1/Namespace'), { group: '', kind: 'Namespace' });
    assert.deepEqual(namedKind('shop.example/v1/Widget'), { group: 'shop.example', kind: 'Widget' });
  });
});
