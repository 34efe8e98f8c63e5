/** StorageClass: how volumes are made for claims. */

import { isDeepStrictEqual } from 'node:util';
import { type Fields, list, text, textMap, texts } from '../../../kube/fields.js';
import { qualifiedNameFaults } from '../../../kube/names.js';
import { duplicate, type FieldError, invalid, required, tooLong } from '../../../kube/status.js';
import type { KindDefinition } from '../definition.js';
import { named, oneOf, unchanged } from '../field-rules.js';
import { asNewFirst } from '../validation-order.js';

/** The definition of StorageClasses. */
export const storageClass: KindDefinition = {
  defaults: (object) => {
    object.reclaimPolicy ??= 'Delete';
    object.volumeBindingMode ??= 'Immediate';
  },
  validation: {
    order: asNewFirst,
    always: (object) => [
      ...validateProvisioner(object.provisioner, 'provisioner'),
      ...validateParameters(object.parameters),
      ...oneOf(object.reclaimPolicy || undefined, 'reclaimPolicy', ['Delete', 'Retain']),
      ...oneOf(object.volumeBindingMode, 'volumeBindingMode', ['Immediate', 'WaitForFirstConsumer']),
      ...validateTopologies(list(object.allowedTopologies)),
    ],
    update: (object, old) => unchanged(object, old, 'parameters', 'provisioner', 'reclaimPolicy', 'volumeBindingMode'),
  },
};

/** The faults of the name of a provisioner or driver, which its message shows in small letters. */
export const validateProvisioner = (name: unknown, path: string): FieldError[] =>
  text(name) === '' ? [required(path)] : named(text(name).toLowerCase(), path, qualifiedNameFaults);

const mostParameters = 512;
const largestParameters = 256 * 1024;

/** The faults of the parameters of a class. */
export function validateParameters(parameters: unknown): FieldError[] {
  const entries = Object.entries(textMap(parameters));
  if (entries.length > mostParameters) return [tooLong('parameters', mostParameters)];
  const size = entries.reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value), 0);
  return [
    ...entries.flatMap(([name]) => (name === '' ? [invalid('parameters', name, 'field can not be empty.')] : [])),
    ...(size > largestParameters ? [tooLong('parameters', largestParameters)] : []),
  ];
}

/** Each term is another one: the same values of the same labels, in whatever order, are the same term. */
function validateTopologies(terms: readonly Fields[]): FieldError[] {
  const valuesOf = (term: Fields): Map<string, Set<string>> =>
    new Map(list(term.matchLabelExpressions).map(({ key, values }) => [text(key), new Set(texts(values))]));
  // Kubernetes compares with as many empty terms as there are terms, too
  const seen = terms.map(() => new Map<string, Set<string>>());
  return terms.flatMap((term, i) => {
    const at = `allowedTopologies[${i}].matchLabelExpressions`;
    const values = valuesOf(term);
    const again = seen.filter((one) => isDeepStrictEqual(one, values)).map(() => duplicate(at, ''));
    seen.push(values);
    return [...validateExpressions(list(term.matchLabelExpressions), at), ...again];
  });
}

function validateExpressions(expressions: readonly Fields[], path: string): FieldError[] {
  return expressions.flatMap(({ key, values }, i) => {
    const at = `${path}[${i}]`;
    const all = texts(values);
    const isTaken = expressions.slice(0, i).some((other) => text(other.key) === text(key));
    return [
      ...(all.length === 0 ? [required(`${at}.values`)] : []),
      ...all.flatMap((value, j) => (all.indexOf(value) < j ? [duplicate(`${at}.values[${j}]`, value)] : [])),
      ...named(text(key), `${at}.key`, qualifiedNameFaults),
      ...(isTaken ? [duplicate(`${at}.key`, text(key))] : []),
    ];
  });
}
