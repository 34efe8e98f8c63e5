/** Admission policies and their bindings, validating and mutating. */
import { type Fields, fields, isFields, list, text, texts } from '../../../kube/fields.js';
import { dnsSubdomainFaults, qualifiedNameFaults } from '../../../kube/names.js';
import { duplicate, type FieldError, fieldForbidden, invalid, required } from '../../../kube/status.js';
import { validateLabelSelector } from '../../validation/field-checks.js';
import type { KindDefinition } from '../definition.js';
import { named, oneOf, requiredText } from '../field-rules.js';
import { hasNewSpec, setDefault } from '../prepare-fields.js';
import { printerOf, shown, shownAge, shownName, unset } from '../printer.js';
import { defaultRules, validateRules } from './rules.js';

const paramKind = shown('ParamKind', 'The kind of its parameters.', ({ spec }) => {
  const { apiVersion, kind } = fields(fields(spec).paramKind);
  return kind ? `${text(apiVersion)}/${text(kind)}` : unset;
});
const counted = (name: string, field: string) =>
  shown(name, `How many ${field} there are.`, ({ spec }) => list(fields(spec)[field]).length, { type: 'integer' });

/** Fills in what resources a policy or binding is about, in place. */
function fillIn(match: unknown): void {
  if (!isFields(match)) return;
  setDefault(match, 'matchPolicy', 'Equivalent');
  setDefault(match, 'namespaceSelector', {});
  setDefault(match, 'objectSelector', {});
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

/** What all policies have. */
function policy(
  checks: (spec: Fields) => FieldError[],
): Pick<KindDefinition, 'defaults' | 'isNewGeneration' | 'validation'> {
  return {
    defaults: ({ spec }) => {
      setDefault(fields(spec), 'failurePolicy', 'Fail');
      fillIn(fields(spec).matchConstraints);
    },
    isNewGeneration: hasNewSpec,
    validation: {
      always: ({ spec }) => {
        const { failurePolicy, matchConstraints, matchConditions, paramKind: kind } = fields(spec);
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
        for (const [i, { name, expression }] of list(matchConditions).entries()) {
          const at = `spec.matchConditions[${i}]`;
          errors.push(
            ...requiredText(expression, `${at}.expression`),
            ...named(text(name), `${at}.name`, qualifiedNameFaults),
          );
        }
        return [...errors, ...checks(fields(spec))];
      },
      order: ['metadata', 'always'],
    },
  };
}

const reasons = ['Forbidden', 'Invalid', 'RequestEntityTooLarge', 'Unauthorized'];

/** What the server knows of ValidatingAdmissionPolicy. */
export const validatingPolicy: KindDefinition = {
  printer: printerOf(shownName, counted('Validations', 'validations'), paramKind, shownAge),
  status: { type: 'admissionregistration.v1.ValidatingAdmissionPolicyStatus' },
  ...policy(({ validations, auditAnnotations, variables }) => {
    const errors: FieldError[] = [];
    for (const [i, { name, expression }] of list(variables).entries()) {
      errors.push(...requiredText(name, `spec.variables[${i}].name`));
      errors.push(...requiredText(expression, `spec.variables[${i}].expression`));
    }
    if (list(validations).length + list(auditAnnotations).length === 0) {
      const why = 'validations or auditAnnotations must be non-empty';
      errors.push(required('spec.validations', `${why}; at least one of them is required`));
    }
    for (const [i, { expression, reason, message }] of list(validations).entries()) {
      const at = `spec.validations[${i}]`;
      errors.push(
        ...requiredText(text(expression).trim(), `${at}.expression`),
        ...oneOf(reason, `${at}.reason`, reasons),
      );
      if (text(message).includes('\n')) errors.push(invalid(`${at}.message`, message, 'must not contain line breaks'));
    }
    return errors;
  }),
};

/** What the server knows of MutatingAdmissionPolicy. */
export const mutatingPolicy: KindDefinition = {
  printer: printerOf(shownName, counted('Mutations', 'mutations'), paramKind, shownAge),
  ...policy(({ mutations }) => {
    if (list(mutations).length === 0) return [required('spec.mutations', 'mutations must contain at least one item')];
    return list(mutations).flatMap(({ patchType }, i) =>
      oneOf(patchType ?? '', `spec.mutations[${i}].patchType`, ['ApplyConfiguration', 'JSONPatch']),
    );
  }),
};

/** What bindings have in common. */
function binding(checks: (spec: Fields) => FieldError[]): KindDefinition {
  return {
    printer: printerOf(
      shownName,
      shown('PolicyName', 'The policy.', ({ spec }) => text(fields(spec).policyName)),
      shown('ParamRef', 'Its parameters.', ({ spec }) => formatParamRef(fields(spec).paramRef)),
      shownAge,
    ),
    defaults: ({ spec }) => fillIn(fields(spec).matchResources),
    isNewGeneration: hasNewSpec,
    validation: {
      always: ({ spec }) => {
        const { policyName, paramRef, matchResources } = fields(spec);
        const errors = text(policyName)
          ? named(text(policyName), 'spec.policyName', dnsSubdomainFaults)
          : [required('spec.policyName')];
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

function formatParamRef(reference: unknown): string {
  if (!isFields(reference)) return unset;
  const { name, namespace } = reference;
  return text(name) ? `${text(namespace) || '*'}/${text(name)}` : unset;
}

/** What the server knows of ValidatingAdmissionPolicyBinding. */
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

/** What the server knows of MutatingAdmissionPolicyBinding. */
export const mutatingBinding: KindDefinition = binding(() => []);
