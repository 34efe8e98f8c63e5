/** Discovery documents, against the table of kinds and what clients rely on. */
import assert from 'node:assert/strict';
import {
  type ApiResource,
  aggregatedDiscovery,
  apiGroup,
  apiGroupList,
  apiResourceList,
  apiVersions,
  discoveryPaths,
} from '../../../src/cluster/registry/discovery.js';
import { hasType } from '../../../src/cluster/types/api-types.js';
import { kinds } from '../../../src/kube/kinds.js';

const resources = (group: string, version = 'v1'): ApiResource[] => {
  const list = apiResourceList(group, version) as { resources: ApiResource[] } | undefined;
  return list?.resources ?? assert.fail(`${group}/${version}`);
};
const find = (group: string, name: string) => resources(group).find((r) => r.name === name);

describe('discovery', () => {
  it('says where the core API is', () => {
    assert.deepEqual(apiVersions('127.0.0.1:6443'), {
      kind: 'APIVersions',
      versions: ['v1'],
      serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: '127.0.0.1:6443' }],
    });
  });

  it('lists each group with the version it prefers', () => {
    const { groups } = apiGroupList() as { groups: { name: string }[] };
    const rbac = {
      name: 'rbac.authorization.k8s.io',
      versions: [{ groupVersion: 'rbac.authorization.k8s.io/v1', version: 'v1' }],
      preferredVersion: { groupVersion: 'rbac.authorization.k8s.io/v1', version: 'v1' },
    };
    assert.deepEqual(
      groups.find((g) => g.name === rbac.name),
      rbac,
    );
    assert.deepEqual(apiGroup(rbac.name), { kind: 'APIGroup', apiVersion: 'v1', ...rbac });
    assert.ok(
      groups.every((g) => g.name !== ''),
      'the core group is not among them',
    );
    for (const name of ['nope.example.com', '']) assert.equal(apiGroup(name), undefined, name);
    assert.equal(apiResourceList('apps', 'v9'), undefined);
  });

  it('lists every kind under its group, each with a type to read it by', () => {
    for (const row of kinds) {
      assert.ok(resources(row.group, row.version).some((r) => r.name === row.resource && r.kind === row.kind));
      assert.ok(hasType(row), row.kind);
    }
  });

  it('describes a resource as kubectl needs it', () => {
    const { storageVersionHash, verbs, ...pods } = find('', 'pods') ?? assert.fail();
    assert.deepEqual(pods, {
      name: 'pods',
      singularName: 'pod',
      namespaced: true,
      kind: 'Pod',
      shortNames: ['po'],
      categories: ['all'],
    });
    assert.deepEqual([...verbs].sort(), [
      'create',
      'delete',
      'deletecollection',
      'get',
      'list',
      'patch',
      'update',
      'watch',
    ]);
    assert.equal(storageVersionHash, 'xPOwRZ+Yhw8=');
    // events of both groups are stored as one
    assert.equal(find('', 'componentstatuses')?.storageVersionHash, undefined);
    for (const group of ['', 'events.k8s.io']) assert.equal(find(group, 'events')?.storageVersionHash, 'r2yiGXH7wu8=');
  });

  it('names the kind of a sub-resource, with its group where it is another', () => {
    assert.deepEqual(find('apps', 'deployments/scale'), {
      name: 'deployments/scale',
      singularName: '',
      namespaced: true,
      group: 'autoscaling',
      version: 'v1',
      kind: 'Scale',
      verbs: ['get', 'patch', 'update'],
    });
    assert.equal(find('', 'pods/status')?.group, undefined);
    assert.equal(find('', 'serviceaccounts/token')?.kind, 'TokenRequest');
  });

  it('lists the resources of a version by their names, each with its sub-resources behind it', () => {
    const plain = resources('').flatMap(({ name }) => (name.includes('/') ? [] : [name]));
    assert.deepEqual(plain, [...plain].sort());
    assert.deepEqual(
      resources('apps').flatMap(({ name }) => (name.startsWith('deployments') ? [name] : [])),
      ['deployments', 'deployments/scale', 'deployments/status'],
    );
    for (const { resource, subresources = [] } of kinds) {
      const names = subresources.map(({ name }) => name);
      assert.deepEqual(names, [...names].sort(), resource);
    }
  });

  it('lists custom resources by their names, too, whichever was defined first', () => {
    const [row] = kinds.filter(({ resource }) => resource === 'configmaps');
    assert.ok(row);
    const custom = ['zebras', 'apes', 'mice'].map((resource) => ({ ...row, group: 'example.com', resource }));
    const list = apiResourceList('example.com', 'v1', custom) as { resources: ApiResource[] };
    assert.deepEqual(
      list.resources.map(({ name }) => name),
      ['apes', 'mice', 'zebras'],
    );
  });

  it('has the hash of the version that is stored, as every kube-apiserver has it', () => {
    const hashes = { pods: 'xPOwRZ+Yhw8=', events: 'r2yiGXH7wu8=' };
    for (const [name, hash] of Object.entries(hashes)) assert.equal(find('', name)?.storageVersionHash, hash, name);
    assert.equal(find('apps', 'deployments')?.storageVersionHash, '8aSe+NMegvE=');
    assert.equal(find('events.k8s.io', 'events')?.storageVersionHash, hashes.events);
  });

  it('says in the core list no apiVersion, in the others v1', () => {
    assert.ok(!('apiVersion' in (apiResourceList('', 'v1') ?? {})));
    assert.equal((apiResourceList('apps', 'v1') as { apiVersion?: string }).apiVersion, 'v1');
  });

  it('says the same in one document', () => {
    type Aggregated = {
      items: {
        metadata: { name?: string };
        versions: { version: string; resources: { resource: string; subresources?: { subresource: string }[] }[] }[];
      }[];
    };
    for (const [root, groups] of [
      ['api', ['']],
      ['apis', [...new Set(kinds.map((k) => k.group))].filter(Boolean)],
    ] as const) {
      const { items } = aggregatedDiscovery(root) as Aggregated;
      assert.deepEqual(
        items.map((i) => i.metadata.name ?? ''),
        groups,
      );
      for (const item of items) {
        for (const { version, resources: list } of item.versions) {
          const names = list.flatMap((r) => [
            r.resource,
            ...(r.subresources ?? []).map((s) => `${r.resource}/${s.subresource}`),
          ]);
          assert.deepEqual(
            names,
            resources(item.metadata.name ?? '', version).map((r) => r.name),
          );
        }
      }
    }
  });

  it('gives the core group no name in that document', () => {
    const { items } = aggregatedDiscovery('api') as { items: { metadata: object }[] };
    assert.deepEqual(
      items.map(({ metadata }) => metadata),
      [{}],
    );
  });

  it('says in that document what is in a namespace', () => {
    type Scoped = { items: { versions: { resources: { resource: string; scope: string }[] }[] }[] };
    const { items } = aggregatedDiscovery('api') as Scoped;
    const all = items.flatMap(({ versions }) => versions.flatMap(({ resources: list }) => list));
    const scopeOf = (name: string): unknown => all.find(({ resource }) => resource === name)?.scope;
    assert.deepEqual([scopeOf('pods'), scopeOf('nodes')], ['Namespaced', 'Cluster']);
  });

  it('knows all its paths', () => {
    const paths = discoveryPaths();
    for (const path of ['/api', '/api/v1', '/apis', '/apis/apps', '/apis/apps/v1'])
      assert.ok(paths.includes(path), path);
    assert.deepEqual(paths, [...new Set(paths)].sort());
  });
});
