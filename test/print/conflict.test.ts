import assert from 'node:assert/strict';
import { conflictLines, fieldConflicts, ownersText } from '../../src/print/conflict.js';
import { fieldAt } from '../../src/print/field-path.js';

describe('print/conflict', () => {
  const cause = (field: string, message: string): object => ({ reason: 'FieldManagerConflict', field, message });
  const status = {
    kind: 'Status',
    details: {
      causes: [
        cause('.spec.replicas', 'conflict with "hpa" with subresource "scale" using apps/v1'),
        cause('.spec.paused', 'conflict with "web \\"team\\""'),
        cause('.metadata.labels.app.kubernetes.io/name', 'conflict with "hpa" with subresource "scale"'),
        { reason: 'FieldValueInvalid', field: 'spec.x', message: 'no conflict' },
      ],
    },
  };
  const live = {
    metadata: {
      labels: { app: 'x', 'app.kubernetes.io/name': 'web' },
      managedFields: [
        { manager: 'hpa', operation: 'Update', subresource: 'scale', time: '2026-01-01T00:00:00Z' },
        { manager: 'hpa', operation: 'Apply', time: '2026-01-02T00:00:00Z' },
      ],
    },
    spec: { replicas: 3 },
  };

  it('J10: reads who owns which field off the causes', () => {
    const conflicts = fieldConflicts(status);
    assert.deepEqual(
      conflicts.map(({ field, manager, subresource }) => [field, manager, subresource]),
      [
        ['.spec.replicas', 'hpa', 'scale'],
        ['.spec.paused', 'web \\"team\\"', undefined],
        ['.metadata.labels.app.kubernetes.io/name', 'hpa', 'scale'],
      ],
    );
    assert.match(
      ownersText(conflicts),
      /^hpa owns \.spec\.replicas and \.metadata\.labels\.app\.kubernetes\.io\/name; web/,
    );
    for (const other of [undefined, 'text', {}, { details: { causes: [null] } }]) {
      assert.deepEqual(fieldConflicts(other), []);
    }
  });

  it('J10: says since when, what stands there and what was sent, as far as each is known', () => {
    const lines = conflictLines(fieldConflicts(status), { spec: { replicas: 5 } }, live);
    assert.equal(
      lines[0],
      '.spec.replicas is owned by hpa (by a create, update or patch of scale, 2026-01-01T00:00:00Z): there stands 3, you sent 5',
    );
    assert.match(lines[2] ?? '', /: there stands "web"$/);
    assert.deepEqual(conflictLines(fieldConflicts(status).slice(0, 1), 'text', undefined), [
      '.spec.replicas is owned by hpa',
    ]);
  });
});

describe('print/field-path', () => {
  const object = {
    spec: {
      containers: [{ name: 'a' }, { name: 'we]b', ports: [{ containerPort: 80, protocol: 'TCP', name: 'x' }] }],
      finalizers: ['one', 'two'],
      'a.b': { c: 1 },
      a: { b: { d: 2 } },
      off: false,
    },
  };
  const cases: [string, unknown][] = [
    ['', object],
    ['.spec.off', false],
    ['.spec.a.b.c', 1],
    ['.spec.a.b.d', 2],
    ['.spec.containers[name="we]b"].name', 'we]b'],
    ['.spec.containers[name="we]b"].ports[containerPort=80,protocol="TCP"].name', 'x'],
    ['.spec.containers[0].name', 'a'],
    ['.spec.finalizers[="two"]', 'two'],
    ['.spec.finalizers[="three"]', undefined],
    ['.spec.containers[name="gone"].name', undefined],
    ['.spec.nothing', undefined],
    ['spec', undefined],
    ['.spec.containers.name', undefined],
    ['.spec.off.deeper', undefined],
  ];
  for (const [path, value] of cases) {
    it(`finds ${path || 'the whole'}`, () => assert.deepEqual(fieldAt(object, path), value));
  }
});
