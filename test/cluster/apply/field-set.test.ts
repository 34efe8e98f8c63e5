/** Sets of fields: what FieldsV1 holds, set algebra, and paths as conflicts show them. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  difference,
  emptySet,
  type FieldSet,
  intersection,
  isEmptySet,
  memberPaths,
  fromFieldsV1 as readFieldsV1,
  sameSet,
  toFieldsV1,
  union,
  without,
} from '../../../src/cluster/apply/field-set.js';

const fromFieldsV1 = (value: unknown): FieldSet => readFieldsV1(value) ?? assert.fail('a FieldsV1 value is expected');

const edges = fc.oneof(
  fc.constantFrom('f:a', 'f:b', 'f:app.kubernetes.io/name', 'v:"x"', 'v:1'),
  fc.constantFrom('k:{"name":"a"}', 'k:{"containerPort":80,"protocol":"TCP"}'),
);
const sets: fc.Arbitrary<FieldSet> = fc.letrec<{ set: FieldSet }>((tie) => ({
  set: fc.oneof(
    { maxDepth: 3 },
    fc.constant<FieldSet>({ member: true, children: new Map() }),
    fc
      .record({ member: fc.boolean(), children: fc.array(fc.tuple(edges, tie('set')), { minLength: 1, maxLength: 3 }) })
      .map(({ member, children }) => ({ member, children: new Map(children) })),
  ),
})).set;

describe('FieldsV1', () => {
  it('keeps every set on its way there and back', () => {
    fc.assert(
      fc.property(sets, (below) => {
        // whether the object itself is a member is the one thing that FieldsV1 cannot say
        const set: FieldSet = { member: false, children: new Map([['f:spec', below]]) };
        const text = JSON.stringify(toFieldsV1(set));
        assert.ok(sameSet(fromFieldsV1(JSON.parse(text)), set), text);
      }),
    );
  });

  it('marks a member that has parts with a dot', () => {
    const set = fromFieldsV1({ 'f:data': { '.': {}, 'f:a': {} }, 'f:metadata': { 'f:labels': { 'f:x': {} } } });
    assert.deepEqual(memberPaths(set), ['.data', '.data.a', '.metadata.labels.x']);
    assert.deepEqual(toFieldsV1(set), {
      'f:data': { '.': {}, 'f:a': {} },
      'f:metadata': { 'f:labels': { 'f:x': {} } },
    });
  });

  it('takes keys in any order for the same item', () => {
    const one = fromFieldsV1({ 'k:{"protocol":"TCP","containerPort":80}': {} });
    const other = fromFieldsV1({ 'k:{"containerPort":80, "protocol":"TCP"}': {} });
    assert.ok(sameSet(one, other));
  });

  it('leaves out edges of kinds that it does not know, and refuses broken ones', () => {
    assert.deepEqual(toFieldsV1(fromFieldsV1({ 'x:y': {}, 'f:a': {} })), { 'f:a': {} });
    for (const edge of ['k:broken', 'k:[]', 'v:{', 'nothing', 'q'])
      assert.equal(readFieldsV1({ [edge]: {} }), undefined);
    for (const none of [null, undefined, [], 'f:a', 1]) assert.equal(readFieldsV1(none), undefined);
  });

  it('writes fields first, then items by key, numbers by their size', () => {
    const ports = ['443', '80', '8080'].map((port) => `k:{"containerPort":${port},"protocol":"TCP"}`);
    const set = fromFieldsV1(Object.fromEntries([...ports, 'f:z'].map((edge) => [edge, {}])));
    assert.deepEqual(Object.keys(toFieldsV1(set)), ['f:z', ports[1], ports[0], ports[2]]);
  });

  it('writes values by their letters, a text before a longer one', () => {
    const edges = ['v:"a b"', 'v:"b"', 'v:"a"'];
    const set = fromFieldsV1(Object.fromEntries(edges.map((edge) => [edge, {}])));
    assert.deepEqual(Object.keys(toFieldsV1(set)), ['v:"a"', 'v:"a b"', 'v:"b"']);
  });

  it('takes a place in a list by its number, however that is written', () => {
    assert.ok(sameSet(fromFieldsV1({ 'i:+07': {} }), fromFieldsV1({ 'i:7': {} })));
    assert.deepEqual(toFieldsV1(fromFieldsV1({ 'i:+07': {} })), { 'i:7': {} });
    assert.equal(readFieldsV1({ 'i:seven': {} }), undefined);
  });
});

describe('memberPaths', () => {
  it('writes each kind of edge as Kubernetes does', () => {
    const set = fromFieldsV1({
      'f:metadata': { 'f:finalizers': { 'v:"a/b"': {} }, 'f:labels': { 'f:app.kubernetes.io/name': {} } },
      'f:spec': { 'f:ports': { 'k:{"containerPort":80,"protocol":"TCP"}': { 'f:name': {} } } },
    });
    assert.deepEqual(memberPaths(set), [
      '.metadata.finalizers[="a/b"]',
      '.metadata.labels.app.kubernetes.io/name',
      '.spec.ports[containerPort=80,protocol="TCP"].name',
    ]);
  });

  it('names those of one level before those below', () => {
    const set = fromFieldsV1({ 'f:spec': { 'f:a': { 'f:deep': {} }, 'f:b': {} } });
    assert.deepEqual(memberPaths(set), ['.spec.b', '.spec.a.deep']);
  });
});

describe('field sets as sets', () => {
  const pairs = fc.tuple(sets, sets);
  it('a difference and an intersection make up the whole', () => {
    fc.assert(
      fc.property(pairs, ([a, b]) => {
        assert.ok(sameSet(union(difference(a, b), intersection(a, b)), a));
        assert.ok(isEmptySet(intersection(difference(a, b), b)));
      }),
    );
  });

  it('a union holds both, in either order', () => {
    fc.assert(
      fc.property(pairs, ([a, b]) => {
        assert.ok(sameSet(union(a, b), union(b, a)));
        assert.ok(isEmptySet(difference(a, union(a, b))));
      }),
    );
  });

  it('with itself and with nothing', () => {
    fc.assert(
      fc.property(sets, (a) => {
        assert.ok(sameSet(union(a, a), a) && sameSet(intersection(a, a), a) && isEmptySet(difference(a, a)));
        assert.ok(sameSet(union(a, emptySet()), a) && isEmptySet(intersection(a, emptySet())));
      }),
    );
  });

  it('without a path, nothing at it or below is left', () => {
    const set = fromFieldsV1({ 'f:metadata': { 'f:name': {}, 'f:labels': { '.': {}, 'f:a': {} } }, 'f:kind': {} });
    assert.deepEqual(toFieldsV1(without(set, ['f:metadata', 'f:labels'])), {
      'f:metadata': { 'f:name': {} },
      'f:kind': {},
    });
    assert.ok(sameSet(without(set, ['f:spec']), set));
    assert.ok(isEmptySet(without(set, [])));
  });
});
