/** Strategic merge patches: lists merged by their keys, and each directive. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { strategicMergePatch } from '../../../src/cluster/apply/strategic-merge-patch.js';
import { schemaOf } from '../../../src/cluster/types/api-types.js';
import { readObject } from '../../../src/cluster/wire/convert.js';
import { toNode } from '../../../src/cluster/wire/json-nodes.js';
import type { JsonObject } from '../../../src/kube/object.js';
import type { ApiError } from '../../../src/kube/status.js';
import { hasCommand } from '../../helpers/commands.js';
import { skip } from '../../helpers/skip.js';

const pod = { group: '', version: 'v1', kind: 'Pod' };
const deployment = { group: 'apps', version: 'v1', kind: 'Deployment' };
const service = { group: '', version: 'v1', kind: 'Service' };

/** The specification of a pod after a patch of it. */
const patchSpec = (spec: JsonObject, patch: JsonObject): unknown =>
  strategicMergePatch(pod, { spec }, structuredClone({ spec: patch })).spec;
const containers = (...names: string[]) => names.map((name) => ({ name, image: `${name}:1` }));
const refuses = (spec: JsonObject, patch: JsonObject, message: string | RegExp, code = 500): void =>
  assert.throws(
    () => patchSpec(spec, patch),
    (error: ApiError) => {
      assert.equal(error.code, code);
      if (typeof message === 'string') assert.equal(error.message, message);
      else assert.match(error.message, message);
      return true;
    },
  );

describe('strategicMergePatch: maps', () => {
  it('merges, replaces leaves, and removes with null', () => {
    const metadata = { labels: { a: '1', b: '2' }, annotations: { x: 'y' } };
    assert.deepEqual(
      strategicMergePatch(pod, { metadata }, { metadata: { labels: { b: null, c: '3' }, annotations: null } }),
      { metadata: { labels: { a: '1', c: '3' } } },
    );
  });

  it('leaves the original as it was, and of the patch what Kubernetes shows of it', () => {
    const original = { spec: { containers: containers('a') } };
    const before = structuredClone(original);
    const patch = {
      metadata: { labels: { a: null, b: '1' }, annotations: null },
      spec: {
        containers: [{ name: 'a', env: [{ name: 'X', $patch: 'delete' }] }],
        '$setElementOrder/containers': [{ name: 'a' }],
        securityContext: { $retainKeys: ['runAsUser'], runAsUser: null },
        nodeSelector: { x: null },
      },
    };
    strategicMergePatch(pod, original, patch);
    assert.deepEqual(original, before);
    assert.deepEqual<unknown>(patch, {
      metadata: { labels: { b: '1' } },
      spec: { securityContext: { $retainKeys: ['runAsUser'] }, nodeSelector: {} },
    });
  });

  it('$patch replace puts the map in place of the old one', () => {
    assert.deepEqual(patchSpec({ nodeSelector: { a: '1' } }, { nodeSelector: { $patch: 'replace', b: '2' } }), {
      nodeSelector: { b: '2' },
    });
  });

  it('$patch delete empties it', () => {
    assert.deepEqual(patchSpec({ nodeSelector: { a: '1' } }, { nodeSelector: { $patch: 'delete' } }), {
      nodeSelector: {},
    });
  });

  it('$retainKeys drops what it does not name', () => {
    const spec = { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } } };
    const patch = { spec: { strategy: { $retainKeys: ['type'], type: 'Recreate' } } };
    assert.deepEqual(strategicMergePatch(deployment, { spec }, patch), { spec: { strategy: { type: 'Recreate' } } });
  });

  it('refuses $retainKeys that leaves out what the patch sets', () => {
    refuses(
      { securityContext: {} },
      { securityContext: { $retainKeys: ['runAsUser'], runAsGroup: 1 } },
      'invalid patch format of retainKeys',
      400,
    );
    // what takes values out of a list, and what orders one, sets nothing
    const of = { $retainKeys: ['name'], name: 'a', '$deleteFromPrimitiveList/finalizers': ['x'] };
    const order = { '$setElementOrder/finalizers': ['y'] };
    const before = { metadata: { name: 'a', finalizers: ['x', 'y'] } };
    assert.deepEqual(strategicMergePatch(pod, before, { metadata: { ...of, ...order } }), { metadata: { name: 'a' } });
    refuses(
      { securityContext: {} },
      { securityContext: { $retainKeys: 'x' } },
      'invalid patch format of retainKeys',
      400,
    );
  });

  it('refuses a directive that nobody knows', () => {
    refuses(
      { nodeSelector: { a: '1' } },
      { nodeSelector: { $patch: 'shuffle' } },
      'unknown patch type: shuffle in map: map[$patch:shuffle]',
    );
    // what meets nothing is taken without it
    assert.deepEqual(patchSpec({}, { nodeSelector: { $patch: 'shuffle' } }), {});
  });
});

describe('strategicMergePatch: lists of objects', () => {
  it('finds an item by its merge key and keeps its other fields', () => {
    assert.deepEqual(
      patchSpec({ containers: containers('a', 'b') }, { containers: [{ name: 'b', image: 'b:2', tty: true }] }),
      {
        containers: [
          { name: 'a', image: 'a:1' },
          { name: 'b', image: 'b:2', tty: true },
        ],
      },
    );
  });

  it('adds what it does not find', () => {
    const after = patchSpec({ containers: containers('a') }, { containers: containers('b') });
    assert.deepEqual((after as { containers: { name: string }[] }).containers.map((c) => c.name).sort(), ['a', 'b']);
  });

  it('uses the key of each list: ports by containerPort, mounts by mountPath, env by name', () => {
    const before = {
      name: 'a',
      ports: [{ containerPort: 80, protocol: 'TCP' }],
      env: [{ name: 'X', value: '1' }],
      volumeMounts: [{ mountPath: '/a', name: 'v' }],
    };
    const patch = {
      name: 'a',
      ports: [{ containerPort: 80, name: 'web' }],
      env: [{ name: 'X', value: '2' }],
      volumeMounts: [{ mountPath: '/a', readOnly: true }],
    };
    assert.deepEqual(patchSpec({ containers: [before] }, { containers: [patch] }), {
      containers: [
        {
          name: 'a',
          ports: [{ containerPort: 80, protocol: 'TCP', name: 'web' }],
          env: [{ name: 'X', value: '2' }],
          volumeMounts: [{ mountPath: '/a', name: 'v', readOnly: true }],
        },
      ],
    });
    const ports = [{ port: 80, targetPort: 8080 }];
    assert.deepEqual(
      strategicMergePatch(service, { spec: { ports } }, { spec: { ports: [{ port: 80, name: 'w' }] } }),
      {
        spec: { ports: [{ port: 80, targetPort: 8080, name: 'w' }] },
      },
    );
  });

  it('replaces lists that have no merge key', () => {
    const before = { containers: [{ name: 'a', args: ['1', '2'] }], tolerations: [{ key: 'x' }] };
    assert.deepEqual(patchSpec(before, { containers: [{ name: 'a', args: ['3'] }], tolerations: [] }), {
      containers: [{ name: 'a', args: ['3'] }],
      tolerations: [],
    });
  });

  it('$patch delete takes an item away, $patch replace all that are not in the patch', () => {
    const spec = { containers: containers('a', 'b') };
    assert.deepEqual(patchSpec(spec, { containers: [{ name: 'a', $patch: 'delete' }] }), {
      containers: containers('b'),
    });
    assert.deepEqual(patchSpec(spec, { containers: [{ name: 'gone', $patch: 'delete' }] }), spec);
    assert.deepEqual(patchSpec(spec, { containers: [{ $patch: 'replace' }, { name: 'c', image: 'c:1' }] }), {
      containers: containers('c'),
    });
  });

  it('$setElementOrder sorts', () => {
    const order = (names: string[]): JsonObject => ({
      '$setElementOrder/containers': names.map((name) => ({ name })),
    });
    const names = (spec: unknown) => (spec as { containers: { name: string }[] }).containers.map((c) => c.name);
    const spec = { containers: containers('a', 'b', 'c') };
    assert.deepEqual(names(patchSpec(spec, order(['c', 'a', 'b']))), ['c', 'a', 'b']);
    assert.deepEqual(names(patchSpec(spec, { ...order(['d', 'c', 'b', 'a']), containers: containers('d') })), [
      'd',
      'c',
      'b',
      'a',
    ]);
    // what the order does not name stays where it was among the others
    assert.deepEqual(names(patchSpec(spec, order(['b', 'a']))), ['b', 'a', 'c']);
    refuses(
      spec,
      { ...order(['a', 'b']), containers: containers('b', 'a') },
      "The order in patch list:\n[map[image:b:1 name:b] map[image:a:1 name:a]]\n doesn't match $setElementOrder list:\n[map[name:a] map[name:b]]\n",
    );
    refuses(spec, { '$setElementOrder/containers': 'a' }, 'expected a []interface {}, but received a string');
  });

  it('keeps no order for what replaces the list, and a new item takes the free place of a deleted one', () => {
    const names = (patch: JsonObject) =>
      (patchSpec({ containers: containers('a', 'b', 'c') }, patch) as { containers: { name: string }[] }).containers
        .map((c) => c.name)
        .join(' ');
    const order = (...of: string[]): JsonObject => ({ '$setElementOrder/containers': of.map((name) => ({ name })) });
    const [e, d] = containers('e', 'd');
    assert.equal(names({ ...order('e', 'd'), containers: [e, { $patch: 'replace' }, d] } as JsonObject), 'e d');
    const deleted = { name: 'a', $patch: 'delete' };
    assert.equal(names({ ...order('d'), containers: [deleted, d] } as JsonObject), 'b c d');
    assert.equal(names({ ...order('d'), containers: [d] } as JsonObject), 'd a b c');
  });

  it('refuses an order of a list that is none, or of items without their key', () => {
    const order = (name: string, value: unknown): JsonObject => ({ [`$setElementOrder/${name}`]: value }) as JsonObject;
    const spec = { containers: containers('a') };
    const noKey = 'map: map[image:a] does not contain declared merge key: name';
    refuses(spec, order('containers', ['a']), 'value for key 0 is not a map');
    refuses(spec, order('containers', [{ image: 'a' }]), noKey);
    assert.deepEqual(patchSpec({}, order('containers', ['a'])), {}); // there is nothing to order
    refuses({}, { ...order('containers', []), containers: [] }, 'no elements in any of the given slices');
    refuses({}, { $setElementOrder: [] }, 'invalid patch format of setElementOrder list', 400);
    refuses({}, order('containers', null), 'expected a []interface {}, but received a %!s(<nil>)');
    refuses({}, order('nope', []), 'unable to find api field in struct PodSpec for the json field "nope"');
    refuses({}, { $patch: 1 }, 'unknown patch type: %!s(int64=1) in map: map[$patch:1]');
  });

  it('refuses an item without its key, and an item that is none', () => {
    refuses(
      { containers: containers('a') },
      { containers: [{ image: 'x' }] },
      'map: map[image:x] does not contain declared merge key: name',
    );
    refuses({ containers: containers('a') }, { containers: ['a'] }, /^list element types are not identical: /);
    refuses(
      { containers: containers('a') },
      { containers: [{ name: 'a', $patch: 'x' }] },
      /^unknown patch type: x in map: /,
    );
  });

  it('leaves no directive in a list that is new', () => {
    const added = {
      name: 'b',
      env: [
        { name: 'Y', $patch: 'delete' },
        { name: 'X', value: '1' },
      ],
    };
    assert.deepEqual(patchSpec({}, { containers: [added] }), {
      containers: [{ name: 'b', env: [{ name: 'X', value: '1' }] }],
    });
  });
});

describe('strategicMergePatch: parts that are new', () => {
  it('have no nulls, at any depth: they would become values', () => {
    const driver = { driver: 'd', volumeAttributes: { a: null, b: '1' } };
    assert.deepEqual(patchSpec({}, { volumes: [{ name: 'v', hostPath: null, csi: driver }] }), {
      volumes: [{ name: 'v', csi: { driver: 'd', volumeAttributes: { b: '1' } } }],
    });
  });
});

describe('strategicMergePatch: lists of values', () => {
  const patch = (finalizers: string[], change: JsonObject): unknown =>
    strategicMergePatch(pod, { metadata: { finalizers } }, { metadata: change }).metadata;

  it('a merged list grows by what it does not hold', () => {
    assert.deepEqual(patch(['a/x', 'a/y'], { finalizers: ['a/y', 'a/z'] }), { finalizers: ['a/x', 'a/y', 'a/z'] });
  });

  it('$deleteFromPrimitiveList takes values away', () => {
    assert.deepEqual(patch(['a/x', 'a/y'], { '$deleteFromPrimitiveList/finalizers': ['a/x', 'a/none'] }), {
      finalizers: ['a/y'],
    });
    assert.deepEqual(patch(['a/x'], { '$deleteFromPrimitiveList/finalizers': 'a/x' }), { finalizers: ['a/x'] });
    refuses({}, { $deleteFromPrimitiveList: ['x'] }, 'invalid patch format of primitive list', 400);
  });

  it('$setElementOrder sorts them', () => {
    const change = { finalizers: ['a/z'], '$setElementOrder/finalizers': ['a/z', 'a/y', 'a/x'] };
    assert.deepEqual(patch(['a/x', 'a/y'], change), { finalizers: ['a/z', 'a/y', 'a/x'] });
  });
});

describe('strategicMergePatch: what holds of every patch', () => {
  const name = fc.constantFrom('a', 'b', 'c', 'd');
  const container = fc.record(
    {
      name,
      image: fc.constantFrom('i:1', 'i:2'),
      env: fc.uniqueArray(fc.record({ name, value: fc.constantFrom('1', '2') }), { selector: (e) => e.name }),
    },
    { requiredKeys: ['name'], noNullPrototype: true },
  );
  const specs = fc.record(
    {
      containers: fc.uniqueArray(container, { selector: (c) => c.name }),
      nodeSelector: fc.dictionary(name, fc.constantFrom('1', '2'), { noNullPrototype: true }),
      hostname: name,
    },
    { requiredKeys: [], noNullPrototype: true },
  );
  // fast-check makes objects without a prototype
  const spec = specs.map((value) => structuredClone(value));

  it('to apply it twice is to apply it once', () => {
    fc.assert(
      fc.property(spec, spec, (before, change) => {
        const once = patchSpec(before as JsonObject, change as JsonObject) as JsonObject;
        assert.deepEqual(patchSpec(once, change as JsonObject), once);
      }),
    );
  });

  it('an object patched with itself stays as it is, and so does one patched with nothing', () => {
    fc.assert(
      fc.property(spec, (before) => {
        assert.deepEqual(patchSpec(before as JsonObject, before as JsonObject), before);
        assert.deepEqual(patchSpec(before as JsonObject, {}), before);
      }),
    );
  });
});

describe('strategicMergePatch beside kubectl', () => {
  const names = fc.constantFrom('a', 'b', 'c', 'd', 'e');
  const records = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }, requiredKeys: (keyof T)[]) =>
    fc.record(model, { requiredKeys, noNullPrototype: true });
  const env = fc.uniqueArray(fc.record({ name: names, value: fc.constantFrom('1', '2') }), { selector: (e) => e.name });
  const port = records({ containerPort: fc.constantFrom(80, 81, 82), name: names }, ['containerPort']);
  const ports = fc.uniqueArray(port, { selector: (p) => p.containerPort });
  const args = fc.array(names, { maxLength: 2 });
  const container = records({ name: names, image: fc.constantFrom('i:1', 'i:2'), args, env, ports }, ['name']);
  const spec = (selector: fc.Arbitrary<string | null>) =>
    records(
      {
        containers: fc.uniqueArray(container, { selector: (c) => c.name }),
        nodeSelector: fc.dictionary(names, selector, { noNullPrototype: true }),
        tolerations: fc.array(fc.record({ key: names }), { maxLength: 2 }),
        hostname: names,
      },
      ['containers'],
    );
  const finalizers = fc.uniqueArray(names.map((name) => `k/${name}`));

  it('gives the same pod', function () {
    if (!hasCommand('kubectl')) return skip(this, 'kubectl is not installed');
    const before = fc.tuple(spec(fc.constantFrom('1', '2')), finalizers);
    const change = fc.tuple(
      spec(fc.constantFrom('1', null)),
      finalizers,
      finalizers,
      fc.constantFrom('delete', 'replace', ''),
    );
    const property = fc.property(before, change, fc.uniqueArray(names), (had, [patch, added, gone, what], others) => {
      const pods = { apiVersion: 'v1', kind: 'Pod' };
      const object = { ...pods, metadata: { name: 'x', finalizers: had[1] }, spec: had[0] };
      const known = patch.containers.filter((c) => had[0].containers.some((h) => h.name === c.name));
      const directives = known.map((c) => ({ ...c, env: withDirective(c.env ?? [], what) }));
      const patched = patch.containers.map((c) => c.name);
      const order = [...others.filter((name) => !patched.includes(name)), ...patched];
      const body = {
        metadata: { finalizers: added.filter((f) => !gone.includes(f)), '$deleteFromPrimitiveList/finalizers': gone },
        spec: {
          ...patch,
          containers: patch.containers.map((c) => directives.find((d) => d.name === c.name) ?? c),
          '$setElementOrder/containers': order.map((name) => ({ name })),
        },
      };
      const options = ['patch', '--local', '-f', '-', '--type=strategic', '-p', JSON.stringify(body), '-o', 'json'];
      const { stdout, stderr } = spawnSync('kubectl', options, { input: JSON.stringify(object), encoding: 'utf8' });
      // kubectl cannot sort a list without items
      if (/no elements in any of the given slices/.test(stderr)) return;
      assert.ok(stdout, stderr);
      const type = schemaOf(pod) ?? assert.fail();
      const ours = strategicMergePatch(pod, object as unknown as JsonObject, body as unknown as JsonObject);
      const read = (value: unknown): unknown => readObject(toNode(value), type).value;
      assert.deepEqual(read(ours), read(JSON.parse(stdout)));
    });
    fc.assert(property, { numRuns: 40, endOnFailure: true });
  });

  function withDirective(items: { name: string; value: string }[], what: string): object[] {
    const [first, ...rest] = items;
    if (what === 'delete' && first) return [{ name: first.name, $patch: 'delete' }, ...rest];
    return what === 'replace' ? [...items, { $patch: 'replace' }] : items;
  }
});
