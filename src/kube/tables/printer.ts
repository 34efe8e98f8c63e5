/** How a kind is printed as a table: its columns, and how an object fills them (pkg/printers/internalversion). */

import { ageOf } from '../human-duration.js';
import type { KubeObject, ObjectMeta } from '../object.js';

/** A column; those of priority 1 are shown by `-o wide` alone. */
export interface TableColumn {
  name: string;
  type: 'string' | 'integer' | 'number' | 'boolean' | 'date';
  format: string;
  description: string;
  priority: number;
}

/** Says that the object of a row has ended. */
export interface RowCondition {
  type: string;
  status: string;
  reason: string;
  message: string;
}

/** How one kind is printed. */
export interface Printer {
  columns: readonly TableColumn[];
  cells(object: KubeObject, now: Date): unknown[];
  conditions?(object: KubeObject): RowCondition[] | undefined;
  /** The order of the rows, where that is not the list's. */
  order?(a: KubeObject, b: KubeObject): number;
}

/** A column of text unless told otherwise; `wide` ones have priority 1. */
export function column(
  name: string,
  description: string,
  { type = 'string', format = '', wide = false }: { type?: TableColumn['type']; format?: string; wide?: boolean } = {},
): TableColumn {
  return { name, type, format, description, priority: wide ? 1 : 0 };
}

/** The first column of every kind. */
export const nameColumn: TableColumn = {
  name: 'Name',
  type: 'string',
  format: 'name',
  description: 'The name of the object, unique among its kind in its namespace.',
  priority: 0,
};

/** How long an object has been there. */
export const ageColumn: TableColumn = column('Age', 'How long ago the object was created.');

/** The cell of {@link ageColumn}. */
export const age = (object: KubeObject, now: Date): string => ageOf(object.metadata.creationTimestamp, now);

/** The cell for no value. */
export const none = '<none>';

/** The first three items, and how many more there are. */
export function firstThree(all: readonly string[]): string {
  const shown = all.slice(0, 3).join(',');
  return all.length > 3 ? `${shown} + ${all.length - 3} more...` : shown;
}

/** A column, and how its cell is filled in. */
export interface ShownColumn {
  column: TableColumn;
  cell(object: KubeObject, now: Date): unknown;
}

/** A column with its cell; see {@link column}. */
export const shown = (
  name: string,
  description: string,
  cell: ShownColumn['cell'],
  more: Parameters<typeof column>[2] = {},
): ShownColumn => ({ column: column(name, description, more), cell });

/** The first column of every kind, with its cell. */
export const shownName: ShownColumn = { column: nameColumn, cell: ({ metadata }) => metadata.name };

/** The name of a class, marked when an annotation of one of these domains says that it is the one for objects that name none. */
export function classNamed(...domains: readonly string[]): ShownColumn {
  const isDefault = ({ annotations = {} }: ObjectMeta): boolean =>
    domains.some((domain) => annotations[`${domain}/is-default-class`] === 'true');
  return { column: nameColumn, cell: ({ metadata }) => `${metadata.name}${isDefault(metadata) ? ' (default)' : ''}` };
}

/** The column of ages, with its cell. */
export const shownAge: ShownColumn = { column: ageColumn, cell: age };

/** The cell for a field that is not set. */
export const unset = '<unset>';

/** The printer that shows these columns. */
export function printerOf(...columns: readonly ShownColumn[]): Printer {
  return {
    columns: columns.map(({ column: shownColumn }) => shownColumn),
    cells: (object, now) => columns.map(({ cell }) => cell(object, now)),
  };
}

/** How kinds are printed that have no columns of their own. */
export const createdOnly: Printer = {
  columns: [nameColumn, column('Created At', 'When the object was created.', { type: 'date' })],
  // Go's zero time
  cells: ({ metadata }) => [metadata.name ?? '', metadata.creationTimestamp ?? '0001-01-01T00:00:00Z'],
};

/** How custom resources are printed whose definition names no columns. */
export const ageOnly: Printer = printerOf(shownName, shownAge);
