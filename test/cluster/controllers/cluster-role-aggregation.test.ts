import assert from 'node:assert/strict';
import type { AggregatedRole } from '../../../src/cluster/controllers/cluster-role-aggregation.js';
import { clusterForTests } from '../../helpers/cluster-for-tests.js';
import { until } from '../../helpers/until.js';

const path = '/apis/rbac.authorization.k8s.io/v1/clusterroles';
const controller = 'clusterrole-aggregation-controller';

describe('a ClusterRole that is put together of others', () => {
  const { cluster, api } = clusterForTests();

  const rule = (resource: string) => ({ apiGroups: ['x.io'], resources: [resource], verbs: ['get'] });
  const make = async (name: string, labels: object | undefined, more: object, metadata: object = {}): Promise<void> => {
    const role = { kind: 'ClusterRole', metadata: { name, ...(labels ? { labels } : {}), ...metadata }, ...more };
    const { code, text } = await api.post(path, { apiVersion: 'rbac.authorization.k8s.io/v1', ...role });
    assert.equal(code, 201, text);
  };
  const of = (part: string) => ({ aggregationRule: { clusterRoleSelectors: [{ matchLabels: { part } }] } });
  const read = async (name: string) => (await api.get(`${path}/${name}`)).body as unknown as AggregatedRole;
  const resourcesOf = async (name: string): Promise<unknown[]> =>
    (await read(name)).rules?.flatMap(({ resources }) => resources) ?? [];
  const has = (name: string, ...resources: string[]): Promise<boolean> =>
    until(`${resources} in ${name}`, async () => `${await resourcesOf(name)}` === `${resources}`);
  let looks = 0;
  /** Resolves when the controller has looked at all roles once more: it looks at them together. */
  const lookedAt = async (): Promise<void> => {
    looks += 1;
    await make(`look-${looks}`, { part: `look-${looks}` }, { rules: [rule('looks')] });
    await make(`looked-${looks}`, undefined, of(`look-${looks}`));
    await has(`looked-${looks}`, 'looks');
  };
  const writesOf = (name: string): number =>
    cluster.events.filter(({ verb, objectRef }) => verb === 'patch' && objectRef?.name === name).length;

  it('has their rules in the order of their names, each once, which the controller has applied', async () => {
    await make('b', { part: 'yes' }, { rules: [rule('bars'), rule('foos')] });
    await make('c', { part: 'yes' }, { rules: [rule('cars')] });
    await make('a', { part: 'yes' }, { rules: [rule('foos')] });
    await make('without-rules', { part: 'yes' }, {});
    await make('without-labels', undefined, { rules: [rule('others')] });
    await make('whole', { part: 'yes' }, of('yes'));
    await has('whole', 'foos', 'bars', 'cars');
    const manager = (await read('whole')).metadata.managedFields?.find(({ operation }) => operation === 'Apply');
    assert.equal(manager?.manager, controller);
    assert.deepEqual(manager?.fieldsV1, { 'f:rules': {} });
  });

  it('loses what its parts lose, also where it is called as they are', async () => {
    assert.equal((await api.patch(`${path}/b`, { rules: [rule('bars')] })).code, 200);
    assert.equal((await api.delete(`${path}/a`)).code, 200);
    await has('whole', 'bars', 'cars');
  });

  it('is written when its rules change, and not for those of others', async () => {
    await lookedAt();
    const before = writesOf('whole');
    assert.ok(before > 0);
    await lookedAt();
    assert.equal(writesOf('whole'), before);
  });

  it('keeps the rules that somebody wrote as long as it selects none, and is not written where it has none', async () => {
    await make('own', undefined, { ...of('nobody'), rules: [rule('mine')] });
    await make('empty', undefined, of('nobody'));
    await lookedAt();
    assert.deepEqual(await resourcesOf('own'), ['mine']);
    assert.equal(writesOf('empty'), 0);
  });

  it('is left as it is while it is deleted, and so is a role without such a rule', async () => {
    await make('held', undefined, of('yes'), { finalizers: ['example.com/hold'] });
    await has('held', 'bars', 'cars');
    assert.equal((await api.delete(`${path}/held`)).code, 200);
    assert.equal((await api.delete(`${path}/c`)).code, 200);
    await has('whole', 'bars');
    await lookedAt();
    assert.deepEqual(await resourcesOf('held'), ['bars', 'cars']);
    assert.equal((await api.patch(`${path}/held`, { metadata: { finalizers: null } })).code, 200);
    assert.deepEqual(await resourcesOf('without-labels'), ['others']);
    assert.equal(writesOf('without-labels'), 0);
  });
});
