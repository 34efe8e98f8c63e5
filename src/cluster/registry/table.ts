/** Objects as the tables that `kubectl get` prints: the server's own columns (pkg/printers/internalversion). */
import type { KubeObject, ListMeta } from '../../kube/object.js';
import type { Printer, RowCondition, TableColumn } from '../../kube/tables/printer.js';

/** A row: the cells, and the object or its metadata as asked for. */
export interface TableRow {
  cells: unknown[];
  conditions?: RowCondition[];
  /** Null when not asked for. */
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
  /** The part of an object in its row; Kubernetes' default is Metadata. */
  includeObject: 'Metadata' | 'None' | 'Object';
  /** The list's metadata, for `metadata` of the table. */
  listMeta?: ListMeta;
  /** False for the table of one object, whose resourceVersion the table then carries. */
  isList: boolean;
}

/** The table of objects of one kind, as its printer shows them. */
export function toTable(printer: Printer, objects: readonly KubeObject[], options: TableOptions): Table {
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

/** None is written as null: Go leaves out no struct. */
function includedObject(object: KubeObject, { includeObject, apiVersion = 'meta.k8s.io/v1' }: TableOptions): unknown {
  if (includeObject === 'Object') return object;
  if (includeObject === 'None') return null;
  return { kind: 'PartialObjectMetadata', apiVersion, metadata: object.metadata };
}

/** A bookmark's object has no name, for which a cell has an empty text. */
function named(object: KubeObject): KubeObject {
  return object.metadata.name === undefined ? { ...object, metadata: { ...object.metadata, name: '' } } : object;
}
