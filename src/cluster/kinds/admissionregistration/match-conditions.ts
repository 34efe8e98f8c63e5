/** Conditions of policies and webhooks on the requests that they are about. */
import { type Fields, text } from '../../../kube/fields.js';
import { qualifiedNameFaults } from '../../../kube/names.js';
import { duplicate, type FieldError, invalid, required, tooMany } from '../../../kube/status.js';
import type { PolicyCompiler } from '../../cel/policy-compiler.js';
import { named } from '../field-rules.js';

const mostConditions = 64;

/** The faults of conditions at `at`. */
export function matchConditionFaults(
  conditions: readonly Fields[],
  at: string,
  { compile }: Pick<PolicyCompiler, 'compile'>,
): FieldError[] {
  const errors = conditions.length > mostConditions ? [tooMany(at, conditions.length, mostConditions)] : [];
  for (const [i, { name, expression }] of conditions.entries()) {
    const condition = text(expression).trim();
    const found = condition === '' ? undefined : compile('condition', condition);
    if (!found) errors.push(required(`${at}[${i}].expression`));
    else if ('fault' in found) errors.push(invalid(`${at}[${i}].expression`, condition, found.fault));
    if (text(name) === '') errors.push(required(`${at}[${i}].name`));
    else errors.push(...named(text(name), `${at}[${i}].name`, qualifiedNameFaults));
    const isDouble = text(name) !== '' && conditions.findIndex((one) => one.name === name) < i;
    if (isDouble) errors.push(duplicate(`${at}[${i}].name`, name));
  }
  return errors;
}
