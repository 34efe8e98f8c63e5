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

describe('the conditions of a definition', () => {
  it('say whether it has its names and is served, since when, and whether its objects are being deleted', async () => {
    const clock = manualClock(new Date(Math.floor(Date.now() / 1000) * 1000));
    const start = clock.now().getTime();
    const cluster = await practiceCluster({ clock });
    const admin = adminOf(cluster);
    try {
      const path = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
      const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } };
      const define = (plural: string) =>
        admin.post(path, {
          apiVersion: 'apiextensions.k8s.io/v1',
          kind: 'CustomResourceDefinition',
          metadata: { name: `${plural}.example.com` },
          spec: {
            group: 'example.com',
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
      await admin.delete(`${path}/gizmos.example.com`);
      await has('gizmos', 'Terminating True InstanceDeletionInProgress');
      assert.deepEqual(await conditions('gizmos'), [...later, 'Terminating True InstanceDeletionInProgress 180']);
      await admin.patch(`${gizmos}/g`, { metadata: { finalizers: null } });
      await until('its end', async () => (await admin.get(`${path}/gizmos.example.com`)).code === 404);
      assert.deepEqual(cluster.faults, []);
    } finally {
      admin.close();
      await cluster.stop();
    }
  });
});
