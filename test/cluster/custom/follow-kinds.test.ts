/** The kinds of a store's definitions, as they come, change and go. */
import assert from 'node:assert/strict';
import { followCustomKinds } from '../../../src/cluster/custom/custom-kinds.js';
import { memoryStore } from '../../../src/cluster/storage/memory-store.js';
import { type Store, storageKey } from '../../../src/cluster/storage/store.js';
import type { KubeObject } from '../../../src/kube/object.js';
import { until } from '../../helpers/until.js';

const target = { group: 'apiextensions.k8s.io', resource: 'customresourcedefinitions' };
const keyOf = (group: string): string => storageKey(target, undefined, `lamps.${group}`);

function definition(group: string, versions: string[], { colour = 'string', established = true } = {}): KubeObject {
  const schema = { openAPIV3Schema: { type: 'object', properties: { colour: { type: colour } } } };
  const names = { plural: 'lamps', kind: 'Lamp' };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `lamps.${group}` },
    spec: {
      ...{ group, scope: 'Cluster', names },
      versions: versions.map((name, i) => ({ name, served: name !== 'v0', storage: i === 0, schema })),
    },
    status: { acceptedNames: names, conditions: [{ type: 'Established', status: established ? 'True' : 'False' }] },
  };
}

describe('the kinds of definitions', () => {
  let store: Store;
  let kinds: Awaited<ReturnType<typeof followCustomKinds>>;
  const served = (): string[] => kinds.rows().map(({ group, version }) => `${group}/${version}`);
  const endOf = (group: string): AbortSignal =>
    kinds.find(group, 'v1', 'lamps')?.definition.custom?.ended ?? assert.fail(`${group} is not served`);

  beforeEach(async () => {
    store = memoryStore();
    await store.create(keyOf('b.example.com'), definition('b.example.com', ['v1', 'v2', 'v2beta1', 'v0']));
    kinds = await followCustomKinds(store);
  });
  afterEach(() => kinds.stop());

  it('are those that were there and those that come, by group and version, without what is not served', async () => {
    assert.deepEqual(served(), ['b.example.com/v2', 'b.example.com/v1', 'b.example.com/v2beta1']);
    await store.create(keyOf('a.example.com'), definition('a.example.com', ['v1']));
    await store.create(keyOf('c.example.com'), definition('c.example.com', ['v1'], { established: false }));
    await until('the new one', () => served().includes('a.example.com/v1'));
    assert.deepEqual(served(), ['a.example.com/v1', 'b.example.com/v2', 'b.example.com/v1', 'b.example.com/v2beta1']);
    assert.deepEqual(
      kinds.schemas().map(({ row }) => row.version),
      ['v1', 'v2', 'v1', 'v2beta1'],
    );
    assert.equal(kinds.find('c.example.com', 'v1', 'lamps'), undefined);
  });

  it('tell when they can be served, before whoever waited for that establishes the first', async () => {
    const empty = memoryStore();
    const none = await followCustomKinds(empty);
    try {
      const find = () => none.find('a.example.com', 'v1', 'lamps');
      await empty.create(keyOf('a.example.com'), definition('a.example.com', ['v1'], { established: false }));
      const { revision } = empty.get(keyOf('a.example.com')) ?? assert.fail();
      assert.equal(find(), undefined);
      await new Promise<void>(none.whenLoaded);
      await empty.update(keyOf('a.example.com'), definition('a.example.com', ['v1']), revision);
      assert.ok(find());
      // from then on nobody waits
      let isCalled = false;
      none.whenLoaded(() => {
        isCalled = true;
      });
      assert.ok(isCalled);
    } finally {
      none.stop();
    }
  });

  it('end what is watched of them when they change or go, and at no other write', async () => {
    const first = endOf('b.example.com');
    const write = async (object: KubeObject): Promise<void> => {
      const { revision } = store.get(keyOf('b.example.com')) ?? assert.fail();
      await store.update(keyOf('b.example.com'), object, revision);
    };
    const same = definition('b.example.com', ['v1', 'v2', 'v2beta1', 'v0']);
    await write({ ...same, metadata: { ...same.metadata, labels: { a: 'b' } } });
    assert.deepEqual([endOf('b.example.com') === first, first.aborted], [true, false]);
    await write(definition('b.example.com', ['v1'], { colour: 'integer' }));
    await until('the change', () => served().length === 1);
    assert.ok(first.aborted);
    const second = endOf('b.example.com');
    assert.ok(!second.aborted);
    const { revision } = store.get(keyOf('b.example.com')) ?? assert.fail();
    await store.delete(keyOf('b.example.com'), revision);
    await until('its end', () => served().length === 0);
    assert.ok(second.aborted);
  });
});
