/** Values as kube-apiserver holds them: some messages show a value of its own types, whose fields have no names in JSON. */
import { type Fields, fields, isFields } from '../../kube/fields.js';
import { type Field, goNameOf } from '../types/parse-field.js';
import type { Scalar, TypeRef } from '../types/parse-type.js';
import { internalFields } from './internal-fields.js';

/** How the server's own types of a group differ from those of the API, beside what {@link internalFields} says. */
export interface InternalTypes {
  /** The fields of a type in the server's own order. */
  fieldsOf?(type: string): readonly Field[] | undefined;
  /** Fields that are one of two things in JSON, and a struct of both in Go. */
  unions?: Readonly<Record<string, (value: unknown) => unknown>>;
}

const zeros: Partial<Record<Scalar, unknown>> = {
  string: '',
  bool: false,
  int32: 0,
  int64: 0,
  quantity: '0',
  intOrString: 0,
};

/** A value of a type (`resource.v1.ResourceClaimSpec`) as Go writes the server's own as JSON: all fields, by Go's names. */
export function internalValue(type: string, value: unknown, { fieldsOf, unions = {} }: InternalTypes = {}): unknown {
  const shown = (type: TypeRef, value: unknown): unknown => {
    switch (type.is) {
      case 'list':
        return Array.isArray(value) ? value.map((item) => shown(type.of, item)) : null;
      case 'map':
        return isFields(value) ? byKey(value, (one) => shown(type.of, one)) : null;
      case 'scalar':
        return value === undefined ? (zeros[type.scalar] ?? null) : inOrder(value);
      default: {
        // those of meta/v1 are the same inside the server, with names in JSON
        if (type.name.startsWith('meta.')) return value ?? null;
        const own = fieldsOf?.(type.name) ?? internalFields(type.name);
        return Object.fromEntries(
          own.flatMap((field): [string, unknown][] =>
            // metadata is embedded without a name of its own
            goNameOf(field) === 'ObjectMeta'
              ? Object.entries(fields(fields(value)[field.name]))
              : [[goNameOf(field), fieldValue(field, value)]],
          ),
        );
      }
    }
  };
  const fieldValue = ({ name, type, pointer }: Field, object: unknown): unknown => {
    const value = isFields(object) ? object[name] : undefined;
    if (value === undefined || value === null) return pointer ? null : shown(type, undefined);
    return unions[name]?.(value) ?? shown(type, value);
  };
  return shown({ is: 'struct', name: type }, value);
}

/** Go writes the entries of a map in the order of their keys. */
export function byKey(value: unknown, show: (one: unknown) => unknown): Fields {
  const entries = Object.entries(isFields(value) ? value : {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, one]) => [key, show(one)]));
}

const inOrder = (value: unknown): unknown =>
  Array.isArray(value) ? value.map(inOrder) : isFields(value) ? byKey(value, inOrder) : value;
