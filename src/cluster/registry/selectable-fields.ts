/** Which fields a field selector may name (AddFieldLabelConversion of each API group). */
import type { KindDefinition, SelectableField } from '../kinds/definition.js';

/** The fields that select objects of a kind. */
export interface SelectableFields {
  /** Field labels with the function that reads the value (a text, empty when it is not set). */
  readers: ReadonlyMap<string, SelectableField[1]>;
  /** The message about a field that is not listed. */
  unknown(field: string): string;
}

/** The fields of kinds without a list of their own. */
const common: SelectableFields = {
  readers: new Map<string, SelectableField[1]>([
    ['metadata.name', ({ metadata }) => metadata.name ?? ''],
    ['metadata.namespace', ({ metadata }) => metadata.namespace ?? ''],
  ]),
  unknown: (field) =>
    `${JSON.stringify(field)} is not a known field selector: only "metadata.name", "metadata.namespace"`,
};

const known = new WeakMap<KindDefinition, SelectableFields>();

/** The fields of a kind. */
export function selectableFields(definition: KindDefinition): SelectableFields {
  if (!definition.selectableFields) return common;
  let found = known.get(definition);
  if (!found) {
    found = {
      readers: new Map(definition.selectableFields),
      unknown: (field) => `field label not supported: ${field}`,
    };
    known.set(definition, found);
  }
  return found;
}
