/** Who owns what after writes that are no apply. */
import assert from 'node:assert/strict';
import { trackUpdate } from '../../../src/cluster/apply/managed-fields.js';
import { definitionOf } from '../../../src/cluster/kinds/definitions.js';
import type { TypedKind } from '../../../src/cluster/types/api-types.js';
import { decodeObject } from '../../../src/cluster/wire/decode.js';
import {
  type GroupVersionKind,
  groupVersion,
  type KubeObject,
  type ManagedFieldsEntry,
} from '../../../src/kube/object.js';
import { withDefaults } from '../kinds/faults.js';

const configMap: GroupVersionKind = { group: '', version: 'v1', kind: 'ConfigMap' };
const deployment: GroupVersionKind = { group: 'apps', version: 'v1', kind: 'Deployment' };
const now = new Date('2026-01-02T03:04:05.678Z');
const later = new Date('2026-01-02T04:00:00Z');

const make = (gvk: GroupVersionKind, body: object): KubeObject =>
  withDefaults(decodeObject(gvk, JSON.stringify(body), { format: 'json', fieldValidation: 'Strict' }).object);

interface Write {
  gvk?: GroupVersionKind;
  live?: KubeObject;
  manager?: string;
  subresource?: string;
  at?: Date;
}

const track = (
  object: KubeObject,
  { gvk = configMap, live, manager = 'curl', subresource = '', at = now }: Write = {},
) => trackUpdate({ gvk, live, object, manager, subresource, now: at, resets: definitionOf(gvk) });
const fieldsOf = (entries: ManagedFieldsEntry[], manager: string): unknown =>
  entries.find((e) => e.manager === manager)?.fieldsV1;

describe('trackUpdate: a new object', () => {
  it('is all its maker’s, but for what tells it apart', () => {
    const object = make(configMap, {
      metadata: { name: 'x', namespace: 'n', uid: 'u', labels: { app: 'x' }, finalizers: ['a/b'] },
      data: { a: '1' },
    });
    assert.deepEqual(track(object), [
      {
        manager: 'curl',
        operation: 'Update',
        apiVersion: 'v1',
        time: '2026-01-02T03:04:05Z',
        fieldsType: 'FieldsV1',
        fieldsV1: {
          'f:data': { '.': {}, 'f:a': {} },
          'f:metadata': {
            'f:finalizers': { '.': {}, 'v:"a/b"': {} },
            'f:labels': { '.': {}, 'f:app': {} },
          },
        },
      },
    ]);
  });

  it('has defaults too: the entry of a deployment', () => {
    const container = { name: 'nginx', image: 'nginx', ports: [{ containerPort: 80 }] };
    const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [container] } };
    const object = make(deployment, {
      metadata: { name: 'web' },
      spec: { selector: { matchLabels: { app: 'web' } }, template },
    });
    assert.deepEqual(fieldsOf(track(object, { gvk: deployment }), 'curl'), {
      'f:spec': {
        'f:progressDeadlineSeconds': {},
        'f:replicas': {},
        'f:revisionHistoryLimit': {},
        'f:selector': {},
        'f:strategy': {
          'f:rollingUpdate': { '.': {}, 'f:maxSurge': {}, 'f:maxUnavailable': {} },
          'f:type': {},
        },
        'f:template': {
          'f:metadata': { 'f:labels': { '.': {}, 'f:app': {} } },
          'f:spec': {
            'f:containers': {
              'k:{"name":"nginx"}': {
                '.': {},
                'f:image': {},
                'f:imagePullPolicy': {},
                'f:name': {},
                'f:ports': {
                  '.': {},
                  'k:{"containerPort":80,"protocol":"TCP"}': { '.': {}, 'f:containerPort': {}, 'f:protocol': {} },
                },
                'f:resources': {},
                'f:terminationMessagePath': {},
                'f:terminationMessagePolicy': {},
              },
            },
            'f:dnsPolicy': {},
            'f:restartPolicy': {},
            'f:schedulerName': {},
            'f:securityContext': {},
            'f:terminationGracePeriodSeconds': {},
          },
        },
      },
    });
  });
});

describe('trackUpdate: a change', () => {
  const first = make(configMap, { metadata: { name: 'x' }, data: { a: '1', b: '1' } });
  const live = { ...first, metadata: { ...first.metadata, managedFields: track(first, { manager: 'ann' }) } };
  const change = (data: object, write: Write = {}): ManagedFieldsEntry[] => {
    const object = make(configMap, { metadata: { name: 'x', managedFields: live.metadata.managedFields }, data });
    return track(object, { live, manager: 'bob', at: later, ...write });
  };

  it('moves a field to whoever changed it', () => {
    const entries = change({ a: '2', b: '1' });
    assert.deepEqual(fieldsOf(entries, 'ann'), { 'f:data': { '.': {}, 'f:b': {} } });
    assert.deepEqual(fieldsOf(entries, 'bob'), { 'f:data': { 'f:a': {} } });
    assert.deepEqual(
      entries.map((e) => e.time),
      ['2026-01-02T03:04:05Z', '2026-01-02T04:00:00Z'],
    );
  });

  it('gives a new field to its maker, and a removed one to nobody', () => {
    const entries = change({ a: '1', c: '1' });
    assert.deepEqual(fieldsOf(entries, 'ann'), { 'f:data': { '.': {}, 'f:a': {} } });
    assert.deepEqual(fieldsOf(entries, 'bob'), { 'f:data': { 'f:c': {} } });
  });

  it('drops a manager that has lost all', () => {
    const entries = change({ a: '2', b: '2' }, { manager: 'ann' });
    assert.deepEqual(
      entries.map((e) => e.manager),
      ['ann'],
    );
    assert.equal(entries[0]?.time, '2026-01-02T04:00:00Z', 'the same fields, written anew');
    assert.deepEqual(
      change({}).map((e) => e.manager),
      [],
    );
  });

  it('a write that changes nothing leaves the entries alone', () => {
    assert.deepEqual(change({ a: '1', b: '1' }), live.metadata.managedFields);
    const byOwner = change({ a: '1', b: '1' }, { manager: 'ann' });
    assert.deepEqual(byOwner, live.metadata.managedFields, 'with the time of the write that set something');
  });

  it('keeps the entries of the stored object when the new one has none', () => {
    const object = make(configMap, { metadata: { name: 'x' }, data: { a: '1', b: '1' } });
    assert.deepEqual(track(object, { live, manager: 'bob' }), live.metadata.managedFields);
  });

  it('forgets all when the client sends one empty entry', () => {
    const object = make(configMap, { metadata: { name: 'x' }, data: { a: '1', b: '1' } });
    object.metadata.managedFields = [{}];
    assert.deepEqual(track(object, { live, manager: 'bob' }), []);
  });

  it('takes entries that are none for none, and a list of nothing for a wish to forget', () => {
    const object = make(configMap, { metadata: { name: 'x' }, data: { a: '1', b: '1' } });
    const sent = (managedFields: unknown[]): ManagedFieldsEntry[] => {
      object.metadata.managedFields = managedFields as ManagedFieldsEntry[];
      return track(object, { live, manager: 'bob' });
    };
    const entry = {
      manager: 'eve',
      operation: 'Update',
      apiVersion: 'v1',
      fieldsType: 'FieldsV1',
      fieldsV1: { 'f:data': {} },
    };
    assert.deepEqual(sent([entry])[0]?.manager, 'eve');
    for (const none of [{ operation: 'Nope' }, { apiVersion: '' }, { fieldsType: '' }, { fieldsV1: { q: {} } }]) {
      assert.deepEqual(sent([{ ...entry, ...none }]), live.metadata.managedFields);
    }
    assert.deepEqual(sent([]), []);
  });

  it('notes nobody for an object that nobody is noted for', () => {
    const bare = make(configMap, { metadata: { name: 'x' } });
    assert.deepEqual(track(make(configMap, { metadata: { name: 'x' }, data: { a: '1' } }), { live: bare }), []);
  });

  it('makes one of the oldest when there are more than ten', () => {
    let entries: ManagedFieldsEntry[] = [];
    let before: KubeObject | undefined;
    for (let i = 0; i < 12; i++) {
      const object = make(configMap, {
        metadata: { name: 'x' },
        data: { [`k${i}`]: '1', ...(before?.data as object) },
      });
      entries = track(object, {
        ...(before && { live: before }),
        manager: `m${i}`,
        at: new Date(now.getTime() + i * 1000),
      });
      before = { ...object, metadata: { ...object.metadata, managedFields: entries } };
    }
    assert.deepEqual(
      entries.map((e) => e.manager),
      ['ancient-changes', ...[3, 4, 5, 6, 7, 8, 9, 10, 11].map((i) => `m${i}`)],
    );
    assert.deepEqual(fieldsOf(entries, 'ancient-changes'), {
      'f:data': { '.': {}, 'f:k0': {}, 'f:k1': {}, 'f:k2': {} },
    });
  });

  it('takes an update without a time for the oldest', () => {
    const entry = (name: string, time?: string): ManagedFieldsEntry => ({
      manager: name,
      operation: 'Update',
      apiVersion: 'v1',
      ...(time && { time }),
      fieldsType: 'FieldsV1',
      fieldsV1: { 'f:data': { [`f:${name}`]: {} } },
    });
    const timed = Array.from({ length: 10 }, (_, i) => entry(`m${i}`, `2026-01-01T00:00:0${i}Z`));
    const data = Object.fromEntries([...timed, entry('timeless')].map(({ manager }) => [manager ?? '', '1']));
    const object = make(configMap, { metadata: { name: 'x' }, data });
    const before = { ...object, metadata: { ...object.metadata, managedFields: [...timed, entry('timeless')] } };
    const entries = track(object, { live: before, manager: 'bob' });
    assert.deepEqual(fieldsOf(entries, 'ancient-changes'), { 'f:data': { 'f:m0': {}, 'f:timeless': {} } });
  });

  it('forgets entries of versions that the kind does not have; a custom kind may have any version of its group', () => {
    const type = { name: '', fields: new Map(), atomic: false, open: true as const };
    const managersOf = (gvk: TypedKind, ...apiVersions: string[]) => {
      const managedFields = apiVersions.map(
        (apiVersion): ManagedFieldsEntry => ({
          manager: apiVersion,
          operation: 'Update',
          apiVersion,
          fieldsType: 'FieldsV1',
          fieldsV1: { 'f:data': {} },
        }),
      );
      const metadata = { name: 'x', managedFields };
      const object: KubeObject = { apiVersion: groupVersion(gvk.group, gvk.version), kind: gvk.kind, metadata };
      const write = { gvk, live: object, object, manager: 'bob', subresource: '', now, resets: {} };
      return trackUpdate(write).map(({ manager }) => manager);
    };
    const custom = { group: 'example.com', version: 'v2', kind: 'Widget', type };
    const kept = ['example.com/v1', 'example.com/v2'];
    assert.deepEqual(managersOf(custom, ...kept, 'example.org/v1', 'v1'), kept);
    assert.deepEqual(managersOf(deployment, 'apps/v1', 'apps/v3', 'v1'), ['apps/v1']);
  });

  it('owns nothing of the specification by a write of the status, whatever the kind says of its status', () => {
    const gvk = { group: 'example.com', version: 'v1', kind: 'Widget' };
    const type = { name: '', fields: new Map(), atomic: false, open: true as const };
    const object: KubeObject = {
      apiVersion: 'example.com/v1',
      kind: 'Widget',
      metadata: {},
      spec: { a: 1 },
      status: {},
    };
    const write = { gvk: { ...gvk, type }, live: undefined, object, manager: 'bob', subresource: 'status', now };
    const [entry] = trackUpdate({ ...write, resets: {} });
    assert.deepEqual(entry?.fieldsV1, { 'f:status': {} });
  });

  it('has an entry for each sub-resource', () => {
    const spec = { selector: { matchLabels: { a: 'b' } }, template: { metadata: { labels: { a: 'b' } } } };
    const before = make(deployment, { metadata: { name: 'd' }, spec });
    before.metadata.managedFields = track(before, { gvk: deployment, manager: 'ann' });
    const after = { ...structuredClone(before), status: { replicas: 1 } };
    const entries = track(after, { gvk: deployment, live: before, manager: 'controller', subresource: 'status' });
    assert.deepEqual(fieldsOf(entries, 'controller'), { 'f:status': { 'f:replicas': {} } });
    assert.equal(entries.find((e) => e.manager === 'controller')?.subresource, 'status');
    assert.deepEqual(fieldsOf(entries, 'ann'), fieldsOf(before.metadata.managedFields, 'ann'));
  });
});
