/** Adopting and releasing, as every controller does it, over the API of a practice cluster whose own controllers rest. */
import assert from 'node:assert/strict';
import { controllerReference, type ReplicaSet, resources } from '../../../src/cluster/controllers/objects.js';
import { claim, concerned } from '../../../src/cluster/controllers/ownership.js';
import type { OwnerReference, StoredObject } from '../../../src/kube/object.js';
import type { LabelSelector } from '../../../src/kube/selector.js';
import { isApiError } from '../../../src/kube/status.js';
import { type Api, adminOf, configMap, makeNamespace } from '../../helpers/api.js';
import { practiceCluster, type TestCluster } from '../../helpers/practice-cluster.js';

const selector = { matchLabels: { app: 'web' } };

describe('an owner that claims objects', () => {
  let cluster: TestCluster;
  let admin: Api;
  let maps = '';
  let owner: ReplicaSet;
  let other: OwnerReference;
  before(async () => {
    cluster = await practiceCluster();
    admin = adminOf(cluster);
    maps = `${await makeNamespace(admin, 'owned')}/configmaps`;
    await cluster.pauseControllers();
    const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image: 'nginx' }] } };
    const make = async (name: string): Promise<ReplicaSet> => {
      const body = { apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata: { name }, spec: { selector, template } };
      const made = await admin.post('/apis/apps/v1/namespaces/owned/replicasets', body);
      assert.equal(made.code, 201, made.text);
      return made.body as unknown as ReplicaSet;
    };
    owner = await make('mine');
    other = controllerReference(await make('other'));
  });
  after(async () => {
    admin?.close();
    await cluster?.stop();
    assert.deepEqual(cluster.faults, []);
  });

  const make = async (name: string, app: string | undefined, ...ownerReferences: object[]): Promise<StoredObject> => {
    const more = { ...(app === undefined ? {} : { labels: { app } }), ownerReferences };
    const made = await admin.post(maps, configMap(name, {}, more));
    assert.equal(made.code, 201, made.text);
    return made.body;
  };
  const claimed = async (of: StoredObject & { spec: { selector: LabelSelector } }, ...objects: StoredObject[]) => {
    // a user who may change config maps
    const mine = await claim(of, objects, cluster.clientFor('system:apiserver'), resources.configMaps);
    return mine.map(({ metadata }) => metadata.name);
  };
  const ownersOf = async (name: string): Promise<OwnerReference[]> =>
    (await admin.get(`${maps}/${name}`)).body.metadata.ownerReferences ?? [];
  const going = (object: StoredObject): StoredObject => ({
    ...object,
    metadata: { ...object.metadata, deletionTimestamp: '2026-01-01T00:00:00Z' },
  });
  const goingOwner = (): ReplicaSet => ({ ...owner, ...going(owner) }) as ReplicaSet;
  const plain = { apiVersion: 'v1', kind: 'ConfigMap', name: 'plain', uid: 'of-a-map' };

  it('takes those that its selector matches and that nobody manages, beside owners that do not manage them', async () => {
    const found = [
      await make('free', 'web'),
      await make('used', 'web', plain),
      await make('unlike', 'db'),
      await make('bare', undefined),
      await make('foreign', 'web', other),
    ];
    assert.deepEqual(await claimed(owner, ...found), ['free', 'used']);
    assert.deepEqual(await ownersOf('free'), [controllerReference(owner)]);
    assert.deepEqual(await ownersOf('used'), [plain, controllerReference(owner)]);
    assert.deepEqual([await ownersOf('unlike'), await ownersOf('bare')], [[], []]);
    assert.deepEqual(await ownersOf('foreign'), [other]);
  });

  it('lets those go that are its own and do not match any more, and leaves their other owners', async () => {
    const found = [
      await make('kept', 'web', controllerReference(owner)),
      await make('lost', 'db', plain, controllerReference(owner)),
      await make('others', 'db', other),
    ];
    assert.deepEqual(await claimed(owner, ...found), ['kept']);
    assert.deepEqual(await ownersOf('kept'), [controllerReference(owner)]);
    assert.deepEqual(await ownersOf('lost'), [plain]);
    assert.deepEqual(await ownersOf('others'), [other]);
  });

  it('that is going takes none and lets none go, and counts its own', async () => {
    const found = [
      await make('late', 'web'),
      await make('still', 'web', controllerReference(owner)),
      await make('unfit', 'db', controllerReference(owner)),
    ];
    assert.deepEqual(await claimed(goingOwner(), ...found), ['still']);
    assert.deepEqual(await ownersOf('late'), []);
    assert.deepEqual(await ownersOf('unfit'), [controllerReference(owner)]);
  });

  it('does not take one that is going, and counts its own that are', async () => {
    const found = [await make('ending', 'web'), await make('own-ending', 'web', controllerReference(owner))];
    assert.deepEqual(await claimed(owner, ...found.map(going)), ['own-ending']);
    assert.deepEqual(await ownersOf('ending'), []);
  });

  it('whose selector is empty takes nothing', async () => {
    const all = { ...owner, spec: { ...owner.spec, selector: {} } };
    assert.deepEqual(await claimed(all, await make('any', 'web')), []);
    assert.deepEqual(await ownersOf('any'), []);
  });

  it('goes on with the others when one is gone meanwhile', async () => {
    const gone = [await make('gone', 'web'), await make('gone-too', 'db', controllerReference(owner))];
    for (const { metadata } of gone) assert.equal((await admin.delete(`${maps}/${metadata.name}`)).code, 200);
    assert.deepEqual(await claimed(owner, ...gone, await make('there', 'web')), ['there']);
  });

  it('does not take one that came later under the same name', async () => {
    const first = await make('again', 'web');
    await admin.delete(`${maps}/again`);
    await make('again', 'web');
    await assert.rejects(claimed(owner, first), (error) => isApiError(error, 'Invalid'));
    assert.deepEqual(await ownersOf('again'), []);
  });
});

describe('a change of an object concerns', () => {
  const set = (name: string, app: string) => ({
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: { name, namespace: 'n', uid: '1' },
    spec: { selector: { matchLabels: { app } } },
  });
  const sets = [set('a', 'web'), set('b', 'web'), set('c', 'db')];
  let asked: string[] = [];
  beforeEach(() => {
    asked = [];
  });
  const keys = (metadata: Partial<StoredObject['metadata']>): string[] =>
    concerned(
      { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', uid: '1', ...metadata } },
      'ReplicaSet',
      (namespace) => {
        asked.push(namespace);
        return sets;
      },
    );
  const owner = (kind: string, controller: boolean): OwnerReference => {
    return { apiVersion: 'apps/v1', kind, name: 'x', uid: 'x', controller };
  };

  it('what manages it, and nobody where that is of another kind', () => {
    const labels = { app: 'web' };
    assert.deepEqual(keys({ namespace: 'n', labels, ownerReferences: [owner('ReplicaSet', true)] }), ['n/x']);
    assert.deepEqual(keys({ namespace: 'n', labels, ownerReferences: [owner('Job', true)] }), []);
    assert.deepEqual(asked, []);
  });

  it('all of its namespace that could take it, where nobody manages it', () => {
    const labels = { app: 'web' };
    assert.deepEqual(keys({ namespace: 'n', labels }), ['n/a', 'n/b']);
    assert.deepEqual(keys({ namespace: 'n', labels, ownerReferences: [owner('ReplicaSet', false)] }), ['n/a', 'n/b']);
    assert.deepEqual(keys({ namespace: 'n' }), []);
    assert.deepEqual(asked, ['n', 'n', 'n']);
  });
});
