/** Server-side apply: ownership, conflicts, and what becomes of fields that a configuration no longer holds. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decodeApply } from '../../../src/cluster/apply/decode-apply.js';
import { trackUpdate } from '../../../src/cluster/apply/managed-fields.js';
import { applyConfiguration, sameButForEntries } from '../../../src/cluster/apply/server-side-apply.js';
import { definitionOf } from '../../../src/cluster/kinds/definitions.js';
import { decodeObject } from '../../../src/cluster/wire/decode.js';
import { writeYaml } from '../../../src/cluster/wire/write-yaml.js';
import { type GroupVersionKind, groupVersion, type KubeObject } from '../../../src/kube/object.js';
import type { ApiError } from '../../../src/kube/status.js';

const configMap: GroupVersionKind = { group: '', version: 'v1', kind: 'ConfigMap' };
const deployment: GroupVersionKind = { group: 'apps', version: 'v1', kind: 'Deployment' };
const now = new Date('2026-01-02T03:04:05Z');
const later = new Date('2026-01-02T04:00:00Z');

interface Options {
  gvk?: GroupVersionKind;
  live?: KubeObject;
  manager?: string;
  force?: boolean;
  subresource?: string;
  at?: Date;
}

/** The configuration, which leaves its kind to be said here. */
const configurationOf = (gvk: GroupVersionKind, config: string): KubeObject => {
  const head = `apiVersion: ${groupVersion(gvk.group, gvk.version)}\nkind: ${gvk.kind}\n`;
  return decodeApply(gvk, head + config).object;
};

const apply = (config: string, options: Options = {}): KubeObject => {
  const { gvk = configMap, live, manager = 'ann', force = false, subresource = '', at = now } = options;
  return applyConfiguration({
    gvk,
    live,
    applied: configurationOf(gvk, config),
    manager,
    force,
    subresource,
    now: at,
    resets: definitionOf(gvk),
  });
};

/** An object as a create or update by `manager` leaves it. */
const written = (body: object, manager: string, live?: KubeObject, gvk = configMap): KubeObject => {
  const { object } = decodeObject(gvk, JSON.stringify(body), { format: 'json', fieldValidation: 'Strict' });
  object.metadata.managedFields = trackUpdate({
    gvk,
    live,
    object,
    manager,
    subresource: '',
    now,
    resets: definitionOf(gvk),
  });
  return object;
};

const owners = (object: KubeObject): Record<string, unknown> =>
  Object.fromEntries((object.metadata.managedFields ?? []).map((e) => [`${e.manager} ${e.operation}`, e.fieldsV1]));
const map = (data: object, more: object = {}): string => writeYaml({ metadata: { name: 'x', ...more }, data });

describe('applyConfiguration: ownership', () => {
  it('creates an object whose applier owns what he wrote, and no more', () => {
    const object = apply(map({ a: '1' }, { labels: { app: 'x' } }));
    assert.deepEqual(object, {
      kind: 'ConfigMap',
      apiVersion: 'v1',
      metadata: {
        name: 'x',
        labels: { app: 'x' },
        managedFields: [
          {
            manager: 'ann',
            operation: 'Apply',
            apiVersion: 'v1',
            time: '2026-01-02T03:04:05Z',
            fieldsType: 'FieldsV1',
            fieldsV1: { 'f:data': { 'f:a': {} }, 'f:metadata': { 'f:labels': { 'f:app': {} } } },
          },
        ],
      },
      data: { a: '1' },
    });
  });

  it('is shared by all who apply the same value', () => {
    const live = apply(map({ a: '1' }));
    const object = apply(map({ a: '1', b: '2' }), { live, manager: 'bob' });
    assert.deepEqual(owners(object), {
      'ann Apply': { 'f:data': { 'f:a': {} } },
      'bob Apply': { 'f:data': { 'f:a': {}, 'f:b': {} } },
    });
  });

  it('removes a field that its only owner applies no longer', () => {
    const live = apply(map({ a: '1', b: '2' }));
    const object = apply(map({ a: '1' }), { live });
    assert.deepEqual(object.data, { a: '1' });
    assert.deepEqual(owners(object), { 'ann Apply': { 'f:data': { 'f:a': {} } } });
    assert.equal(apply('metadata: {name: x}', { live }).data, undefined, 'the map goes with its last field');
  });

  it('removes what was filled in for a part that its only owner gives up', () => {
    const config = (more: string): string =>
      `metadata: {name: x}\nspec: {template: {spec: {containers: [{name: a, image: i${more}}]}}}`;
    const live = apply(config(', livenessProbe: {httpGet: {port: 80}}, ports: [{containerPort: 80}]'), {
      gvk: deployment,
    });
    const [container] = (live.spec as { template: { spec: { containers: Record<string, unknown>[] } } }).template.spec
      .containers;
    // as defaults leave them
    Object.assign(container ?? {}, {
      livenessProbe: { httpGet: { port: 80, scheme: 'HTTP' }, periodSeconds: 10 },
      ports: [{ containerPort: 80, protocol: 'TCP' }],
    });
    const { spec } = apply(config(''), { gvk: deployment, live });
    assert.deepEqual((spec as { template: { spec: object } }).template.spec, {
      containers: [{ name: 'a', image: 'i', resources: {} }],
    });
  });

  it('notes no time for who applies first what is there already', () => {
    const live = written({ metadata: { name: 'x' }, data: { a: '1' } }, 'curl');
    const entries = apply(map({ a: '1' }), { live, at: later }).metadata.managedFields ?? [];
    assert.deepEqual(
      entries.map(({ manager, time }) => [manager, time]),
      [
        ['ann', undefined],
        ['curl', '2026-01-02T03:04:05Z'],
      ],
    );
  });

  it('keeps a field that somebody else owns as well', () => {
    const both = apply(map({ a: '1' }), { live: apply(map({ a: '1' })), manager: 'bob' });
    const object = apply('metadata: {name: x}', { live: both });
    assert.deepEqual(object.data, { a: '1' });
    assert.deepEqual(owners(object), { 'bob Apply': { 'f:data': { 'f:a': {} } } });
  });

  it('leaves what others set beside it', () => {
    const live = written({ metadata: { name: 'x' }, data: { a: '1' } }, 'curl');
    const object = apply(map({ b: '2' }), { live });
    assert.deepEqual(object.data, { a: '1', b: '2' });
    assert.deepEqual(owners(object)['curl Update'], { 'f:data': { '.': {}, 'f:a': {} } });
  });

  it('gives the fields of an object without entries to "before-first-apply"', () => {
    const live = written({ metadata: { name: 'x' }, data: { a: '1' } }, 'curl');
    delete live.metadata.managedFields;
    assert.deepEqual(owners(apply(map({ a: '1' }), { live })), {
      'ann Apply': { 'f:data': { 'f:a': {} } },
      'before-first-apply Update': { 'f:data': { '.': {}, 'f:a': {} } },
    });
  });

  it('gives it the time of a deletion too, which nobody has set', () => {
    const live = written({ metadata: { name: 'x', finalizers: ['a.io/b'] } }, 'curl');
    delete live.metadata.managedFields;
    Object.assign(live.metadata, { deletionTimestamp: '2026-01-01T00:00:00Z', deletionGracePeriodSeconds: 0 });
    assert.deepEqual(owners(apply(map({ a: '1' }), { live }))['before-first-apply Update'], {
      'f:metadata': {
        'f:deletionGracePeriodSeconds': {},
        'f:deletionTimestamp': {},
        'f:finalizers': { '.': {}, 'v:"a.io/b"': {} },
      },
    });
  });

  it('keeps an update and an apply of the same manager apart', () => {
    const live = written({ metadata: { name: 'x' }, data: { a: '1' } }, 'ann');
    assert.deepEqual(Object.keys(owners(apply(map({ a: '1' }), { live }))), ['ann Apply', 'ann Update']);
  });

  it('owns the items of keyed lists one by one', () => {
    const config = (...containers: object[]) =>
      writeYaml({ metadata: { name: 'd' }, spec: { template: { spec: { containers } } } });
    const [one, two] = [
      { name: 'one', image: 'i:1' },
      { name: 'two', image: 'i:2' },
    ];
    const live = apply(config(one), { gvk: deployment });
    const both = apply(config(two), { gvk: deployment, live, manager: 'bob' });
    const names = (object: KubeObject) => JSON.stringify(object.spec).match(/"(one|two)"/g);
    assert.deepEqual(names(both), ['"one"', '"two"']);
    assert.deepEqual(names(apply('metadata: {name: d}', { gvk: deployment, live: both })), ['"two"']);
  });

  it('does not own a status that is written through a sub-resource, unless through it', () => {
    const config = 'metadata: {name: d}\nspec: {replicas: 1}\nstatus: {replicas: 1}\n';
    assert.deepEqual(owners(apply(config, { gvk: deployment })), { 'ann Apply': { 'f:spec': { 'f:replicas': {} } } });
    const through = apply(config, { gvk: deployment, subresource: 'status' });
    assert.deepEqual(owners(through), { 'ann Apply': { 'f:status': { 'f:replicas': {} } } });
    assert.equal(through.metadata.managedFields?.[0]?.subresource, 'status');
  });

  it('passes over a status that is not applied through its sub-resource, whoever owns it', () => {
    const config = 'metadata: {name: x}\nstatus: {replicas: 3}';
    const live = apply(config, { gvk: deployment, subresource: 'status', manager: 'controller' });
    const object = apply('metadata: {name: x}\nstatus: {replicas: 5}', { gvk: deployment, live });
    assert.deepEqual(Object.keys(owners(object)), ['controller Apply']);
  });

  it('owns what is said to be nothing, and takes nothing of a map away by it', () => {
    const live = written({ metadata: { name: 'x' }, data: { a: '1' } }, 'curl');
    const object = apply('metadata: {name: x}\ndata: null', { live });
    assert.deepEqual([object.data, owners(object)['ann Apply']], [{ a: '1' }, { 'f:data': {} }]);
  });

  it('refuses a value that no Go type can hold', () => {
    assert.throws(() => apply('metadata: {name: x}\nspec: {replicas: 1.5}', { gvk: deployment }), {
      message:
        'failed to convert new object (/x; apps/v1, Kind=Deployment) to proper version: unable to convert unstructured object to apps/v1, Kind=Deployment: cannot convert float64 to int32',
    });
  });

  it('refuses a configuration with entries of its own', () => {
    const config = 'metadata: {name: x, managedFields: [{manager: me}]}';
    assert.throws(() => apply(config), { message: 'metadata.managedFields must be nil' });
  });
});

describe('applyConfiguration: conflicts', () => {
  const conflict = (run: () => unknown): { message: string; causes: unknown } => {
    let found: ApiError | undefined;
    assert.throws(run, (error: ApiError) => {
      found = error;
      return error.code === 409 && error.status.reason === 'Conflict';
    });
    return { message: found?.message ?? '', causes: found?.status.details?.causes };
  };

  it('one field of one who applies', () => {
    const live = apply(map({ a: '1' }));
    assert.deepEqual(
      conflict(() => apply(map({ a: '2' }), { live, manager: 'bob' })),
      {
        message: 'Apply failed with 1 conflict: conflict with "ann": .data.a',
        causes: [{ reason: 'FieldManagerConflict', message: 'conflict with "ann"', field: '.data.a' }],
      },
    );
  });

  it('one who updates is named with the version he used', () => {
    const spec = { replicas: 3, selector: { matchLabels: { a: 'b' } }, template: {} };
    const live = written({ metadata: { name: 'd' }, spec }, 'kubectl-client-side-apply', undefined, deployment);
    const { message } = conflict(() => apply('metadata: {name: d}\nspec: {replicas: 5}\n', { gvk: deployment, live }));
    assert.equal(
      message,
      'Apply failed with 1 conflict: conflict with "kubectl-client-side-apply" using apps/v1: .spec.replicas',
    );
  });

  it('several fields of several managers', () => {
    const first = apply(map({ a: '1', b: '1' }));
    const live = written({ metadata: first.metadata, data: { a: '1', b: '1', c: '1' } }, 'curl', first);
    const { message, causes } = conflict(() => apply(map({ a: '2', b: '2', c: '2' }), { live, manager: 'bob' }));
    assert.equal(
      message,
      'Apply failed with 3 conflicts: conflicts with "ann":\n- .data.a\n- .data.b\nconflicts with "curl" using v1:\n- .data.c',
    );
    assert.equal((causes as unknown[]).length, 3);
  });

  it('a field in a list is named by the keys of its item', () => {
    const config = (image: string) =>
      `metadata: {name: d}\nspec: {template: {spec: {containers: [{name: c, image: "${image}"}]}}}`;
    const live = apply(config('i:1'), { gvk: deployment });
    const { message } = conflict(() => apply(config('i:2'), { gvk: deployment, live, manager: 'bob' }));
    assert.match(message, /: \.spec\.template\.spec\.containers\[name="c"\]\.image$/);
  });

  it('a list that is one value conflicts as a whole', () => {
    const config = (arg: string) =>
      `metadata: {name: d}\nspec: {template: {spec: {containers: [{name: c, args: [${arg}]}]}}}`;
    const live = apply(config('a'), { gvk: deployment });
    const { message } = conflict(() => apply(config('a, b'), { gvk: deployment, live, manager: 'bob' }));
    assert.match(message, /\[name="c"\]\.args$/);
  });

  it('a structure that is one value conflicts as a whole, but not where its field says otherwise', () => {
    const pod: GroupVersionKind = { group: '', version: 'v1', kind: 'Pod' };
    const config = (key: string) =>
      `metadata: {name: p}\nspec: {containers: [{name: c, env: [{name: A, valueFrom: {configMapKeyRef: {name: m, key: ${key}}}}]}]}`;
    const live = apply(config('a'), { gvk: pod });
    const { message } = conflict(() => apply(config('b'), { gvk: pod, live, manager: 'bob' }));
    assert.match(message, /\.configMapKeyRef$/);
    const volume: GroupVersionKind = { group: '', version: 'v1', kind: 'PersistentVolume' };
    const claimed = (ref: string) => `metadata: {name: v}\nspec: {claimRef: {${ref}}}`;
    const first = apply(claimed('name: c, namespace: ns'), { gvk: volume });
    const both = apply(claimed('name: c, uid: u'), { gvk: volume, live: first, manager: 'bob' });
    assert.deepEqual(both.spec, { claimRef: { name: 'c', namespace: 'ns', uid: 'u' } });
    const other = conflict(() => apply(claimed('name: d'), { gvk: volume, live: both, manager: 'cid' }));
    assert.equal(
      other.message,
      'Apply failed with 2 conflicts: conflicts with "ann":\n- .spec.claimRef.name\nconflicts with "bob":\n- .spec.claimRef.name',
    );
  });

  it('force takes the fields over', () => {
    const live = apply(map({ a: '1', b: '1' }));
    const object = apply(map({ a: '2' }), { live, manager: 'bob', force: true });
    assert.deepEqual(object.data, { a: '2', b: '1' });
    assert.deepEqual(owners(object), {
      'ann Apply': { 'f:data': { 'f:b': {} } },
      'bob Apply': { 'f:data': { 'f:a': {} } },
    });
  });

  it('the same value is none, nor is one’s own field', () => {
    const live = apply(map({ a: '1' }));
    assert.doesNotThrow(() => apply(map({ a: '1' }), { live, manager: 'bob' }));
    assert.deepEqual(apply(map({ a: '2' }), { live }).data, { a: '2' });
  });

  it('kubectl may take over what it applied on the client’s side', () => {
    const config = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x' }, data: { a: '1' } };
    const lastApplied = JSON.stringify(config);
    const annotations = { 'kubectl.kubernetes.io/last-applied-configuration': lastApplied };
    const body = { metadata: { name: 'x', annotations }, data: { a: '1', b: '1' } };
    const live = written(body, 'kubectl-client-side-apply');
    assert.deepEqual(apply(map({ a: '2' }), { live, manager: 'kubectl' }).data, { a: '2', b: '1' });
    conflict(() => apply(map({ b: '2' }), { live, manager: 'kubectl' }));
    conflict(() => apply(map({ a: '2' }), { live, manager: 'bob' }));
    // what somebody has changed since is not what was applied
    const changed = apply(map({ a: '3' }), { live, manager: 'bob', force: true });
    conflict(() => apply(map({ a: '1' }), { live: changed, manager: 'kubectl' }));
  });
});

describe('applyConfiguration: what holds of every apply', () => {
  const keys = fc.constantFrom('a', 'b', 'c');
  const data = fc
    .dictionary(keys, fc.constantFrom('1', '2'), { minKeys: 1, noNullPrototype: true })
    .map((value) => ({ ...value }));

  it('the same configuration twice changes nothing, not even the time', () => {
    fc.assert(
      fc.property(data, data, (others, mine) => {
        const live = written({ metadata: { name: 'x' }, data: others }, 'curl');
        const once = apply(map(mine), { live, force: true });
        const twice = apply(map(mine), { live: once, at: later });
        assert.deepEqual(twice, once);
        assert.ok(sameButForEntries(once, twice));
      }),
    );
  });

  it('the object holds all that was applied, and each owner owns only what is there', () => {
    fc.assert(
      fc.property(data, data, data, (first, second, third) => {
        const one = apply(map(first));
        const two = apply(map(second), { live: one, manager: 'bob', force: true });
        const three = apply(map(third), { live: two, force: true });
        const wanted: Record<string, string> = { ...second, ...third };
        assert.deepEqual(three.data, wanted);
        for (const entry of three.metadata.managedFields ?? []) {
          const owned = Object.keys(entry.fieldsV1?.['f:data'] ?? {}).filter((edge) => edge !== '.');
          for (const edge of owned) assert.ok(edge.slice(2) in wanted, `${entry.manager} owns ${edge}`);
        }
      }),
    );
  });

  it('leaves the stored object and the configuration as they were', () => {
    const live = apply(map({ a: '1' }));
    const applied = configurationOf(configMap, map({ a: '2' }));
    const before = structuredClone([live, applied]);
    applyConfiguration({
      gvk: configMap,
      live,
      applied,
      manager: 'ann',
      force: false,
      subresource: '',
      now,
      resets: {},
    });
    assert.deepEqual([live, applied], before);
  });
});
