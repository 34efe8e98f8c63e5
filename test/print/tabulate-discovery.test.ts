import assert from 'node:assert/strict';
import { tabulateDiscovery } from '../../src/print/tabulate-discovery.js';

describe('print/tabulate-discovery', () => {
  it('shows the versions of the core group, each with the addresses', () => {
    const serverAddressByClientCIDRs = ['10.0.0.1:443', '[::1]:443'].map((serverAddress) => ({ serverAddress }));
    assert.deepEqual(tabulateDiscovery({ kind: 'APIVersions', versions: ['v1', 'v2'], serverAddressByClientCIDRs }), {
      type: 'table',
      caption: 'APIVersions of the core group',
      columns: ['Version', 'Server address'],
      rows: [
        ['v1', '10.0.0.1:443,[::1]:443'],
        ['v2', '10.0.0.1:443,[::1]:443'],
      ],
    });
  });

  it('shows groups with their versions, and says one group of one', () => {
    const versions = ['v1', 'v1beta1'].map((version) => ({ version, groupVersion: `apps/${version}` }));
    const apps = { name: 'apps', versions, preferredVersion: { version: 'v1' } };
    const list = (...groups: object[]): unknown => tabulateDiscovery({ kind: 'APIGroupList', groups });
    const columns = ['Group', 'Versions', 'Preferred'];
    const row = ['apps', 'v1,v1beta1', 'v1'];
    assert.deepEqual(list(apps), { type: 'table', caption: 'APIGroupList, 1 group', columns, rows: [row] });
    assert.deepEqual(list(apps, { name: 'none' }), {
      ...{ type: 'table', caption: 'APIGroupList, 2 groups', columns },
      rows: [row, ['none', '', '']],
    });
    assert.deepEqual(tabulateDiscovery({ ...apps, kind: 'APIGroup' }), {
      ...{ type: 'table', caption: 'APIGroup apps', columns: ['Version', 'Path', 'Preferred'] },
      rows: [
        ['v1', '/apis/apps/v1', 'yes'],
        ['v1beta1', '/apis/apps/v1beta1', ''],
      ],
    });
  });

  it('shows the resources of a version', () => {
    const resources = [
      { name: 'pods', shortNames: ['po', 'p'], namespaced: true, kind: 'Pod', verbs: ['get', 'list'] },
      { name: 'pods/log', namespaced: false, kind: 'Pod', verbs: [] },
    ];
    assert.deepEqual(tabulateDiscovery({ kind: 'APIResourceList', groupVersion: 'v1', resources }), {
      type: 'table',
      caption: 'APIResourceList of v1, 2 resources',
      columns: ['Name', 'Short names', 'Namespaced', 'Kind', 'Verbs'],
      rows: [
        ['pods', 'po,p', 'true', 'Pod', 'get,list'],
        ['pods/log', '', 'false', 'Pod', ''],
      ],
    });
  });

  it('shows all groups at once, a row for each version', () => {
    const resources = [{ resource: 'pods' }, { resource: 'secrets' }];
    const items = [
      { metadata: {}, versions: [{ version: 'v1', resources }] },
      { metadata: { name: 'apps' }, versions: [{ version: 'v1', resources: [] }, { version: 'v2' }] },
    ];
    assert.deepEqual(tabulateDiscovery({ kind: 'APIGroupDiscoveryList', items }), {
      type: 'table',
      caption: 'APIGroupDiscoveryList, 2 groups',
      columns: ['Group', 'Version', 'Resources'],
      rows: [
        ['(core)', 'v1', 'pods, secrets'],
        ['apps', 'v1', ''],
        ['apps', 'v2', ''],
      ],
    });
  });

  it('takes fields of another shape for none, and leaves other bodies alone', () => {
    for (const [kind, caption] of [
      ['APIVersions', 'APIVersions of the core group'],
      ['APIGroupList', 'APIGroupList, 0 groups'],
      ['APIGroup', 'APIGroup '],
      ['APIResourceList', 'APIResourceList of , 0 resources'],
      ['APIGroupDiscoveryList', 'APIGroupDiscoveryList, 0 groups'],
    ]) {
      for (const wrong of [{}, { versions: 'v1', groups: 5, name: null, resources: {}, items: 'x' }]) {
        const block = tabulateDiscovery({ kind, ...wrong });
        assert.ok(block?.type === 'table');
        assert.deepEqual([block.caption, block.rows], [caption, []]);
      }
    }
    const odd = tabulateDiscovery({
      kind: 'APIResourceList',
      groupVersion: 'v1',
      resources: [null, 'x', { shortNames: 'po', verbs: [null] }],
    });
    assert.deepEqual(odd?.type === 'table' && odd.rows, [
      ['', '', '', '', ''],
      ['', '', '', '', ''],
      ['', '', '', '', ''],
    ]);
    for (const body of [
      undefined,
      null,
      'APIVersions',
      [],
      {},
      { kind: 'Pod' },
      { kind: 'toString' },
      { kind: null },
    ]) {
      assert.equal(tabulateDiscovery(body), undefined);
    }
  });
});
