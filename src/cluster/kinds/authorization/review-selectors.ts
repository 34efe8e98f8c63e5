/** The unreadable selectors of an access review, which are ignored (pkg/registry/authorization/util/helpers.go). */

import { parseFieldSelector } from '../../../kube/field-selector.js';
import { fields } from '../../../kube/fields.js';
import { parseLabelSelector } from '../../../kube/label-selector.js';
import { isApiError } from '../../../kube/status.js';

interface Requirement {
  key?: string;
  operator?: string;
  values?: string[];
}

const labelOperators = new Set(['In', 'NotIn', 'Exists', 'DoesNotExist']);

/** A sentence for each partly unreadable selector of the resource attributes. */
export function selectorErrors(attributes: Record<string, unknown>): string[] {
  return [
    ...faultsOf('fieldSelector', fields(attributes.fieldSelector), parseFieldSelector, isFieldTerm),
    ...faultsOf('labelSelector', fields(attributes.labelSelector), parseLabelSelector, ({ operator = '' }) =>
      labelOperators.has(operator),
    ),
  ];
}

/** A field is compared with one value. */
const isFieldTerm = ({ operator, values }: Requirement): boolean =>
  (operator === 'In' || operator === 'NotIn') && values?.length === 1;

/** A field selector as in a request's query, made of the readable terms. */
export function fieldSelectorText({ rawSelector, requirements }: Record<string, unknown>): string {
  if (!Array.isArray(requirements) || requirements.length === 0)
    return typeof rawSelector === 'string' ? rawSelector : '';
  const known = (requirements as Requirement[]).filter(isFieldTerm); // decoded: the fields are of these types
  return known.map(({ key, operator, values }) => `${key}${operator === 'In' ? '=' : '!='}${values?.[0]}`).join(',');
}

function faultsOf(
  name: string,
  selector: Record<string, unknown>,
  parse: (text: string) => unknown,
  understood: (requirement: Requirement) => boolean,
): string[] {
  const { rawSelector, requirements } = selector;
  const given = Array.isArray(requirements) ? (requirements as Requirement[]) : []; // decoded: the fields are of these types
  const known = given.filter(understood).length;
  const wrong =
    given.length > 0 ? known < given.length : typeof rawSelector === 'string' && !parses(parse, rawSelector);
  return wrong ? [`spec.resourceAttributes.${name} ${known > 0 ? 'partially ' : ''}ignored due to parse error`] : [];
}

function parses(parse: (text: string) => unknown, text: string): boolean {
  try {
    parse(text);
    return true;
  } catch (error) {
    if (isApiError(error)) return false;
    throw error;
  }
}
