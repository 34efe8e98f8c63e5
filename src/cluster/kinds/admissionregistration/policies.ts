/** Admission policies and their bindings, validating and mutating. */

import { type Fields, fields, isFields, list, text, texts } from '../../../kube/fields.js';
import { dnsSubdomainFaults, qualifiedNameFaults } from '../../../kube/names.js';
import { duplicate, type FieldError, fieldForbidden, invalid, required, tooMany } from '../../../kube/status.js';
import { expressions, loadExpressions } from '../../cel/load-expressions.js';
import { type PolicyPart, policyCompiler } from '../../cel/policy-compiler.js';
import { validateLabelSelector } from '../../validation/field-checks.js';
import type { KindDefinition } from '../definition.js';
import { named, oneOf, requiredName, requiredText } from '../field-rules.js';
import { hasNewSpec, setDefault, setDefaults } from '../prepare-fields.js';
import { defaultRules, matchDefaults, validateRules } from './rules.js';

/** Fills in the defaults of matched resources, in place. */
function fillIn(match: unknown): void {
  if (!isFields(match)) return;
  setDefaults(match, matchDefaults);
  for (const rules of [match.resourceRules, match.excludeResourceRules]) defaultRules(rules);
}

function validateMatch(match: Fields, at: string): FieldError[] {
  return [
    ...oneOf(match.matchPolicy, `${at}.matchPolicy`, ['Equivalent', 'Exact']),
    ...validateLabelSelector(match.namespaceSelector, `${at}.namespaceSelector`),
    ...validateLabelSelector(match.objectSelector, `${at}.objectSelector`),
    ...validateRules(match.resourceRules, `${at}.resourceRules`),
    ...validateRules(match.excludeResourceRules, `${at}.excludeResourceRules`),
  ];
}

/** Loads CEL with the first policy written. */
const load = async (): Promise<void> => void (await loadExpressions());

type Check = (part: PolicyPart, value: unknown, path: string) => FieldError[];

/** Parts of all policies; `checks` validates the fields after the variables. */
function policy(
  isMutating: boolean,
  checks: (spec: Fields, check: Check, name: string) => FieldError[],
): Pick<KindDefinition, 'defaults' | 'isNewGeneration' | 'validation' | 'beforeCreate' | 'beforeUpdate'> {
  return {
    defaults: ({ spec }) => {
      setDefault(fields(spec), 'failurePolicy', 'Fail');
      fillIn(fields(spec).matchConstraints);
    },
    isNewGeneration: hasNewSpec,
    beforeCreate: load,
    beforeUpdate: load,
    validation: {
      always: ({ metadata, spec }) => {
        const { failurePolicy, matchConstraints, matchConditions, variables, paramKind: kind } = fields(spec);
        const errors = oneOf(failurePolicy, 'spec.failurePolicy', ['Fail', 'Ignore']);
        if (isFields(kind)) {
          errors.push(...requiredText(kind.apiVersion, 'spec.paramKind.apiVersion'));
          errors.push(...requiredText(kind.kind, 'spec.paramKind.kind'));
        }
        if (!isFields(matchConstraints)) errors.push(required('spec.matchConstraints'));
        else {
          errors.push(...validateMatch(matchConstraints, 'spec.matchConstraints'));
          if (list(matchConstraints.resourceRules).length === 0)
            errors.push(required('spec.matchConstraints.resourceRules'));
        }
        const compiler = policyCompiler(expressions().compiler, fields(spec), { isMutating });
        const fault = (value: unknown, path: string, found: object): FieldError[] =>
          'fault' in found ? [invalid(path, value, text(found.fault))] : [];
        const check: Check = (part, value, path) => {
          if (text(value).trim() === '') return [required(path, part === 'condition' ? '' : missing(path))];
          return fault(value, path, compiler.compile(part, text(value)));
        };
        errors.push(...validateConditions(list(matchConditions), check));
        for (const [i, { name, expression }] of list(variables).entries()) {
          const at = `spec.variables[${i}]`;
          if (text(name).trim() === '') errors.push(required(`${at}.name`, missing('name')));
          else if (!/^[_a-zA-Z]\w*$/.test(text(name))) {
            errors.push(invalid(`${at}.name`, name, 'name is not a valid CEL identifier'));
          }
          if (text(expression).trim() === '') errors.push(required(`${at}.expression`, missing('expression')));
          else errors.push(...fault(expression, `${at}.expression`, compiler.variable(text(name), text(expression))));
        }
        return [...errors, ...checks(fields(spec), check, metadata.name ?? '')];
      },
      order: ['metadata', 'always'],
    },
  };
}

const missing = (path: string): string => `${path.split('.').at(-1)} is not specified`;

const mostConditions = 64;

function validateConditions(conditions: readonly Fields[], check: Check): FieldError[] {
  const at = 'spec.matchConditions';
  const errors = conditions.length > mostConditions ? [tooMany(at, conditions.length, mostConditions)] : [];
  for (const [i, { name, expression }] of conditions.entries()) {
    errors.push(...check('condition', expression, `${at}[${i}].expression`));
    if (text(name) === '') errors.push(required(`${at}[${i}].name`));
    else errors.push(...named(text(name), `${at}[${i}].name`, qualifiedNameFaults));
    const isDouble = text(name) !== '' && conditions.findIndex((one) => one.name === name) < i;
    if (isDouble) errors.push(duplicate(`${at}[${i}].name`, name));
  }
  return errors;
}

const reasons = ['Forbidden', 'Invalid', 'RequestEntityTooLarge', 'Unauthorized'];
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
        errors.push(invalid(`${at}.message`, message, 'message must be non-empty if specified'));
      }
      if (/[\n\r]/.test(told)) errors.push(invalid(`${at}.message`, message, 'message must not contain line breaks'));
      errors.push(...oneOf(reason, `${at}.reason`, reasons));
    }
    if (list(annotations).length > mostAnnotations) {
      const why = `must not have more than ${mostAnnotations} auditAnnotations`;
      errors.push(invalid('spec.auditAnnotations', annotations, why));
    }
    for (const [i, { key, valueExpression }] of list(annotations).entries()) {
      const at = `spec.auditAnnotations[${i}]`;
      errors.push(...named(`${name}/${text(key)}`, `${at}.key`, qualifiedNameFaults));
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

/** The definition of MutatingAdmissionPolicies. */
export const mutatingPolicy: KindDefinition = {
  ...policy(true, ({ mutations }, check) => {
    if (list(mutations).length === 0) return [required('spec.mutations', 'mutations must contain at least one item')];
    return list(mutations).flatMap(({ patchType, applyConfiguration, jsonPatch }, i) => {
      const at = `spec.mutations[${i}]`;
      const errors = oneOf(patchType ?? '', `${at}.patchType`, ['ApplyConfiguration', 'JSONPatch']);
      if (isFields(applyConfiguration)) {
        const { expression } = applyConfiguration;
        errors.push(...check('configuration', expression, `${at}.applyConfiguration.expression`));
      }
      if (isFields(jsonPatch)) errors.push(...check('patch', jsonPatch.expression, `${at}.jsonPatch.expression`));
      return errors;
    });
  }),
};

/** The parts of all bindings. */
function binding(checks: (spec: Fields) => FieldError[]): KindDefinition {
  return {
    defaults: ({ spec }) => fillIn(fields(spec).matchResources),
    isNewGeneration: hasNewSpec,
    validation: {
      always: ({ spec }) => {
        const { policyName, paramRef, matchResources } = fields(spec);
        const errors = requiredName(policyName, 'spec.policyName', dnsSubdomainFaults);
        if (isFields(paramRef)) errors.push(...validateParamRef(paramRef));
        if (isFields(matchResources)) errors.push(...validateMatch(matchResources, 'spec.matchResources'));
        return [...errors, ...checks(fields(spec))];
      },
      order: ['metadata', 'always'],
    },
  };
}

function validateParamRef({ name, selector, parameterNotFoundAction }: Fields): FieldError[] {
  const at = 'spec.paramRef';
  const errors: FieldError[] = [];
  if (text(name) && isFields(selector)) errors.push(fieldForbidden(at, 'name and selector are mutually exclusive'));
  if (!text(name) && !isFields(selector)) errors.push(required(at, 'one of name or selector must be specified'));
  const actions = ['Allow', 'Deny'];
  return parameterNotFoundAction === undefined
    ? [...errors, required(`${at}.parameterNotFoundAction`)]
    : [...errors, ...oneOf(parameterNotFoundAction, `${at}.parameterNotFoundAction`, actions)];
}

/** The definition of ValidatingAdmissionPolicyBindings. */
export const validatingBinding: KindDefinition = binding(({ validationActions }) => {
  const at = 'spec.validationActions';
  const actions = texts(validationActions);
  if (actions.length === 0) return [required(at, 'at least one validation action is required')];
  const errors = actions.flatMap((action, i) => [
    ...(actions.indexOf(action) < i ? [duplicate(`${at}[${i}]`, action)] : []),
    ...oneOf(action, `${at}[${i}]`, ['Audit', 'Deny', 'Warn']),
  ]);
  const why =
    'must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)';
  if (actions.includes('Deny') && actions.includes('Warn')) errors.push(invalid(at, actions, why));
  return errors;
});

/** The definition of MutatingAdmissionPolicyBindings. */
export const mutatingBinding: KindDefinition = binding(() => []);
