import assert from 'node:assert/strict';
import { kinds } from '../../../src/kube/kinds.js';
import { printerOfKind } from '../../../src/kube/tables/printers.js';

/** The time at which the objects of these tests are looked at. */
const now = new Date('2026-01-02T03:04:05Z');
/** Four minutes and five seconds before that. */
export const creationTimestamp = '2026-01-02T03:00:00Z';
/** The age of an object that was made then. */
export const age = '4m5s';

/** The metadata of an object called x, with more. */
export const meta = (more: object = {}): object => ({ metadata: { name: 'x', creationTimestamp, ...more } });

/** The cells of an object of this kind: by the names of the columns that are named, or all in their order. */
export function cellsOf(kind: string, fields: object, ...columns: string[]): unknown[] {
  const { group } = kinds.find((row) => row.kind === kind) ?? assert.fail(`no kind ${kind}`);
  const printer = printerOfKind(group, kind) ?? assert.fail(`no table of ${kind}`);
  const object = { apiVersion: 'v1', kind, metadata: { name: 'x', creationTimestamp }, ...fields };
  const cells = printer.cells(object, now);
  if (columns.length === 0) return cells;
  return columns.map((name) => {
    const place = printer.columns.findIndex((column) => column.name === name);
    assert.notEqual(place, -1, `no column ${name}`);
    return cells[place];
  });
}
