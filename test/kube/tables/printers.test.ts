import assert from 'node:assert/strict';
import { kinds } from '../../../src/kube/kinds.js';
import { printerOfKind } from '../../../src/kube/tables/printers.js';

describe('kube/tables/printers', () => {
  it('has a table for most kinds, and none for names that are no kinds', () => {
    // names that every object of JavaScript has
    for (const group of ['', 'constructor']) assert.equal(printerOfKind(group, 'toString'), undefined, group);
    assert.equal(kinds.filter(({ group, kind }) => printerOfKind(group, kind)).length > 45, true);
  });

  it('fills in a cell for each column of an object without any field but its name', () => {
    for (const { group, kind } of kinds) {
      const printer = printerOfKind(group, kind);
      if (!printer) continue;
      const cells = printer.cells({ apiVersion: '', kind, metadata: { name: 'x' } }, new Date(0));
      // Kubernetes fills in one more cell for an IPAddress than it has columns
      assert.equal(cells.length, printer.columns.length + (kind === 'IPAddress' ? 1 : 0), kind);
    }
  });

  it('marks the class that is used where none is named', () => {
    for (const [group, kind, prefix] of [
      ['networking.k8s.io', 'IngressClass', 'ingressclass'],
      ['storage.k8s.io', 'StorageClass', 'storageclass'],
    ] as const) {
      const annotations = { [`${prefix}.kubernetes.io/is-default-class`]: 'true' };
      const cells = printerOfKind(group, kind)?.cells(
        { apiVersion: '', kind, metadata: { name: 'x', annotations } },
        new Date(0),
      );
      assert.equal(cells?.[0], 'x (default)', kind);
    }
  });

  it('writes labels as Go does, in the order of the pairs', () => {
    const labels = { b: '1', a: '1', 'a-b': '1' };
    const object = { apiVersion: '', kind: '', metadata: { name: 'x' } };
    const rows = [
      { group: '', kind: 'Service', spec: { selector: labels } },
      { group: '', kind: 'ReplicationController', spec: { selector: labels } },
      { group: 'apps', kind: 'DaemonSet', spec: { template: { spec: { nodeSelector: labels } } } },
    ];
    for (const { group, kind, spec } of rows) {
      const cells = printerOfKind(group, kind)?.cells({ ...object, spec }, new Date(0));
      assert.ok(cells?.includes('a-b=1,a=1,b=1'), `${kind}: ${cells?.join(' ')}`);
    }
  });
});
