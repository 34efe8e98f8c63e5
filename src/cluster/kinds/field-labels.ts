/** Reading the fields that a field selector may name. */
import { fields } from '../../kube/fields.js';
import type { SelectableField } from './definition.js';

/** A field whose label is its path. */
export const plain = (path: string): SelectableField => [path, at(...path.split('.'))];

/** Reads the value at a path as text; empty without a value. */
export const at =
  (...path: string[]): SelectableField[1] =>
  (object) => {
    let value: unknown = object;
    for (const key of path) value = fields(value)[key];
    return value === undefined || value === null ? '' : String(value);
  };

/** The label of every object's name. */
export const nameField: SelectableField = plain('metadata.name');
/** The label of every namespaced object's namespace. */
export const namespaceField: SelectableField = plain('metadata.namespace');
