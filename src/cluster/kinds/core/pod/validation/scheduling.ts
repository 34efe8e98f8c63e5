/** The rules for where a pod may run: affinity, spreading, tolerations, gates. */

import { type Fields, fields, isFields, list, number, text, textMap, texts } from '../../../../../kube/fields.js';
import {
  dnsLabelFaults,
  dnsSubdomainFaults,
  labelValueFaults,
  qualifiedNameFaults,
} from '../../../../../kube/names.js';
import {
  duplicate,
  type FieldError,
  fieldForbidden,
  invalid,
  notSupported,
  required,
} from '../../../../../kube/status.js';
import { validateLabelSelector } from '../../../../validation/field-checks.js';

const requiredTerms = 'requiredDuringSchedulingIgnoredDuringExecution';
const preferredTerms = 'preferredDuringSchedulingIgnoredDuringExecution';

/** The faults of a pod's affinity at `path`. */
export function validateAffinity(affinity: Fields, path: string): FieldError[] {
  const { nodeAffinity, podAffinity, podAntiAffinity } = affinity;
  return [
    ...(isFields(nodeAffinity) ? validateNodeAffinity(nodeAffinity, `${path}.nodeAffinity`) : []),
    ...(isFields(podAffinity) ? validatePodAffinity(podAffinity, `${path}.podAffinity`) : []),
    ...(isFields(podAntiAffinity) ? validatePodAffinity(podAntiAffinity, `${path}.podAntiAffinity`) : []),
  ];
}

function weightRange(weight: unknown, path: string): FieldError[] {
  const value = number(weight) ?? 0;
  return value >= 1 && value <= 100 ? [] : [invalid(path, value, 'must be in the range 1-100')];
}

function validateNodeAffinity(affinity: Fields, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const selector = affinity[requiredTerms];
  if (isFields(selector)) errors.push(...validateNodeSelector(selector, `${path}.${requiredTerms}`));
  for (const [i, term] of list(affinity[preferredTerms]).entries()) {
    const at = `${path}.${preferredTerms}[${i}]`;
    errors.push(...weightRange(term.weight, `${at}.weight`));
    // a preferred term may ask for values that are no valid label values
    errors.push(...validateNodeTerm(fields(term.preference), false, `${at}.preference`));
  }
  return errors;
}

/** The faults of a NodeSelector at `path`; without `withValues` its values may be no valid values of labels. */
export function validateNodeSelector(selector: Fields, path: string, withValues = true): FieldError[] {
  const terms = list(selector.nodeSelectorTerms);
  const at = `${path}.nodeSelectorTerms`;
  if (terms.length === 0) return [required(at, 'must have at least one node selector term')];
  return terms.flatMap((term, i) => validateNodeTerm(term, withValues, `${at}[${i}]`));
}

function validateNodeTerm(term: Fields, withValues: boolean, path: string): FieldError[] {
  return [
    ...list(term.matchExpressions).flatMap((e, i) =>
      validateNodeExpression(e, withValues, `${path}.matchExpressions[${i}]`),
    ),
    ...list(term.matchFields).flatMap((e, i) => validateNodeField(e, `${path}.matchFields[${i}]`)),
  ];
}

function validateNodeExpression(expression: Fields, withValues: boolean, at: string): FieldError[] {
  const errors: FieldError[] = [];
  const [operator, key, values] = [text(expression.operator), text(expression.key), texts(expression.values)];
  if (operator === 'In' || operator === 'NotIn') {
    if (values.length === 0) {
      errors.push(required(`${at}.values`, "must be specified when `operator` is 'In' or 'NotIn'"));
    }
  } else if (operator === 'Exists' || operator === 'DoesNotExist') {
    if (values.length > 0) {
      errors.push(fieldForbidden(`${at}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
    }
  } else if (operator === 'Gt' || operator === 'Lt') {
    if (values.length !== 1) {
      errors.push(required(`${at}.values`, "must be specified single value when `operator` is 'Lt' or 'Gt'"));
    }
  } else errors.push(invalid(`${at}.operator`, operator, 'not a valid selector operator'));
  errors.push(...qualifiedNameFaults(key).map((f) => invalid(`${at}.key`, key, f)));
  if (!withValues) return errors;
  const faults = values.flatMap((v, i) => labelValueFaults(v).map((f) => invalid(`${at}.values[${i}]`, v, f)));
  return [...errors, ...faults];
}

function validateNodeField(expression: Fields, at: string): FieldError[] {
  const errors: FieldError[] = [];
  const [operator, key, values] = [text(expression.operator), text(expression.key), texts(expression.values)];
  if (operator !== 'In' && operator !== 'NotIn') {
    errors.push(invalid(`${at}.operator`, operator, 'not a valid selector operator'));
  } else if (values.length !== 1) {
    const why = "must be only one value when `operator` is 'In' or 'NotIn' for node field selector";
    errors.push(required(`${at}.values`, why));
  }
  if (key !== 'metadata.name') return [...errors, invalid(`${at}.key`, key, 'not a valid field selector key')];
  const faults = values.flatMap((v, i) => dnsSubdomainFaults(v).map((f) => invalid(`${at}.values[${i}]`, v, f)));
  return [...errors, ...faults];
}

function validatePodAffinity(affinity: Fields, path: string): FieldError[] {
  return [
    ...list(affinity[requiredTerms]).flatMap((term, i) => validatePodTerm(term, `${path}.${requiredTerms}[${i}]`)),
    ...list(affinity[preferredTerms]).flatMap((term, i) => {
      const at = `${path}.${preferredTerms}[${i}]`;
      return [
        ...weightRange(term.weight, `${at}.weight`),
        ...validatePodTerm(fields(term.podAffinityTerm), `${at}.podAffinityTerm`),
      ];
    }),
  ];
}

function validatePodTerm(term: Fields, at: string): FieldError[] {
  const errors = [
    ...validateLabelSelector(term.labelSelector, `${at}.labelSelector`),
    ...validateLabelSelector(term.namespaceSelector, `${at}.namespaceSelector`),
  ];
  for (const name of texts(term.namespaces)) {
    errors.push(...dnsLabelFaults(name).map((f) => invalid(`${at}.namespace`, name, f)));
  }
  errors.push(...validateLabelKeys(term, at));
  const key = text(term.topologyKey);
  if (key === '') errors.push(required(`${at}.topologyKey`, 'can not be empty'));
  return [...errors, ...qualifiedNameFaults(key).map((f) => invalid(`${at}.topologyKey`, key, f))];
}

/**
 * The faults of matchLabelKeys and mismatchLabelKeys at `path`. In a pod the selector holds the merged keys: a key that
 * stands there twice was in it before, and its fault has a path without the field's name.
 */
function validateLabelKeys({ matchLabelKeys, mismatchLabelKeys, labelSelector }: Fields, path: string): FieldError[] {
  const [match, mismatch] = [texts(matchLabelKeys), texts(mismatchLabelKeys)];
  const errors: FieldError[] = [];
  for (const [field, keys] of Object.entries({ matchLabelKeys: match, mismatchLabelKeys: mismatch })) {
    const at = `${path}.${field}`;
    if (keys.length > 0 && !isFields(labelSelector)) {
      errors.push(fieldForbidden(at, 'must not be specified when labelSelector is not set'));
    } else {
      errors.push(...keys.flatMap((key, i) => qualifiedNameFaults(key).map((f) => invalid(`${at}[${i}]`, key, f))));
    }
  }
  const seen = new Set(Object.keys(textMap(fields(labelSelector).matchLabels)));
  for (const key of list(fields(labelSelector).matchExpressions).map((expression) => text(expression.key))) {
    if (match.includes(key) && seen.has(key)) {
      const why = 'exists in both matchLabelKeys and labelSelector';
      errors.push(invalid(`${path}[${match.lastIndexOf(key)}]`, key, why));
    }
    seen.add(key);
  }
  for (const [i, key] of match.entries()) {
    if (!mismatch.includes(key)) continue;
    errors.push(invalid(`${path}.matchLabelKeys[${i}]`, key, 'exists in both matchLabelKeys and mismatchLabelKeys'));
  }
  return errors;
}

const actions = ['DoNotSchedule', 'ScheduleAnyway'];
const policies = ['Honor', 'Ignore'];

/** The faults of a pod's topologySpreadConstraints at `path`. */
export function validateSpread(constraints: readonly Fields[], path: string): FieldError[] {
  return constraints.flatMap((constraint, i) => {
    const at = `${path}[${i}]`;
    const errors: FieldError[] = [];
    const [key, action] = [text(constraint.topologyKey), text(constraint.whenUnsatisfiable)];
    const [skew, domains] = [number(constraint.maxSkew) ?? 0, number(constraint.minDomains)];
    if (skew <= 0) errors.push(invalid(`${at}.maxSkew`, skew, 'must be greater than zero'));
    if (key === '') errors.push(required(`${at}.topologyKey`, 'can not be empty'));
    if (!actions.includes(action)) errors.push(notSupported(`${at}.whenUnsatisfiable`, action, actions));
    const again = constraints.slice(i + 1).some((c) => c.topologyKey === key && c.whenUnsatisfiable === action);
    if (again) errors.push(duplicate(`${at}.{topologyKey, whenUnsatisfiable}`, `{${key}, ${action}}`));
    if (domains !== undefined) {
      if (domains <= 0) errors.push(invalid(`${at}.minDomains`, domains, 'must be greater than zero'));
      if (action !== 'DoNotSchedule') {
        const why = `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${action}`;
        errors.push(invalid(`${at}.minDomains`, domains, why));
      }
    }
    for (const field of ['nodeAffinityPolicy', 'nodeTaintsPolicy']) {
      const policy = constraint[field];
      if (typeof policy !== 'string' || policies.includes(policy)) continue;
      errors.push(notSupported(`${at}.${field}`, policy, policies));
    }
    errors.push(...validateLabelKeys(constraint, at));
    return [...errors, ...validateLabelSelector(constraint.labelSelector, `${at}.labelSelector`)];
  });
}

const effects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

/** The faults of a pod's tolerations at `path`. */
export function validateTolerations(tolerations: readonly Fields[], path: string): FieldError[] {
  return tolerations.flatMap((toleration, i) => {
    const at = `${path}[${i}]`;
    const [key, operator, value, effect] = ['key', 'operator', 'value', 'effect'].map((f) => text(toleration[f]));
    const errors: FieldError[] = [];
    if (key) errors.push(...qualifiedNameFaults(key).map((f) => invalid(`${at}.key`, key, f)));
    else if (operator !== 'Exists') {
      const why = 'operator must be Exists when `key` is empty, which means "match all values and all keys"';
      errors.push(invalid(`${at}.operator`, operator, why));
    }
    if (toleration.tolerationSeconds !== undefined && effect !== 'NoExecute') {
      errors.push(invalid(`${at}.effect`, effect, "effect must be 'NoExecute' when `tolerationSeconds` is set"));
    }
    // a value that the operator does not allow is reported on the field `operator`
    if (operator === 'Exists') {
      if (value) errors.push(invalid(`${at}.operator`, value, "value must be empty when `operator` is 'Exists'"));
    } else if (operator === '' || operator === 'Equal') {
      const faults = labelValueFaults(value ?? '');
      if (faults.length > 0) errors.push(invalid(`${at}.operator`, value, faults.join(';')));
    } else {
      // the comparisons are for clusters with the feature TaintTolerationComparisonOperators, and are named when one is asked for
      const compared = operator === 'Lt' || operator === 'Gt' ? ['Lt', 'Gt'] : [];
      errors.push(notSupported(`${at}.operator`, operator, ['Equal', 'Exists', ...compared]));
    }
    if (effect && !effects.includes(effect)) errors.push(notSupported(`${at}.effect`, effect, effects));
    return errors;
  });
}

/** The faults of a pod's schedulingGates at `path`. */
export function validateGates(gates: readonly Fields[], path: string): FieldError[] {
  const seen = new Set<string>();
  return gates.flatMap((gate, i) => {
    const name = text(gate.name);
    const errors = qualifiedNameFaults(name).map((f) => invalid(`${path}[${i}]`, name, f));
    if (seen.has(name)) errors.push(duplicate(`${path}[${i}]`, name));
    seen.add(name);
    return errors;
  });
}
