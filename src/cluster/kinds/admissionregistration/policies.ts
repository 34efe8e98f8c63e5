/** Admission policies, validating and mutating. */

import { type Fields, fields, isFields, list, text } from '../../../kube/fields.js';
import { dns1035LabelFaults, dnsSubdomainFaults, qualifiedNameFaults } from '../../../kube/names.js';
import type { KubeObject } from '../../../kube/object.js';
import { duplicate, type FieldError, invalid, notSupported, required } from '../../../kube/status.js';
import { expressions, loadExpressions } from '../../cel/load-expressions.js';
import { type PolicyPart, policyCompiler } from '../../cel/policy-compiler.js';
import { validateConditions } from '../../validation/conditions.js';
import type { KindDefinition } from '../definition.js';
import { named, oneOf, requiredText } from '../field-rules.js';
import { hasNewSpec } from '../prepare-fields.js';
import { matchConditionFaults } from './match-conditions.js';
import { defaultMatch, mutatingOperationFaults, setMissing, validateMatch } from './rules.js';

/** Loads CEL with the first policy written. */
const load = async (): Promise<void> => void (await loadExpressions());

type Check = (part: PolicyPart, value: unknown, path: string) => FieldError[];

/** Parts of all policies; `checks` validates the fields after the variables. */
function policy(
  isMutating: boolean,
  checks: (spec: Fields, check: Check, name: string) => FieldError[],
): Pick<
  KindDefinition,
  'defaults' | 'needsVersion' | 'isNewGeneration' | 'validation' | 'beforeCreate' | 'beforeUpdate'
> {
  return {
    defaults: ({ spec }) => {
      setMissing(fields(spec), { failurePolicy: 'Fail' });
      defaultMatch(fields(spec).matchConstraints);
    },
    needsVersion: true,
    isNewGeneration: hasNewSpec,
    beforeCreate: load,
    beforeUpdate: load,
    validation: {
      anyFinalizer: true,
      always: ({ metadata, spec }) => {
        const { failurePolicy, matchConstraints, matchConditions, variables, paramKind: kind } = fields(spec);
        const errors = oneOf(failurePolicy, 'spec.failurePolicy', ['Fail', 'Ignore']);
        if (isFields(kind)) errors.push(...paramKindFaults(kind));
        if (!isFields(matchConstraints)) errors.push(required('spec.matchConstraints'));
        else {
          errors.push(...validateMatch(matchConstraints, 'spec.matchConstraints'));
          if (list(matchConstraints.resourceRules).length === 0)
            errors.push(required('spec.matchConstraints.resourceRules'));
          const at = 'spec.matchConstraints.resourceRules';
          if (isMutating) errors.push(...mutatingOperationFaults(matchConstraints.resourceRules, at));
        }
        const compiler = policyCompiler(expressions().compiler, fields(spec), { isMutating });
        const fault = (value: unknown, path: string, found: object): FieldError[] =>
          'fault' in found ? [invalid(path, value, text(found.fault))] : [];
        const check: Check = (part, value, path) => {
          if (text(value).trim() === '') return [required(path, isMutating ? '' : missing(path))];
          return fault(value, path, compiler.compile(part, text(value)));
        };
        errors.push(...matchConditionFaults(list(matchConditions), 'spec.matchConditions', compiler));
        for (const [i, { name, expression }] of list(variables).entries()) {
          const at = `spec.variables[${i}]`;
          if (text(name).trim() === '') errors.push(required(`${at}.name`, missing('name')));
          else if (!isIdentifier(text(name))) {
            errors.push(invalid(`${at}.name`, name, 'must be a valid CEL identifier'));
          }
          if (text(expression).trim() === '') errors.push(required(`${at}.expression`, missing('expression')));
          else errors.push(...fault(expression, `${at}.expression`, compiler.variable(text(name), text(expression))));
        }
        return [...errors, ...checks(fields(spec), check, metadata.name ?? '')];
      },
      order: ['new metadata', 'always'],
      through: { status: validateStatus },
    },
  };
}

/** The faults of a status; what type checking found is a path and a text. */
function validateStatus({ status }: KubeObject): FieldError[] {
  const { typeChecking, conditions } = fields(status);
  const warnings = list(fields(typeChecking).expressionWarnings).flatMap(({ warning, fieldRef }, i) => {
    const at = `status.typeChecking.expressionWarnings[${i}]`;
    return [...requiredText(warning, `${at}.warning`), ...requiredText(text(fieldRef).trim(), `${at}.fieldRef`)];
  });
  return [...warnings, ...validateConditions(conditions, 'status.conditions')];
}

const missing = (path: string): string => `${path.split('.').at(-1)} is not specified`;

const reserved =
  'true false null in as break const continue else for function if import let loop package namespace return var void while'.split(
    ' ',
  );
const isIdentifier = (name: string): boolean => /^[_a-zA-Z][_a-zA-Z0-9]*$/.test(name) && !reserved.includes(name);

/** The faults of the kind of parameters. */
function paramKindFaults({ apiVersion, kind }: Fields): FieldError[] {
  const [at, value] = ['spec.paramKind.apiVersion', text(apiVersion)];
  const errors: FieldError[] = [];
  const parts = value === '/' ? [''] : value.split('/');
  const version = parts.at(-1) ?? '';
  if (value === '') errors.push(required(at));
  else if (parts.length > 2) errors.push(invalid(at, value, `unexpected GroupVersion string: ${value}`));
  else {
    const group = parts.length === 2 ? (parts[0] ?? '') : '';
    const wrong = group ? dnsSubdomainFaults(group) : [];
    if (wrong.length) errors.push(invalid(at, group, wrong.join(',')));
    const why = version ? dns1035LabelFaults(version) : [];
    if (!version) errors.push(invalid(at, value, 'version must be specified'));
    else if (why.length) errors.push(invalid(at, version, why.join(',')));
  }
  if (!text(kind)) return [...errors, required('spec.paramKind.kind')];
  const why = dns1035LabelFaults(text(kind).toLowerCase()).join(',');
  const mixed = 'may have mixed case, but should otherwise match: ';
  return why ? [...errors, invalid('spec.paramKind.kind', kind, mixed + why)] : errors;
}

const reasons = ['Forbidden', 'Invalid', 'RequestEntityTooLarge'];
const mostAnnotations = 20;
const longestAnnotation = 5 * 1024;

/** The definition of ValidatingAdmissionPolicies. */
export const validatingPolicy: KindDefinition = {
  status: { type: 'admissionregistration.v1.ValidatingAdmissionPolicyStatus' },
  ...policy(false, ({ validations, auditAnnotations: annotations }, check, name) => {
    const errors: FieldError[] = [];
    if (list(validations).length + list(annotations).length === 0) {
      const why = 'validations or auditAnnotations must contain at least one item';
      return [required('spec.validations', why), required('spec.auditAnnotations', why)];
    }
    for (const [i, { expression, messageExpression, reason, message }] of list(validations).entries()) {
      const at = `spec.validations[${i}]`;
      errors.push(...check('validation', expression, `${at}.expression`));
      if (text(messageExpression) !== '') {
        errors.push(
          ...(text(messageExpression).trim() === ''
            ? [invalid(`${at}.messageExpression`, messageExpression, 'must be non-empty if specified')]
            : check('message', messageExpression, `${at}.messageExpression`)),
        );
      }
      const told = text(message).trim();
      if (told === '' && text(message) !== '') {
        errors.push(invalid(`${at}.message`, message, 'must be non-empty if specified'));
      }
      if (/[\n\r]/.test(told)) errors.push(invalid(`${at}.message`, message, 'must not contain line breaks'));
      errors.push(...oneOf(reason, `${at}.reason`, reasons));
    }
    if (list(annotations).length > mostAnnotations) {
      const why = `must not have more than ${mostAnnotations} auditAnnotations`;
      // as Go shows the server's own type
      const shown = list(annotations).map((one) => ({
        Key: one.key ?? '',
        ValueExpression: one.valueExpression ?? '',
      }));
      errors.push(invalid('spec.auditAnnotations', shown, why));
    }
    for (const [i, { key, valueExpression }] of list(annotations).entries()) {
      const at = `spec.auditAnnotations[${i}]`;
      errors.push(
        ...(name === ''
          ? [invalid(`${at}.key`, key ?? '', 'requires metadata.name be non-empty')]
          : named(`${name}/${text(key)}`, `${at}.key`, qualifiedNameFaults)),
      );
      if (text(valueExpression).trim().length > longestAnnotation) {
        errors.push(required(`${at}.valueExpression`, `must not exceed ${longestAnnotation} bytes in length`));
      } else errors.push(...check('annotation', text(valueExpression).trim(), `${at}.valueExpression`));
      if (list(annotations).findIndex((one) => one.key === key) < i) {
        errors.push(duplicate(`${at}.key`, key));
      }
    }
    return errors;
  }),
};

const patchTypes = ['ApplyConfiguration', 'JSONPatch'];

/** The faults of one change. */
function mutationFaults(mutation: Fields, at: string, check: Check): FieldError[] {
  const type = text(mutation.patchType);
  if (type === '') return [required(`${at}.patchType`)];
  if (!patchTypes.includes(type)) return [notSupported(`${at}.patchType`, type, patchTypes)];
  const [own, other] = type === 'JSONPatch' ? ['jsonPatch', 'applyConfiguration'] : ['applyConfiguration', 'jsonPatch'];
  const change = mutation[own];
  const part = type === 'JSONPatch' ? 'patch' : 'configuration';
  return [
    ...(isFields(change)
      ? check(part, text(change.expression).trim(), `${at}.${own}.expression`)
      : [required(`${at}.${own}`, `must be specified when patchType is ${type}`)]),
    ...(isFields(mutation[other])
      ? [invalid(`${at}.${other}`, `{${other}}`, `must not be specified when patchType is ${type}`)]
      : []),
  ];
}

const reinvocationPolicies = ['IfNeeded', 'Never'];

/** The definition of MutatingAdmissionPolicies. */
export const mutatingPolicy: KindDefinition = {
  ...policy(true, ({ mutations, reinvocationPolicy }, check) => {
    const all = list(mutations);
    const errors = all.flatMap((mutation, i) => mutationFaults(mutation, `spec.mutations[${i}]`, check));
    if (all.length === 0) errors.push(required('spec.mutations', 'mutations must contain at least one item'));
    const at = 'spec.reinvocationPolicy';
    if (!text(reinvocationPolicy)) return [...errors, required(at)];
    return [...errors, ...oneOf(reinvocationPolicy, at, reinvocationPolicies)];
  }),
};
