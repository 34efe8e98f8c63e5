import assert from 'node:assert/strict';
import { withoutManagedFields } from '../../../src/cluster/audit/managed-fields.js';

describe('what an audit event leaves out of objects', () => {
  const full = { kind: 'Pod', metadata: { name: 'a', managedFields: [{ manager: 'm' }] }, spec: {} };
  const bare = { kind: 'Pod', metadata: { name: 'a' }, spec: {} };

  it('are the managed fields of an object, of a list and its items, and of a table and its rows', () => {
    assert.deepEqual(withoutManagedFields(full), bare);
    assert.deepEqual(withoutManagedFields({ ...full, items: [full, 7, null] }), { ...bare, items: [bare, 7, null] });
    const row = { cells: ['a'], object: full };
    assert.deepEqual(withoutManagedFields({ kind: 'Table', rows: [row, null, { cells: [] }] }), {
      kind: 'Table',
      rows: [{ cells: ['a'], object: bare }, null, { cells: [], object: undefined }],
    });
    assert.ok('managedFields' in full.metadata, 'the object itself is as it was');
  });

  it('is nothing where there are none', () => {
    for (const same of [bare, { kind: 'Status' }, { metadata: null }, [full], 'text', null, undefined])
      assert.equal(withoutManagedFields(same), same);
  });
});
