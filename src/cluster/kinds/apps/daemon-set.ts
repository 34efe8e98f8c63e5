/** DaemonSet. */

import { equalJson } from '../../../kube/equal-json.js';
import { type Fields, fields, isFields, text, textMap } from '../../../kube/fields.js';
import type { KubeObject } from '../../../kube/object.js';
import { type LabelSelector, labelSelectorTerms, matchesLabels } from '../../../kube/selector.js';
import { type FieldError, invalid, notSupported, required } from '../../../kube/status.js';
import { intOrPercent, nonNegative, validateLabelSelector } from '../../validation/field-checks.js';
import { validateTemplate } from '../core/pod/validation/pod.js';
import { podWarnings } from '../core/pod/warnings/pod-warnings.js';
import type { KindDefinition } from '../definition.js';
import { hasNewSpec, setDefault, setDefaults, setMissing } from '../prepare-fields.js';
import { defaultTemplate } from './template.js';
import { amountOf, validateCollisions, validateLasting, validateSelectorUpdate } from './workloads.js';

/** The definition of DaemonSets. */
export const daemonSet: KindDefinition = {
  defaults: fillIn,
  prepare: {
    create: (object) => setTemplateGeneration(object, 1),
    update: (object, old) => {
      const before = Number(old.metadata.annotations?.[templateGeneration] ?? 1);
      const isNew = !equalJson(fields(object.spec).template, fields(old.spec).template);
      setTemplateGeneration(object, before + (isNew ? 1 : 0));
    },
  },
  isNewGeneration: hasNewSpec,
  status: { type: 'apps.v1.DaemonSetStatus' },
  validation: {
    always: validate,
    update: validateSelectorUpdate,
    order: ['metadata', 'update', 'always'],
    through: { status: validateStatus },
  },
  warnings: (object, old) => {
    const { template } = fields(object.spec);
    if (old && equalJson(template, fields(old.spec).template)) return [];
    return podWarnings(fields(template), 'spec.template.');
  },
};

/** The annotation that counts the templates; a field of the object inside the API server. */
const templateGeneration = 'deprecated.daemonset.template.generation';

function setTemplateGeneration({ metadata }: KubeObject, value: number): void {
  metadata.annotations = { ...metadata.annotations, [templateGeneration]: String(value) };
}

function fillIn(object: KubeObject): void {
  const spec = fields(object.spec);
  setDefaults(spec, { updateStrategy: { type: 'RollingUpdate' } });
  const strategy = fields(spec.updateStrategy);
  if (strategy.type === 'RollingUpdate') {
    setDefaults(strategy, { rollingUpdate: {} });
    setMissing(fields(strategy.rollingUpdate), { maxUnavailable: 1, maxSurge: 0 });
  }
  // inside the API server the two are numbers that are always there
  else setMissing(fields(strategy.rollingUpdate), { maxUnavailable: 0, maxSurge: 0 });
  setDefault(spec, 'revisionHistoryLimit', 10);
  defaultTemplate(spec);
}

function validate(object: KubeObject): FieldError[] {
  const spec = fields(object.spec);
  const { selector } = spec;
  const template = fields(spec.template);
  const { labels } = fields(template.metadata);
  const errors = validateLabelSelector(selector, 'spec.selector');
  // checked field by field above; no selector selects nothing
  const matches = isFields(selector) && matchesLabels(labelSelectorTerms(selector as LabelSelector), textMap(labels));
  if (errors.length === 0 && !matches) {
    errors.push(invalid('spec.template.metadata.labels', labels, '`selector` does not match template `labels`'));
  }
  if (isFields(selector) && labelSelectorTerms(selector as LabelSelector).length === 0) {
    errors.push(invalid('spec.selector', selector, 'empty selector is invalid for daemonset'));
  }
  errors.push(...validateTemplate(template, 'spec.template'), ...validateLasting(template, 'DaemonSet'));
  return [
    ...errors,
    ...nonNegative(spec.minReadySeconds, 'spec.minReadySeconds'),
    ...validateStrategy(fields(spec.updateStrategy), 'spec.updateStrategy'),
    ...nonNegative(spec.revisionHistoryLimit, 'spec.revisionHistoryLimit'),
  ];
}

function validateStrategy({ type, rollingUpdate }: Fields, path: string): FieldError[] {
  if (type === 'OnDelete') return [];
  if (type !== 'RollingUpdate') {
    const { maxUnavailable = 0, maxSurge = 0 } = fields(rollingUpdate);
    // as Go writes its internal type
    const rolling = isFields(rollingUpdate) ? { MaxUnavailable: maxUnavailable, MaxSurge: maxSurge } : null;
    return [notSupported(path, { Type: text(type), RollingUpdate: rolling }, ['RollingUpdate', 'OnDelete'])];
  }
  if (!isFields(rollingUpdate)) return [required(`${path}.rollingUpdate`)];
  const both = ['maxUnavailable', 'maxSurge'] as const;
  const errors = both.flatMap((field) => intOrPercent(rollingUpdate[field], `${path}.rollingUpdate.${field}`));
  for (const field of both.filter((name) => typeof rollingUpdate[name] === 'string')) {
    if (amountOf(rollingUpdate[field]) <= 100) continue;
    errors.push(invalid(`${path}.rollingUpdate.${field}`, rollingUpdate[field], 'must not be greater than 100%'));
  }
  const [unavailable, surge] = both.map((field) => amountOf(rollingUpdate[field]) !== 0);
  if (unavailable && surge) {
    const why = 'may not be set when maxUnavailable is non-zero';
    errors.push(invalid(`${path}.rollingUpdate.maxSurge`, rollingUpdate.maxSurge, why));
  } else if (!unavailable && !surge) {
    errors.push(required(`${path}.rollingUpdate.maxUnavailable`, 'cannot be 0 when maxSurge is 0'));
  }
  return errors;
}

const counts = [
  'currentNumberScheduled',
  'numberMisscheduled',
  'desiredNumberScheduled',
  'numberReady',
  'observedGeneration',
  'updatedNumberScheduled',
  'numberAvailable',
  'numberUnavailable',
  'collisionCount',
];

function validateStatus(object: KubeObject, old: KubeObject): FieldError[] {
  const status = fields(object.status);
  const errors = counts.flatMap((name) => nonNegative(status[name], `status.${name}`));
  return [...errors, ...validateCollisions(status, fields(old.status))];
}
