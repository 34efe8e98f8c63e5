/** The tables of policies and webhooks of admission. */

import { fields, isFields, list, text } from '../fields.js';
import { goSelector } from '../selector.js';
import { type Printer, printerOf, shown, shownAge, shownName, unset } from './printer.js';

const counted = (name: string, field: string) =>
  shown(name, `How many ${field} there are.`, ({ spec }) => list(fields(spec)[field]).length, { type: 'integer' });

const paramKind = shown('ParamKind', 'The kind of its parameters.', ({ spec }) => {
  const { apiVersion, kind } = fields(fields(spec).paramKind);
  return kind ? `${text(apiVersion)}/${text(kind)}` : unset;
});

/** The table of ValidatingAdmissionPolicies. */
export const validatingPolicyPrinter: Printer = printerOf(
  shownName,
  counted('Validations', 'validations'),
  paramKind,
  shownAge,
);

/** The table of MutatingAdmissionPolicies. */
export const mutatingPolicyPrinter: Printer = printerOf(
  shownName,
  counted('Mutations', 'mutations'),
  paramKind,
  shownAge,
);

/** The table of the bindings of both kinds of policies. */
export const policyBindingPrinter: Printer = printerOf(
  shownName,
  shown('PolicyName', 'The policy.', ({ spec }) => text(fields(spec).policyName)),
  shown('ParamRef', 'Its parameters.', ({ spec }) => formatParamRef(fields(spec).paramRef)),
  shownAge,
);

/** The table of webhook configurations of both kinds. */
export const webhooksPrinter: Printer = printerOf(
  shownName,
  shown('Webhooks', 'How many there are.', ({ webhooks }) => list(webhooks).length, { type: 'integer' }),
  shownAge,
);

function formatParamRef(reference: unknown): string {
  if (!isFields(reference)) return unset;
  const { name, namespace, selector } = reference;
  if (text(name)) return `${text(namespace) || '*'}/${text(name)}`;
  return isFields(selector) ? goSelector(selector) : unset;
}
