/** The names that a CustomResourceDefinition is given, and its conditions. */
import assert from 'node:assert/strict';
import { manualClock } from '../../../src/cluster/clock.js';
import { acceptedNames } from '../../../src/cluster/controllers/custom-resource-definitions.js';
import type { CustomResourceDefinition } from '../../../src/cluster/controllers/custom-rows.js';
import { adminOf } from '../../helpers/api.js';
import { practiceCluster } from '../../helpers/practice-cluster.js';
import { until } from '../../helpers/until.js';

const wanted = { plural: 'gadgets', singular: 'gadget', kind: 'Gadget', listKind: 'GadgetList', shortNames: ['gg'] };
const having = (names: object): CustomResourceDefinition =>
  ({ status: { acceptedNames: { plural: '', kind: '', ...names } } }) as unknown as CustomResourceDefinition;

describe('the names of a definition', () => {
  it('are all accepted where nobody has one of them', () => {
    const { names, condition } = acceptedNames(wanted, undefined, [having({ plural: 'others', kind: 'Other' })]);
    assert.deepEqual(names, wanted);
    assert.deepEqual([condition.status, condition.reason], ['True', 'NoConflicts']);
  });

  it('are accepted but for those that another definition of the group has', () => {
    const { names, condition } = acceptedNames(wanted, undefined, [having({ kind: 'Gadget', singular: 'gadget' })]);
    assert.deepEqual(names, { plural: 'gadgets', kind: '', listKind: 'GadgetList', shortNames: ['gg'] });
    assert.deepEqual([condition.status, condition.reason], ['False', 'KindConflict']);
    assert.equal(condition.message, '"Gadget" is already in use');
  });

  it('stay what they are when another comes to want them', () => {
    const { names, condition } = acceptedNames(wanted, wanted, [having({ shortNames: ['gg'] })]);
    assert.deepEqual(names, wanted);
    assert.equal(condition.status, 'True');
  });

  it('are refused for each short name that is taken', () => {
    const short = { ...wanted, shortNames: ['a', 'b', 'c'] };
    const { names, condition } = acceptedNames(short, undefined, [having({ shortNames: ['a', 'b'] })]);
    assert.equal(names.shortNames, undefined);
    assert.equal(condition.message, '["a" is already in use, "b" is already in use]');
  });
});

describe('the names of a definition that changes', () => {
  const refused = (had: object | undefined, taken: object, want: object = wanted) =>
    acceptedNames({ ...wanted, ...want }, had as typeof wanted, [having(taken)]);

  it('are refused one by one, by the name of the last that is taken', () => {
    for (const [taken, reason, left] of [
      [{ plural: 'gadgets' }, 'PluralConflict', 'plural'],
      [{ singular: 'gadgets' }, 'PluralConflict', 'plural'],
      [{ shortNames: ['gadget'] }, 'SingularConflict', 'singular'],
      [{ listKind: 'Gadget' }, 'KindConflict', 'kind'],
      [{ kind: 'GadgetList' }, 'ListKindConflict', 'listKind'],
    ] as const) {
      const { names, condition } = refused(undefined, taken);
      assert.deepEqual([condition.status, condition.reason], ['False', reason]);
      const { [left]: _, ...others } = wanted;
      const empty = left === 'plural' || left === 'kind' ? { [left]: '' } : {};
      assert.deepEqual(names, { ...others, ...empty });
    }
  });

  it('stay in the place of one that is taken', () => {
    const { names, condition } = refused(wanted, { kind: 'Widget' }, { kind: 'Widget' });
    assert.deepEqual([names, condition.message], [wanted, '"Widget" is already in use']);
    const short = refused(wanted, { shortNames: ['w'] }, { shortNames: ['w'] });
    assert.deepEqual([short.names, short.condition.reason], [wanted, 'ShortNamesConflict']);
  });

  it('lose short names and categories that it wants no more', () => {
    const { shortNames: _, ...fewer } = wanted;
    const had = { ...wanted, categories: ['all'] };
    assert.deepEqual(acceptedNames(fewer, had, []).names, fewer);
    assert.deepEqual(acceptedNames(had, wanted, []).names, had);
    // one that does not say a name keeps what it had
    assert.deepEqual(acceptedNames({ plural: 'gadgets', kind: 'Gadget' }, fewer, []).names, fewer);
  });

  it('are held against those that other definitions have, and not against those that these only want', () => {
    const wants = { spec: { names: wanted }, status: {} } as unknown as CustomResourceDefinition;
    const unseen = { spec: { names: wanted } } as unknown as CustomResourceDefinition;
    assert.equal(acceptedNames(wanted, undefined, [wants, unseen]).condition.status, 'True');
  });
});

describe('the conditions of a definition', () => {
  it('say whether it has its names and is served, since when, and whether its objects are being deleted', async () => {
    const clock = manualClock(new Date(Math.floor(Date.now() / 1000) * 1000));
    const start = clock.now().getTime();
    const cluster = await practiceCluster({ clock });
    const admin = adminOf(cluster);
    try {
      const path = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
      const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } };
      const define = (plural: string, group = 'example.com') =>
        admin.post(path, {
          apiVersion: 'apiextensions.k8s.io/v1',
          kind: 'CustomResourceDefinition',
          metadata: { name: `${plural}.${group}` },
          spec: {
            group,
            scope: 'Cluster',
            names: { plural, kind: 'Gadget' },
            versions: [{ name: 'v1', served: true, storage: true, schema }],
          },
        });
      const read = async (plural: string) =>
        ((await admin.get(`${path}/${plural}.example.com`)).body as unknown as CustomResourceDefinition).status ?? {};
      /** The conditions, each with the seconds from the start of the cluster to its last transition. */
      const conditions = async (plural: string) =>
        ((await read(plural)).conditions ?? []).map(({ type, status, reason, lastTransitionTime }) => {
          const seconds = (Date.parse(lastTransitionTime ?? '') - start) / 1000;
          return `${type} ${status} ${reason} ${seconds}`;
        });
      const has = (plural: string, condition: string) =>
        until(condition, async () => (await conditions(plural)).some((one) => one.startsWith(condition)));

      await define('gadgets');
      await has('gadgets', 'Established True');
      const first = ['NamesAccepted True NoConflicts 0', 'Established True InitialNamesAccepted 0'];
      assert.deepEqual(await conditions('gadgets'), first);

      clock.advance(60_000);
      await admin.patch(`${path}/gadgets.example.com`, { spec: { names: { categories: ['all'] } } });
      const names = await until('the category', async () => {
        const { acceptedNames } = await read('gadgets');
        return acceptedNames?.categories && acceptedNames;
      });
      assert.deepEqual(names, {
        plural: 'gadgets',
        singular: 'gadget',
        kind: 'Gadget',
        listKind: 'GadgetList',
        categories: ['all'],
      });
      assert.deepEqual(await conditions('gadgets'), first);

      await define('gizmos');
      await has('gizmos', 'Established');
      assert.deepEqual(await conditions('gizmos'), [
        'NamesAccepted False ListKindConflict 60',
        'Established False NotAccepted 60',
      ]);
      assert.deepEqual((await read('gizmos')).acceptedNames, { plural: 'gizmos', kind: '' });

      // another group has names of its own
      await define('gadgets', 'other.example.org');
      const other = `${path}/gadgets.other.example.org`;
      const found = await until('its names', async () => {
        const { status } = (await admin.get(other)).body as unknown as CustomResourceDefinition;
        return status?.conditions?.some(({ type }) => type === 'Established') && status;
      });
      assert.deepEqual([found.acceptedNames?.kind, found.conditions?.[0]?.reason], ['Gadget', 'NoConflicts']);
      await admin.delete(other);

      // one that was never established goes at once, and takes nothing along
      await define('doodahs');
      await has('doodahs', 'Established False');
      await admin.delete(`${path}/doodahs.example.com`);
      await until('its end', async () => (await admin.get(`${path}/doodahs.example.com`)).code === 404);
      assert.deepEqual(await conditions('gadgets'), first);

      clock.advance(60_000);
      await admin.delete(`${path}/gadgets.example.com`);
      await has('gizmos', 'Established True');
      const later = ['NamesAccepted True NoConflicts 120', 'Established True InitialNamesAccepted 120'];
      assert.deepEqual(await conditions('gizmos'), later);

      const gizmos = '/apis/example.com/v1/gizmos';
      const held = { metadata: { name: 'g', finalizers: ['example.com/hold'] } };
      await until('its kind', async () => (await admin.get(gizmos)).code === 200);
      await admin.post(gizmos, { apiVersion: 'example.com/v1', kind: 'Gadget', ...held });
      clock.advance(60_000);
      const own = { metadata: { finalizers: ['customresourcecleanup.apiextensions.k8s.io', 'example.com/own'] } };
      assert.equal((await admin.patch(`${path}/gizmos.example.com`, own)).code, 200);
      await admin.delete(`${path}/gizmos.example.com`);
      await has('gizmos', 'Terminating True InstanceDeletionInProgress');
      assert.deepEqual(await conditions('gizmos'), [...later, 'Terminating True InstanceDeletionInProgress 180']);
      await admin.patch(`${gizmos}/g`, { metadata: { finalizers: null } });

      // a definition that somebody else still holds is emptied once
      await has('gizmos', 'Terminating False');
      const emptied = [...later, 'Terminating False InstanceDeletionCompleted 180'];
      assert.deepEqual(await conditions('gizmos'), emptied);
      clock.advance(60_000);
      await admin.patch(`${path}/gizmos.example.com`, { metadata: { labels: { looked: 'at' } } });
      await define('after');
      await has('after', 'Established False');
      const { metadata } = (await admin.get(`${path}/gizmos.example.com`)).body;
      assert.deepEqual([await conditions('gizmos'), metadata.finalizers], [emptied, ['example.com/own']]);
      await admin.patch(`${path}/gizmos.example.com`, { metadata: { finalizers: null } });
      await until('its end', async () => (await admin.get(`${path}/gizmos.example.com`)).code === 404);
      assert.deepEqual(cluster.faults, []);
    } finally {
      admin.close();
      await cluster.stop();
    }
  });

  it('of a kind with namespaces are those of one that is emptied in all of them', async () => {
    const cluster = await practiceCluster();
    const admin = adminOf(cluster);
    try {
      const path = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
      const schema = { openAPIV3Schema: { type: 'object' } };
      const definition = {
        metadata: { name: 'things.example.com' },
        spec: {
          group: 'example.com',
          scope: 'Namespaced',
          names: { plural: 'things', kind: 'Thing', shortNames: ['th', 'tg'] },
          versions: [{ name: 'v1', served: true, storage: true, schema }],
        },
      };
      assert.equal((await admin.post(path, definition)).code, 201);
      const things = (namespace: string) => `/apis/example.com/v1/namespaces/${namespace}/things`;
      await until('its kind', async () => (await admin.get(things('default'))).code === 200);
      // what another one may not have is told anew when it wants something else that is taken
      const wants = (name: string) => ({ plural: 'items', kind: 'Item', shortNames: [name] });
      const second = { metadata: { name: 'items.example.com' }, spec: { ...definition.spec, names: wants('th') } };
      assert.equal((await admin.post(path, second)).code, 201);
      const items = `${path}/items.example.com`;
      const isTold = (message: string) =>
        until(message, async () => {
          const { status } = (await admin.get(items)).body as unknown as CustomResourceDefinition;
          return status?.conditions?.some((one) => one.type === 'NamesAccepted' && one.message === message);
        });
      await isTold('"th" is already in use');
      assert.equal((await admin.patch(items, { spec: { names: wants('tg') } })).code, 200);
      await isTold('"tg" is already in use');
      await admin.delete(items);
      const held = { finalizers: ['example.com/hold'] };
      const made: [string, string, object][] = [
        ['default', 'a', {}],
        ['default', 'b', held],
        ['kube-system', 'a', {}],
      ];
      for (const [namespace, name, more] of made) {
        const thing = { apiVersion: 'example.com/v1', kind: 'Thing', metadata: { name, ...more } };
        assert.equal((await admin.post(things(namespace), thing)).code, 201);
      }
      await admin.delete(`${path}/things.example.com`);
      await until('all but the held one', async () => {
        const { body } = await admin.get('/apis/example.com/v1/things');
        return body.items.length === 1 && body.items[0]?.metadata.deletionTimestamp;
      });
      assert.equal((await admin.get(`${path}/things.example.com`)).code, 200);
      await admin.patch(`${things('default')}/b`, { metadata: { finalizers: null } });
      await until('its end', async () => (await admin.get(`${path}/things.example.com`)).code === 404);
      assert.deepEqual(cluster.faults, []);
    } finally {
      admin.close();
      await cluster.stop();
    }
  });
});
