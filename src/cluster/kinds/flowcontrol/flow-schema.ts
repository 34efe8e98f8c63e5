/** FlowSchema: which requests go to which level of priority. No request is limited here; objects are only stored. */

import { equalJson } from '../../../kube/equal-json.js';
import { fields, list, number, text, texts } from '../../../kube/fields.js';
import { dnsSubdomainFaults } from '../../../kube/names.js';
import type { KubeObject } from '../../../kube/object.js';
import { duplicate, type FieldError, invalid, notSupported, required } from '../../../kube/status.js';
import type { KindDefinition } from '../definition.js';
import { named, requiredText } from '../field-rules.js';
import { internalValue } from '../internal-value.js';
import { hasNewSpec, keepAllButStatus } from '../prepare-fields.js';
import { validateSchemaRule } from './schema-rule.js';
import { suggestedSchemas } from './suggested.js';

/** The definition of FlowSchemas. */
export const flowSchema: KindDefinition = {
  defaults: ({ spec }) => {
    const schema = fields(spec);
    if (!number(schema.matchingPrecedence)) schema.matchingPrecedence = 1000;
  },
  initial: suggestedSchemas,
  isNewGeneration: hasNewSpec,
  prepare: { create: writeNoNamespaces, update: writeNoNamespaces, through: { status: keepAllButStatus } },
  status: { type: 'flowcontrol.v1.FlowSchemaStatus', without: ['f:metadata'] },
  validation: { always: validate, order: ['new metadata', 'always'], through: { status: validateConditions } },
};

const methods = ['ByNamespace', 'ByUser'];

/** A rule without namespaces is stored with null in place of an empty list. */
function writeNoNamespaces({ spec }: KubeObject): void {
  for (const { resourceRules } of list(fields(spec).rules)) {
    for (const rule of list(resourceRules)) if (texts(rule.namespaces).length === 0) rule.namespaces = null;
  }
}

/** Schemas whose specification is the one that they begin with. */
const fixed = ['exempt', 'catch-all'];

function validate(object: KubeObject): FieldError[] {
  const { name = '' } = object.metadata;
  const spec = fields(object.spec);
  const { matchingPrecedence, distinguisherMethod, rules, priorityLevelConfiguration } = spec;
  const precedence = number(matchingPrecedence) ?? 0;
  const at = 'spec.matchingPrecedence';
  const errors: FieldError[] = [];
  if (precedence <= 0) errors.push(invalid(at, precedence, 'must be a positive value'));
  if (precedence > 10_000) errors.push(invalid(at, precedence, 'must not be greater than 10000'));
  if (precedence === 1 && name !== 'exempt') {
    errors.push(invalid(at, precedence, "only the schema named 'exempt' may have matchingPrecedence 1"));
  }
  const { type } = fields(distinguisherMethod);
  if (distinguisherMethod !== undefined && !methods.includes(text(type))) {
    errors.push(notSupported('spec.distinguisherMethod.type', { Type: text(type) }, methods));
  }
  const level = text(fields(priorityLevelConfiguration).name);
  const levelPath = 'spec.priorityLevelConfiguration.name';
  if (level) errors.push(...named(level, levelPath, dnsSubdomainFaults));
  else errors.push(required(levelPath, 'must reference a priority level'));
  errors.push(...list(rules).flatMap((rule, i) => validateSchemaRule(rule, `spec.rules[${i}]`)));
  const given = fixed.includes(name) && suggestedSchemas('').find(({ metadata }) => metadata.name === name);
  if (given && !equalJson(given.spec, spec)) {
    const shown = internalValue('flowcontrol.v1.FlowSchemaSpec', spec);
    errors.push(invalid('spec', shown, `spec of '${name}' must equal the fixed value`));
  }
  return errors;
}

/** The faults of the conditions of a schema's or a level's status: each type stands there once. */
export function validateConditions({ status }: KubeObject): FieldError[] {
  const types = list(fields(status).conditions).map(({ type }) => text(type));
  return types.flatMap((type, i) => {
    const path = `status.conditions[${i}].type`;
    return [...(types.indexOf(type) < i ? [duplicate(path, type)] : []), ...requiredText(type, path)];
  });
}
