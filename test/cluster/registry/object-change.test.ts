/** The changes that admission policies make, without a cluster: what they may set, and what is said of what they may not. */
import assert from 'node:assert/strict';
import { objectChange } from '../../../src/cluster/registry/object-change.js';
import { kinds } from '../../../src/kube/kinds.js';
import type { KubeObject } from '../../../src/kube/object.js';
import { decoded, definitionOfKind } from '../kinds/faults.js';

const deployment = (): KubeObject =>
  decoded('Deployment', {
    metadata: { name: 'web', labels: { a: '1' } },
    spec: {
      replicas: 2,
      selector: { matchLabels: { a: '1' } },
      template: { metadata: { labels: { a: '1' } }, spec: { containers: [{ name: 'c', image: 'nginx' }] } },
    },
  });

/** The change of an object in a call for a Deployment, and how often it told of one. */
function changeOf(object: KubeObject) {
  const kind = kinds.find((row) => row.kind === 'Deployment');
  assert.ok(kind);
  let times = 0;
  const change = objectChange({ kind, definition: definitionOfKind('Deployment') }, object, () => times++);
  return { ...change, times: () => times };
}

describe('a change by a policy', () => {
  it('is laid over the object, which has its defaults again, and is told of', () => {
    const object = deployment();
    const { merge, times } = changeOf(object);
    const containers = [
      { name: 'c', imagePullPolicy: 'Never' },
      { name: 'd', image: 'busybox' },
    ];
    assert.equal(merge({ metadata: { labels: { b: '2' } }, spec: { template: { spec: { containers } } } }), undefined);
    assert.deepEqual([object.metadata.labels, times()], [{ a: '1', b: '2' }, 1]);
    const { replicas, template } = object.spec as { replicas: number; template: { spec: { containers: object[] } } };
    assert.equal(replicas, 2);
    const defaults = { terminationMessagePath: '/dev/termination-log', terminationMessagePolicy: 'File' };
    assert.deepEqual(template.spec.containers, [
      { name: 'c', image: 'nginx', imagePullPolicy: 'Never', resources: {}, ...defaults },
      { name: 'd', image: 'busybox', imagePullPolicy: 'Always', resources: {}, ...defaults },
    ]);
  });

  it('of a kind other than the one of the call has no defaults of that', () => {
    const scale = { apiVersion: 'autoscaling/v1', kind: 'Scale', metadata: { name: 'web' }, spec: { replicas: 2 } };
    const object = scale as KubeObject;
    const { merge, patch } = changeOf(object);
    assert.equal(merge({ spec: { replicas: 3 } }), undefined);
    assert.equal(patch([{ op: 'replace', path: '/metadata/name', value: 'db' }]), undefined);
    assert.deepEqual([object.spec, object.metadata.name], [{ replicas: 3 }, 'db']);
    const cart = changeOf({ apiVersion: 'shop.example/v1', kind: 'Cart', metadata: {} } as KubeObject);
    assert.equal(cart.merge({}), 'error applying patch: no type of Cart is known');
  });

  const container = (more: object) => ({ template: { spec: { containers: [{ name: 'c', ...more }] } } });
  const wholes: [string, object, string][] = [
    ['a list', container({ command: ['sh'] }), '.spec.template.spec.containers[0].command'],
    ['a map', { template: { spec: { nodeSelector: { a: 'b' } } } }, '.spec.template.spec.nodeSelector'],
    ['a structure', { selector: { matchLabels: { b: '2' } } }, '.spec.selector'],
    [
      'a structure within a list',
      container({ env: [{ name: 'A', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }] }),
      '.spec.template.spec.containers[0].env[0].valueFrom.fieldRef',
    ],
  ];
  for (const [what, spec, path] of wholes) {
    it(`may not set a part of ${what} that is one value`, () => {
      const object = deployment();
      const { merge, times } = changeOf(object);
      assert.equal(
        merge({ spec }),
        `error applying patch: invalid ApplyConfiguration: may not mutate atomic arrays, maps or structs: ${path}`,
      );
      assert.deepEqual([object, times()], [deployment(), 0]);
    });
  }

  it('may set a part of a structure whose field says that it has parts', () => {
    const volume = {
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name: 'v' },
      spec: { claimRef: { name: 'c', namespace: 'n' } },
    };
    const { merge } = changeOf(volume as KubeObject);
    assert.equal(merge({ spec: { claimRef: { uid: 'u' } } }), undefined);
    assert.deepEqual(volume.spec.claimRef, { name: 'c', namespace: 'n', uid: 'u' });
  });

  it('may take such a value away, and says what is of another type', () => {
    const object = deployment();
    const { merge, times } = changeOf(object);
    assert.equal(merge({ spec: { template: { spec: { nodeSelector: null } } } }), undefined);
    assert.match(
      String(merge({ spec: { replicas: 'two' } })),
      /^error applying patch: failed to convert patch object to typed object: .*\.spec\.replicas: /,
    );
    assert.equal(times(), 1);
  });

  it('by JSON Patch changes nothing where a test fails, and says what cannot be done', () => {
    const object = deployment();
    const { patch, times } = changeOf(object);
    const set = { op: 'add', path: '/spec/replicas', value: 5 };
    assert.equal(patch([{ op: 'test', path: '/spec/replicas', value: 7 }, set]), undefined);
    assert.deepEqual([object, times()], [deployment(), 0]);
    assert.match(String(patch([{ op: 'remove', path: '/spec/nothing' }, set])), /^JSON Patch: ./);
    assert.match(String(patch([{ op: 'add', path: '/spec/nothing', value: 1 }])), /unknown field "spec\.nothing"/);
    assert.deepEqual([object, times()], [deployment(), 0]);
    assert.equal(patch([{ op: 'test', path: '/spec/replicas', value: 2 }, set]), undefined);
    assert.deepEqual([(object.spec as { replicas: number }).replicas, times()], [5, 1]);
  });
});
