import assert from 'node:assert/strict';
import { differingFields, fits, isFieldPath, isPattern } from '../../src/grader/field-path.js';

describe('fields of an object', () => {
  const binding = {
    roleRef: { name: 'edit' },
    subjects: [
      { kind: 'ServiceAccount', name: 'nobody', namespace: 'lab' },
      { kind: 'User', name: 'activity-sa', namespace: 'lab' },
    ],
  };

  it('S11: of one list item have to be met by one item', () => {
    const asked = { 'subjects[*].kind': 'ServiceAccount', 'subjects[*].name': 'activity-sa' };
    assert.deepEqual(differingFields(binding, asked), ['subjects[*].name']);
    const right = { ...binding, subjects: [...binding.subjects, { kind: 'ServiceAccount', name: 'activity-sa' }] };
    assert.deepEqual(differingFields(right, asked), []);
    assert.deepEqual(differingFields({ subjects: [] }, asked), Object.keys(asked));
    assert.deepEqual(differingFields({}, asked), Object.keys(asked));
  });

  it('S11: of lists in a list, too', () => {
    const pod = {
      containers: [
        { name: 'a', ports: [{ name: 'http', port: 80 }] },
        {
          name: 'b',
          ports: [
            { name: 'http', port: 8080 },
            { name: 'dns', port: 53 },
          ],
        },
      ],
    };
    const ports = (name: string, port: number): Record<string, unknown> => ({
      'containers[*].name': 'b',
      'containers[*].ports[*].name': name,
      'containers[*].ports[*].port': port,
    });
    assert.deepEqual(differingFields(pod, ports('dns', 53)), []);
    assert.deepEqual(differingFields(pod, ports('http', 80)), ['containers[*].name']);
    assert.deepEqual(differingFields(pod, ports('dns', 8080)).length, 1);
  });

  it('of several lists, and of none, are met each by itself', () => {
    assert.deepEqual(differingFields(binding, { 'roleRef.name': 'edit', 'subjects[*].kind': 'User' }), []);
    assert.deepEqual(differingFields(binding, { 'roleRef.name': 'view', 'subjects[0].kind': 'User' }), [
      'roleRef.name',
      'subjects[0].kind',
    ]);
  });

  it('that must not be there are in no item', () => {
    assert.deepEqual(differingFields(binding, { 'subjects[*].apiGroup': null }), []);
    assert.deepEqual(differingFields(binding, { 'subjects[*].namespace': null }), ['subjects[*].namespace']);
    const mixed = { subjects: [{ name: 'a', namespace: 'lab' }, { name: 'b' }] };
    assert.deepEqual(differingFields(mixed, { 'subjects[*].namespace': null }), ['subjects[*].namespace']);
    assert.deepEqual(differingFields({ paused: null }, { paused: null }), []);
    assert.deepEqual(
      differingFields(binding, { 'subjects[*].name': 'nobody', 'subjects[*].kind': 'ServiceAccount' }),
      [],
    );
  });

  it('are those that the object itself holds, and items those of a list', () => {
    assert.deepEqual(differingFields(binding, { constructor: null, 'roleRef.toString': null }), []);
    assert.deepEqual(differingFields({ subjects: { name: 'a' } }, { 'subjects[*].name': 'a' }), ['subjects[*].name']);
  });

  it('are not met by what is absent, null or no list', () => {
    const first = { 'subjects[0].name': 'a' };
    for (const object of [{}, { subjects: null }, { subjects: [] }, { subjects: { 0: { name: 'a' } } }])
      assert.deepEqual(differingFields(object, first), Object.keys(first), JSON.stringify(object));
    assert.deepEqual(differingFields({ spec: null }, { 'spec.replicas': 2 }), ['spec.replicas']);
  });

  it('may have a quotation mark in their name', () => {
    assert.deepEqual(differingFields({ labels: { 'a"b': 'c' } }, { 'labels["a\\"b"]': 'c' }), []);
  });

  it('that are items themselves are met by any of them', () => {
    assert.deepEqual(differingFields({ audiences: ['a', 'b'] }, { 'audiences[*]': 'b' }), []);
    assert.deepEqual(differingFields({ audiences: ['a', 'b'] }, { 'audiences[*]': '~^c' }), ['audiences[*]']);
  });
});

describe('a path and a pattern in a rubric', () => {
  it('is a path when it begins with a name and goes on by dots and brackets', () => {
    for (const path of ['spec', 'spec.replicas', 'subjects[0].name', 'subjects[*].name', 'metadata.labels["a.b/c"]'])
      assert.ok(isFieldPath(path), path);
    for (const path of ['', '.spec', 'labels["a"]b', 'spec.', 'a b']) assert.ok(!isFieldPath(path), path);
  });

  it('is a pattern when what stands behind ~ is a regular expression; a text without ~ stands for itself', () => {
    assert.deepEqual(
      ['a(', '~a|b', '~*', '~(', 7].map((expected) => isPattern(expected)),
      [true, true, false, false, true],
    );
    assert.ok(fits('a(', 'a('));
  });

  it('fits numbers by their digits, and texts up to ten thousand characters', () => {
    assert.ok(fits(8080, '~^80') && !fits(true, '~true'));
    assert.deepEqual([fits('x'.repeat(10_000), '~^x'), fits('x'.repeat(10_001), '~^x')], [true, false]);
  });
});
