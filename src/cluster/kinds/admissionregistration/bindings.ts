/** Bindings of admission policies, validating and mutating. */
import { type Fields, fields, isFields, text, texts } from '../../../kube/fields.js';
import { dnsSubdomainFaults, pathSegmentFaults } from '../../../kube/names.js';
import { duplicate, type FieldError, fieldForbidden, invalid, notSupported, required } from '../../../kube/status.js';
import { validateLabelSelector } from '../../validation/field-checks.js';
import type { KindDefinition } from '../definition.js';
import { named, oneOf, requiredName } from '../field-rules.js';
import { hasNewSpec } from '../prepare-fields.js';
import { defaultMatch, mutatingOperationFaults, validateMatch } from './rules.js';

/** The parts of all bindings. */
function binding(checks: (spec: Fields) => FieldError[]): KindDefinition {
  return {
    defaults: ({ spec }) => defaultMatch(fields(spec).matchResources),
    needsVersion: true,
    isNewGeneration: hasNewSpec,
    validation: {
      anyFinalizer: true,
      always: ({ spec }) => {
        const { policyName, paramRef, matchResources } = fields(spec);
        const errors = requiredName(policyName, 'spec.policyName', dnsSubdomainFaults);
        if (isFields(paramRef)) errors.push(...validateParamRef(paramRef));
        if (isFields(matchResources)) errors.push(...validateMatch(matchResources, 'spec.matchResources'));
        return [...errors, ...checks(fields(spec))];
      },
      order: ['new metadata', 'always'],
    },
  };
}

function validateParamRef({ name, selector, parameterNotFoundAction: action }: Fields): FieldError[] {
  const at = 'spec.paramRef';
  const hasSelector = isFields(selector);
  const notBoth = (field: string): FieldError[] =>
    text(name) && hasSelector ? [fieldForbidden(`${at}.${field}`, 'name and selector are mutually exclusive')] : [];
  const errors = [
    ...(text(name) ? named(text(name), `${at}.name`, pathSegmentFaults) : []),
    ...notBoth('name'),
    ...validateLabelSelector(selector, `${at}.selector`),
    ...notBoth('selector'),
  ];
  if (!text(name) && !hasSelector) errors.push(required(at, 'one of name or selector must be specified'));
  const actions = ['Deny', 'Allow'];
  if (!text(action)) return [...errors, required(`${at}.parameterNotFoundAction`)];
  return [...errors, ...oneOf(action, `${at}.parameterNotFoundAction`, actions)];
}

const validationActions = ['Audit', 'Deny', 'Warn'];

/** The definition of ValidatingAdmissionPolicyBindings. */
export const validatingBinding: KindDefinition = binding((spec) => {
  const at = 'spec.validationActions';
  const actions = texts(spec.validationActions);
  if (actions.length === 0) return [required(at, 'at least one validation action is required')];
  const errors = actions.flatMap((action, i) => [
    ...(validationActions.includes(action) ? [] : [notSupported(`${at}[${i}]`, action, validationActions)]),
    ...(actions.indexOf(action) < i ? [duplicate(`${at}[${i}]`, action)] : []),
  ]);
  const why =
    'must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)';
  if (actions.includes('Deny') && actions.includes('Warn')) errors.push(invalid(at, actions, why));
  return errors;
});

/** The definition of MutatingAdmissionPolicyBindings. */
export const mutatingBinding: KindDefinition = binding(({ matchResources }) =>
  mutatingOperationFaults(fields(matchResources).resourceRules, 'spec.matchResources.resourceRules'),
);
