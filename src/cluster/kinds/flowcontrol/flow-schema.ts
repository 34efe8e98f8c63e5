/** FlowSchema: which requests go to which level of priority. No request is limited here; objects are only stored. */

import { type Fields, fields, list, number, text, texts } from '../../../kube/fields.js';
import type { KubeObject } from '../../../kube/object.js';
import { type FieldError, invalid, notSupported, required } from '../../../kube/status.js';
import type { KindDefinition } from '../definition.js';
import { requiredText } from '../field-rules.js';
import { hasNewSpec } from '../prepare-fields.js';
import { asNewFirst } from '../validation-order.js';
import { suggestedSchemas } from './suggested.js';

/** The definition of FlowSchemas. */
export const flowSchema: KindDefinition = {
  defaults: ({ spec }) => {
    const schema = fields(spec);
    if (!number(schema.matchingPrecedence)) schema.matchingPrecedence = 1000;
  },
  initial: suggestedSchemas,
  isNewGeneration: hasNewSpec,
  status: { type: 'flowcontrol.v1.FlowSchemaStatus' },
  validation: { always: validate, order: asNewFirst },
};

const methods = ['ByNamespace', 'ByUser'];
const subjectFields: Record<string, string> = { Group: 'group', ServiceAccount: 'serviceAccount', User: 'user' };

function validate({ spec }: KubeObject): FieldError[] {
  const { matchingPrecedence, distinguisherMethod, rules, priorityLevelConfiguration } = fields(spec);
  const before = number(matchingPrecedence) ?? 0;
  const errors: FieldError[] = [];
  if (before <= 0) errors.push(invalid('spec.matchingPrecedence', before, 'must be a positive value'));
  if (before > 10_000) errors.push(invalid('spec.matchingPrecedence', before, 'must not be greater than 10000'));
  const { type } = fields(distinguisherMethod);
  if (distinguisherMethod !== undefined && !methods.includes(text(type))) {
    errors.push(notSupported('spec.distinguisherMethod.type', { Type: text(type) }, methods));
  }
  const level = fields(priorityLevelConfiguration);
  return [
    ...errors,
    ...requiredText(level.name, 'spec.priorityLevelConfiguration.name'),
    ...list(rules).flatMap((rule, i) => validateRule(rule, `spec.rules[${i}]`)),
  ];
}

function validateRule({ subjects, resourceRules, nonResourceRules }: Fields, at: string): FieldError[] {
  const [ofResources, ofPaths] = [list(resourceRules), list(nonResourceRules)];
  const errors: FieldError[] = [];
  if (list(subjects).length === 0) errors.push(required(`${at}.subjects`, 'subjects must contain at least one value'));
  errors.push(...list(subjects).flatMap((subject, i) => validateSubject(subject, `${at}.subjects[${i}]`)));
  if (ofResources.length + ofPaths.length === 0) {
    errors.push(required(at, 'at least one of resourceRules and nonResourceRules has to be non-empty'));
  }
  return [
    ...errors,
    ...ofResources.flatMap((rule, i) => {
      const path = `${at}.resourceRules[${i}]`;
      const missing = (field: string, what: string): FieldError[] =>
        texts(rule[field]).length > 0 ? [] : [required(`${path}.${field}`, `resource rules ${what}`)];
      return [
        ...alone(rule.verbs, `${path}.verbs`, 'verb'),
        ...missing('apiGroups', 'must supply at least one api group'),
        ...missing('resources', 'must supply at least one resource'),
        ...(rule.clusterScope === true
          ? []
          : missing('namespaces', 'that are not cluster scoped must supply at least one namespace')),
      ];
    }),
    ...ofPaths.flatMap((rule, i) => [
      ...alone(rule.verbs, `${at}.nonResourceRules[${i}].verbs`, 'verb'),
      ...(texts(rule.nonResourceURLs).length > 0
        ? []
        : [
            required(`${at}.nonResourceRules[${i}].nonResourceURLs`, 'nonResourceURLs must contain at least one value'),
          ]),
    ]),
  ];
}

/** The fault of a `*` beside other values. */
function alone(values: unknown, path: string, what: string): FieldError[] {
  const all = texts(values);
  if (all.length === 0) return [required(path, `${what}s must contain at least one value`)];
  return all.length > 1 && all.includes('*')
    ? [invalid(path, all, `if '*' is present, must not specify other ${what}s`)]
    : [];
}

function validateSubject(subject: Fields, at: string): FieldError[] {
  const kind = text(subject.kind);
  const field = subjectFields[kind];
  if (!field) return [notSupported(`${at}.kind`, kind, Object.keys(subjectFields))];
  if (subject[field] === undefined) {
    return [required(`${at}.${field}`, `${field} is required when subject kind is '${kind}'`)];
  }
  return requiredText(fields(subject[field]).name, `${at}.${field}.name`);
}
