/** How a kind is printed as a table: its columns, and how an object fills them (pkg/printers/internalversion). */

import { ageOf } from '../../kube/human-duration.js';
import type { KubeObject } from '../../kube/object.js';

/** A column; those of priority 1 are shown by `-o wide` alone. */
export interface TableColumn {
  name: string;
  type: 'string' | 'integer' | 'boolean' | 'date';
  format: string;
  description: string;
  priority: number;
}

/** Says of a row that what it shows has ended. */
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
}

/** A column of text unless told otherwise; `wide` ones have priority 1. */
export function column(
  name: string,
  description: string,
  more: { wide?: boolean; type?: TableColumn['type'] } = {},
): TableColumn {
  return { name, type: more.type ?? 'string', format: '', description, priority: more.wide ? 1 : 0 };
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

/** What a cell says of nothing. */
export const none = '<none>';

/** The first three of them, and how many more there are. */
export function firstThree(all: readonly string[]): string {
  const shown = all.slice(0, 3).join(',');
  return all.length > 3 ? `${shown} + ${all.length - 3} more...` : shown;
}
