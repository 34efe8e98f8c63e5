/** Tables: the columns that a kube-apiserver 1.36 sends; test/kube/tables has the cells that each kind fills them with. */
import assert from 'node:assert/strict';
import { toTable } from '../../../src/cluster/registry/table.js';
import type { KubeObject } from '../../../src/kube/object.js';
import { createdOnly } from '../../../src/kube/tables/printer.js';
import { printerOfKind } from '../../../src/kube/tables/printers.js';
import { rowOf } from '../kinds/faults.js';

const now = new Date('2026-01-02T03:04:05Z');
const creationTimestamp = '2026-01-02T03:00:00Z';

const object = (kind: string, fields: object): KubeObject => ({
  apiVersion: 'v1',
  kind,
  metadata: { name: 'x', creationTimestamp, resourceVersion: '7' },
  ...fields,
});
const printerOf = (kind: string) => printerOfKind(rowOf(kind).group, kind) ?? createdOnly;
const table = (kind: string, fields: object) =>
  toTable(printerOf(kind), [object(kind, fields)], { now, includeObject: 'None', isList: false });
const cells = (kind: string, fields: object): unknown[] | undefined => table(kind, fields).rows[0]?.cells;

describe('toTable: columns', () => {
  const wide = (...names: string[]) => names.map((name) => `${name}*`);
  const template = wide('Containers', 'Images', 'Selector');
  const columns: Record<string, string[]> = {
    ConfigMap: ['Name', 'Data', 'Age'],
    Secret: ['Name', 'Type', 'Data', 'Age'],
    ServiceAccount: ['Name', 'Age'],
    Namespace: ['Name', 'Status', 'Age'],
    Deployment: ['Name', 'Ready', 'Up-to-date', 'Available', 'Age', ...template],
    ReplicaSet: ['Name', 'Desired', 'Current', 'Ready', 'Age', ...template],
    Pod: ['Name', 'Ready', 'Status', 'Restarts', 'Age', ...wide('IP', 'Node', 'Nominated Node', 'Readiness Gates')],
    Role: ['Name', 'Created At'],
    ClusterRole: ['Name', 'Created At'],
    RoleBinding: ['Name', 'Role', 'Age', ...wide('Users', 'Groups', 'ServiceAccounts')],
    CertificateSigningRequest: ['Name', 'Age', 'SignerName', 'Requestor', 'RequestedDuration', 'Condition'],
    Service: ['Name', 'Type', 'Cluster-IP', 'External-IP', 'Port(s)', 'Age', 'Selector*'],
    Node: [
      ...['Name', 'Status', 'Roles', 'Age', 'Version'],
      ...wide('Internal-IP', 'External-IP', 'OS-Image', 'Kernel-Version', 'Container-Runtime'),
    ],
    Event: [
      ...['Last Seen', 'Type', 'Reason', 'Object', 'Subobject*', 'Source*', 'Message'],
      ...wide('First Seen', 'Count', 'Name'),
    ],
  };
  for (const [kind, want] of Object.entries(columns)) {
    it(kind, () => {
      const { columnDefinitions, rows } = table(kind, {});
      assert.deepEqual(
        columnDefinitions.map((c) => (c.priority === 1 ? `${c.name}*` : c.name)),
        want,
      );
      assert.equal(rows[0]?.cells.length, want.length, 'a cell for each column');
      assert.equal(columnDefinitions.find((c) => c.name === 'Name')?.format, 'name');
      assert.ok(columnDefinitions.every((c) => c.description !== ''));
    });
  }

  it('counts of a replica set are numbers, a time is a date', () => {
    const types = (kind: string) => table(kind, {}).columnDefinitions.map((c) => c.type);
    assert.deepEqual(types('ReplicaSet').slice(0, 5), ['string', 'integer', 'integer', 'integer', 'string']);
    assert.deepEqual(types('Role'), ['string', 'date']);
  });
});

describe('toTable: what a row carries', () => {
  const secret = object('Secret', { data: { a: 'c2VjcmV0' } });
  const row = (includeObject: 'None' | 'Metadata' | 'Object') =>
    toTable(printerOf('Secret'), [secret], {
      now,
      includeObject,
      isList: true,
      listMeta: { resourceVersion: '9' },
    });

  it('nothing, the metadata, or the object, as asked for', () => {
    assert.equal(row('None').rows[0]?.object, null);
    assert.deepEqual(row('Metadata').rows[0]?.object, {
      kind: 'PartialObjectMetadata',
      apiVersion: 'meta.k8s.io/v1',
      metadata: secret.metadata,
    });
    assert.deepEqual(row('Object').rows[0]?.object, secret);
  });

  it('the version of the list, or of the one object', () => {
    assert.deepEqual(row('None').metadata, { resourceVersion: '9' });
    assert.deepEqual(table('Secret', {}).metadata, { resourceVersion: '7' });
  });
});

describe('toTable: rows', () => {
  it('of a kind without columns of its own have its name and when it was created', () => {
    assert.deepEqual(cells('Role', {}), ['x', creationTimestamp]);
  });

  it('a role that was never created has the zero time', () => {
    assert.deepEqual(cells('Role', { metadata: { name: 'x' } }), ['x', '0001-01-01T00:00:00Z']);
  });

  it('says of one that has ended that it has', () => {
    assert.deepEqual(table('Pod', { status: { phase: 'Succeeded' } }).rows[0]?.conditions, [
      { type: 'Completed', status: 'True', reason: 'Succeeded', message: 'The pod has completed successfully.' },
    ]);
    assert.equal(table('Pod', { status: { phase: 'Running' } }).rows[0]?.conditions, undefined);
  });
});
