/** Objects seen as server-side apply sees them: which fields are there, what differs, merged, and with fields removed. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { emptySet, fromFieldsV1, isEmptySet, memberPaths, toFieldsV1 } from '../../../src/cluster/apply/field-set.js';
import {
  compareObjects,
  fieldSetOf,
  mergeObjects,
  removeItems,
  withNamedFields,
} from '../../../src/cluster/apply/typed.js';
import { schemaOf } from '../../../src/cluster/types/api-types.js';
import { equalJson } from '../../../src/kube/equal-json.js';

const pod = schemaOf({ group: '', version: 'v1', kind: 'Pod' }) ?? assert.fail();

type Fields = Record<string, unknown>;

const names = fc.constantFrom('a', 'b', 'c');
const record = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }, requiredKeys: (keyof T)[] = []) =>
  fc.record(model, { requiredKeys });
const ports = fc.uniqueArray(
  record({ containerPort: fc.constantFrom(80, 443), protocol: fc.constantFrom('TCP', 'UDP'), name: names }, [
    'containerPort',
    'protocol',
  ]),
  { selector: (p) => `${p.containerPort}${p.protocol}`, minLength: 1 },
);
const container = record({ name: names, image: fc.constantFrom('i:1', 'i:2'), args: fc.array(names), ports }, ['name']);
/** Parts of pods with maps, keyed lists, sets and lists that are one value. */
const pods: fc.Arbitrary<Fields> = record({
  metadata: record({
    labels: fc.dictionary(names, fc.constantFrom('1', '2'), { minKeys: 1 }),
    finalizers: fc.uniqueArray(names, { minLength: 1 }),
  }),
  spec: record({
    containers: fc.uniqueArray(container, { selector: (c) => c.name, minLength: 1 }),
    nodeSelector: fc.dictionary(names, names, { minKeys: 1 }),
    tolerations: fc.array(record({ key: names }), { minLength: 1 }),
    hostname: names,
  }),
})
  // fast-check makes objects without a prototype
  .map((value) => structuredClone(value) as Fields);

describe('fieldSetOf', () => {
  it('goes into maps and keyed lists, and takes other lists whole', () => {
    const object = {
      metadata: { labels: { a: '1' }, finalizers: ['x/y'] },
      spec: {
        containers: [{ name: 'c', args: ['1', '2'], ports: [{ containerPort: 80 }], resources: {} }],
        nodeSelector: { disk: 'ssd' },
        tolerations: [{ key: 'k' }],
      },
    };
    assert.deepEqual(toFieldsV1(fieldSetOf(object, pod)), {
      'f:metadata': { 'f:finalizers': { 'v:"x/y"': {} }, 'f:labels': { 'f:a': {} } },
      'f:spec': {
        'f:containers': {
          'k:{"name":"c"}': {
            '.': {},
            'f:args': {},
            'f:name': {},
            // a port without a protocol is one of TCP
            'f:ports': { 'k:{"containerPort":80,"protocol":"TCP"}': { '.': {}, 'f:containerPort': {} } },
            'f:resources': {},
          },
        },
        'f:nodeSelector': {},
        'f:tolerations': {},
      },
    });
  });
});

describe('the key of an item', () => {
  it('has no field that is held by pointer and left out', () => {
    const claim = schemaOf({ group: 'resource.k8s.io', version: 'v1', kind: 'ResourceClaim' }) ?? assert.fail();
    const device = { driver: 'a.b', pool: 'p', device: 'd' };
    const object = { status: { devices: [device, { ...device, shareID: 's' }] } };
    const { 'f:status': status } = toFieldsV1(fieldSetOf(object, claim)) as Record<string, Record<string, object>>;
    assert.deepEqual(Object.keys(status?.['f:devices'] ?? {}), [
      'k:{"device":"d","driver":"a.b","pool":"p"}',
      'k:{"device":"d","driver":"a.b","pool":"p","shareID":"s"}',
    ]);
  });
});

describe('compareObjects', () => {
  it('tells added, removed and modified apart', () => {
    const before = { spec: { hostname: 'a', nodeName: 'n', containers: [{ name: 'c', image: 'i:1' }] } };
    const after = { spec: { hostname: 'b', subdomain: 's', containers: [{ name: 'c', image: 'i:1', tty: true }] } };
    const { added, removed, modified } = compareObjects(before, after, pod);
    assert.deepEqual(memberPaths(added), ['.spec.subdomain', '.spec.containers[name="c"].tty']);
    assert.deepEqual(memberPaths(removed), ['.spec.nodeName']);
    assert.deepEqual(memberPaths(modified), ['.spec.hostname']);
  });

  it('an object does not differ from itself', () => {
    fc.assert(
      fc.property(pods, (object) => {
        const { added, removed, modified } = compareObjects(object, structuredClone(object), pod);
        assert.ok(isEmptySet(added) && isEmptySet(removed) && isEmptySet(modified));
      }),
    );
  });

  it('what is added one way is removed the other way', () => {
    fc.assert(
      fc.property(pods, pods, (a, b) => {
        const [there, back] = [compareObjects(a, b, pod), compareObjects(b, a, pod)];
        assert.deepEqual(toFieldsV1(there.added), toFieldsV1(back.removed));
        assert.deepEqual(toFieldsV1(there.modified), toFieldsV1(back.modified));
      }),
    );
  });

  it('the order of keyed items is no difference', () => {
    const spec = (...list: string[]) => ({ spec: { containers: list.map((name) => ({ name })) } });
    const { added, removed, modified } = compareObjects(spec('a', 'b'), spec('b', 'a'), pod);
    assert.ok(isEmptySet(added) && isEmptySet(removed) && isEmptySet(modified));
  });
});

describe('mergeObjects', () => {
  it('sets all that the configuration sets, and touches nothing else', () => {
    const live = { spec: { hostname: 'a', containers: [{ name: 'a', image: 'i:1' }, { name: 'b' }] } };
    const config = { spec: { containers: [{ name: 'b', image: 'i:2' }, { name: 'c' }] } };
    assert.deepEqual(mergeObjects(live, config, pod), {
      spec: { hostname: 'a', containers: [{ name: 'a', image: 'i:1' }, { name: 'b', image: 'i:2' }, { name: 'c' }] },
    });
  });

  it('a null takes away what is empty, and leaves what has parts', () => {
    const merged = (live: object) => mergeObjects({ spec: live }, { spec: { securityContext: null } }, pod).spec;
    assert.deepEqual(merged({ securityContext: {} }), { securityContext: null });
    assert.deepEqual(merged({ securityContext: { runAsUser: 1 } }), { securityContext: { runAsUser: 1 } });
  });

  it('gives shared items the order of the configuration', () => {
    const spec = (...list: string[]) => ({ spec: { containers: list.map((name) => ({ name })) } });
    assert.deepEqual(mergeObjects(spec('a', 'x', 'b'), spec('b', 'a'), pod), spec('x', 'b', 'a'));
    assert.deepEqual(mergeObjects(spec('c', 'x'), spec('a', 'c'), pod), spec('a', 'c', 'x'));
    assert.deepEqual(mergeObjects(spec('x', 'c'), spec('c', 'a'), pod), spec('x', 'c', 'a'));
  });

  it('to merge twice is to merge once, and holds all that was merged', () => {
    fc.assert(
      fc.property(pods, pods, (live, config) => {
        const once = mergeObjects(live, config, pod);
        assert.deepEqual(mergeObjects(once, config, pod), once);
        const { removed, modified } = compareObjects(config, once, pod);
        assert.ok(isEmptySet(removed) && isEmptySet(modified));
      }),
    );
  });

  it('an object merged with itself or with nothing stays as it is', () => {
    fc.assert(
      fc.property(pods, (object) => {
        assert.deepEqual(mergeObjects(object, object, pod), object);
        assert.deepEqual(mergeObjects(object, {}, pod), object);
      }),
    );
  });
});

describe('items with the same keys', () => {
  const withEnv = (...env: object[]): Fields => ({ spec: { containers: [{ name: 'c', env }] } });
  const a = { name: 'A', value: '1' };
  const [a2, b] = [
    { name: 'A', value: '2' },
    { name: 'B', value: '1' },
  ];
  const envOf = (fields: unknown): unknown => {
    const { spec } = fields as { spec: { containers: { env: unknown }[] } };
    return spec.containers[0]?.env;
  };
  /** The members among the variables. */
  const envSet = (set: Parameters<typeof memberPaths>[0]): string[] =>
    memberPaths(set)
      .filter((path) => path.includes('.env'))
      .map((path) => path.replace(/.*\.env/, ''));

  it('are one member, whatever is in them', () => {
    assert.deepEqual(envSet(fieldSetOf(withEnv(a, a2), pod)), ['[name="A"]']);
  });

  it('are compared as one value', () => {
    const between = (before: Fields, after: Fields) => {
      const { added, removed, modified } = compareObjects(before, after, pod);
      return [envSet(added), envSet(removed), envSet(modified)];
    };
    const [item, all] = [['[name="A"]'], ['[name="A"]', '[name="A"].name', '[name="A"].value']];
    assert.deepEqual(between(withEnv(a, a2, b), withEnv(a, a2, b)), [[], [], []]);
    assert.deepEqual(between(withEnv(a, a2, b), withEnv(a2, a, b)), [[], [], item]);
    assert.deepEqual(between(withEnv(a, a2, b), withEnv(a, b)), [all, item, []]);
    assert.deepEqual(between(withEnv(a, b), withEnv(a, a2, b)), [item, all, []]);
    assert.deepEqual(between(withEnv(a, a2, b), withEnv(b)), [[], item, []]);
  });

  it('stay when nothing is configured of them, give way to what is, and are removed together', () => {
    assert.deepEqual(envOf(mergeObjects(withEnv(a, b, a2), withEnv({ ...b, value: '3' }), pod)), [
      a,
      { name: 'B', value: '3' },
      a2,
    ]);
    const wanted = { name: 'A', value: '3' };
    assert.deepEqual(envOf(mergeObjects(withEnv(a, b, a2), withEnv(wanted), pod)), [wanted, b]);
    const env = { 'f:env': { 'k:{"name":"A"}': {} } };
    const gone = fromFieldsV1({ 'f:spec': { 'f:containers': { 'k:{"name":"c"}': env } } }) ?? assert.fail();
    assert.deepEqual(envOf(removeItems(withEnv(a, b, a2), gone, pod)), [b]);
  });
});

describe('withNamedFields', () => {
  it('adds the fields of structs, not entries of maps nor items of lists', () => {
    const container = { 'k:{"name":"a"}': { 'f:resources': { 'f:limits': { 'f:cpu': {} } } } };
    const set = fromFieldsV1({ 'f:metadata': { 'f:labels': { 'f:a': {} } }, 'f:spec': { 'f:containers': container } });
    assert.deepEqual(memberPaths(withNamedFields(set ?? assert.fail(), pod)), [
      '.metadata',
      '.spec',
      '.metadata.labels',
      '.metadata.labels.a',
      '.spec.containers',
      '.spec.containers[name="a"].resources',
      '.spec.containers[name="a"].resources.limits',
      '.spec.containers[name="a"].resources.limits.cpu',
    ]);
  });
});

describe('removeItems', () => {
  const object = {
    metadata: { name: 'x', labels: { a: '1', b: '2' } },
    spec: { containers: [{ name: 'a', image: 'i', tty: true }, { name: 'b' }], hostname: 'h' },
  };
  const without = (fields: object): unknown => removeItems(object, fromFieldsV1(fields) ?? assert.fail(), pod);

  it('takes leaves away', () => {
    assert.deepEqual(
      without({ 'f:spec': { 'f:hostname': {}, 'f:containers': { 'k:{"name":"a"}': { 'f:tty': {} } } } }),
      {
        metadata: object.metadata,
        spec: { containers: [{ name: 'a', image: 'i' }, { name: 'b' }] },
      },
    );
  });

  it('leaves nothing of a map that it empties', () => {
    assert.deepEqual(without({ 'f:metadata': { 'f:labels': { 'f:a': {}, 'f:b': {} } } }), {
      metadata: { name: 'x', labels: null },
      spec: object.spec,
    });
  });

  it('takes an item away with all that is in it', () => {
    assert.deepEqual(without({ 'f:spec': { 'f:containers': { 'k:{"name":"a"}': { '.': {}, 'f:name': {} } } } }), {
      metadata: object.metadata,
      spec: { containers: [{ name: 'b' }], hostname: 'h' },
    });
  });

  it('removes nothing for an empty set, and all for the set of all', () => {
    fc.assert(
      fc.property(pods, (value) => {
        assert.ok(equalJson(removeItems(value, emptySet(), pod), value));
        assert.deepEqual(removeItems(value, withNamedFields(fieldSetOf(value, pod), pod), pod), {});
      }),
    );
  });
});
