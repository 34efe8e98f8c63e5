/** Objects as the tables that `kubectl get` prints: the server's own columns (pkg/printers/internalversion). */
import type { KubeObject, ListMeta } from '../../kube/object.js';
import type { KindDefinition } from '../kinds/definition.js';
import { column, nameColumn, type Printer, type RowCondition, type TableColumn } from '../kinds/printer.js';

/** A row: the cells, and the object or its metadata as asked for. */
export interface TableRow {
  cells: unknown[];
  conditions?: RowCondition[];
  /** Null when it is not asked for. */
  object: unknown;
}

/** A Table of meta.k8s.io. */
export interface Table {
  kind: 'Table';
  apiVersion: TableOptions['apiVersion'];
  metadata: ListMeta;
  columnDefinitions: TableColumn[];
  rows: TableRow[];
}

/** How a table is made. */
export interface TableOptions {
  apiVersion?: 'meta.k8s.io/v1' | 'meta.k8s.io/v1beta1';
  /** Ages are counted from here. */
  now: Date;
  /** What each row carries beside its cells; Kubernetes' default is Metadata. */
  includeObject: 'Metadata' | 'None' | 'Object';
  /** The list's metadata, for `metadata` of the table. */
  listMeta?: ListMeta;
  /** False for the table of one object, whose resourceVersion the table then carries. */
  isList: boolean;
}

/** How kinds are printed that have no columns of their own. */
const usual: Printer = {
  columns: [nameColumn, column('Created At', 'When the object was created.', { type: 'date' })],
  // Go's zero time
  cells: ({ metadata }) => [metadata.name ?? '', metadata.creationTimestamp ?? '0001-01-01T00:00:00Z'],
};

/** The table of objects of one kind. */
export function toTable(
  { printer = usual }: KindDefinition,
  objects: readonly KubeObject[],
  options: TableOptions,
): Table {
  const { apiVersion = 'meta.k8s.io/v1', isList, listMeta, now } = options;
  const version = objects[0]?.metadata.resourceVersion;
  return {
    kind: 'Table',
    apiVersion,
    metadata: isList ? (listMeta ?? {}) : version ? { resourceVersion: version } : {},
    columnDefinitions: printer.columns.map((column) => ({ ...column })),
    rows: (printer.order ? [...objects].sort(printer.order) : objects).map((object) => {
      const conditions = printer.conditions?.(object);
      return {
        cells: printer.cells(named(object), now),
        ...(conditions ? { conditions } : {}),
        object: includedObject(object, options),
      };
    }),
  };
}

/** Nothing is written as such: Go leaves out no struct. */
function includedObject(object: KubeObject, { includeObject, apiVersion = 'meta.k8s.io/v1' }: TableOptions): unknown {
  if (includeObject === 'Object') return object;
  if (includeObject === 'None') return null;
  return { kind: 'PartialObjectMetadata', apiVersion, metadata: object.metadata };
}

/** A bookmark's object has no name, for which a cell has an empty text. */
function named(object: KubeObject): KubeObject {
  return object.metadata.name === undefined ? { ...object, metadata: { ...object.metadata, name: '' } } : object;
}
