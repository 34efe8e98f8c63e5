/** The rules for StatefulSets (pkg/apis/apps/validation). */
import { equalJson } from '../../../kube/equal-json.js';
import { type Fields, fields, isFields, list, text, textMap } from '../../../kube/fields.js';
import type { KubeObject } from '../../../kube/object.js';
import { type LabelSelector, labelSelectorTerms, matchesLabels } from '../../../kube/selector.js';
import { type FieldError, fieldForbidden, invalid, notSupported, required } from '../../../kube/status.js';
import { intOrPercent, nonNegative, validateLabelSelector } from '../../validation/field-checks.js';
import { validateAnnotations, validateLabels } from '../../validation/metadata.js';
import { validateCollisions, validateCounts, validateLasting } from './workloads.js';

/** The faults of a StatefulSet. Containers of its pods are validated at their creation. */
export function validateStatefulSet(set: KubeObject): FieldError[] {
  const spec = fields(set.spec);
  const policy = text(spec.podManagementPolicy);
  const retention = fields(spec.persistentVolumeClaimRetentionPolicy);
  return [
    ...(['OrderedReady', 'Parallel'].includes(policy)
      ? []
      : [invalid('spec.podManagementPolicy', policy, "must be 'OrderedReady' or 'Parallel'")]),
    ...validateStrategy(fields(spec.updateStrategy)),
    ...['whenDeleted', 'whenScaled']
      .filter((field) => !['Retain', 'Delete'].includes(text(retention[field])))
      .map((field) =>
        notSupported(`spec.persistentVolumeClaimRetentionPolicy.${field}`, retention[field], ['Delete', 'Retain']),
      ),
    ...nonNegative(spec.replicas, 'spec.replicas'),
    ...nonNegative(spec.minReadySeconds, 'spec.minReadySeconds'),
    ...nonNegative(fields(spec.ordinals).start, 'spec.ordinals.start'),
    ...validateSelectorAndTemplate(spec),
  ];
}

function validateStrategy({ type, rollingUpdate }: Fields): FieldError[] {
  const path = 'spec.updateStrategy';
  const { partition, maxUnavailable } = fields(rollingUpdate);
  // as Go writes its internal type
  const rolling = isFields(rollingUpdate)
    ? { Partition: partition ?? 0, MaxUnavailable: maxUnavailable ?? null }
    : null;
  if (type === 'OnDelete') {
    const why = "only allowed for updateStrategy 'RollingUpdate'";
    return rolling ? [invalid(`${path}.rollingUpdate`, rolling, why)] : [];
  }
  if (type !== 'RollingUpdate') {
    return [invalid(path, { Type: text(type), RollingUpdate: rolling }, "must be 'RollingUpdate' or 'OnDelete'")];
  }
  return [
    ...nonNegative(partition, `${path}.rollingUpdate.partition`),
    ...(maxUnavailable === undefined ? [] : intOrPercent(maxUnavailable, `${path}.rollingUpdate.maxUnavailable`)),
  ];
}

function validateSelectorAndTemplate(spec: Fields): FieldError[] {
  const { selector } = spec;
  const template = fields(spec.template);
  const { labels, annotations } = fields(template.metadata);
  const errors = isFields(selector) ? validateLabelSelector(selector, 'spec.selector') : [required('spec.selector')];
  const terms =
    Object.keys(textMap(fields(selector).matchLabels)).length + list(fields(selector).matchExpressions).length;
  if (isFields(selector) && terms === 0) {
    errors.push(invalid('spec.selector', selector, 'empty selector is invalid for statefulset'));
  }
  // checked field by field above
  else if (errors.length === 0 && !matchesLabels(labelSelectorTerms(selector as LabelSelector), textMap(labels))) {
    errors.push(invalid('spec.template.metadata.labels', labels, '`selector` does not match template `labels`'));
  }
  errors.push(...validateLabels(textMap(labels), 'spec.template.labels'));
  errors.push(...validateAnnotations(textMap(annotations), 'spec.template.annotations'));
  return [...errors, ...validateLasting(template, 'StatefulSet')];
}

const changeable = [
  'replicas',
  'ordinals',
  'template',
  'updateStrategy',
  'revisionHistoryLimit',
  'persistentVolumeClaimRetentionPolicy',
  'minReadySeconds',
];

/** Forbidden changes of a StatefulSet. */
export function validateStatefulSetUpdate(set: KubeObject, old: KubeObject): FieldError[] {
  const kept = (object: KubeObject): Fields =>
    Object.fromEntries(Object.entries(fields(object.spec)).filter(([field]) => !changeable.includes(field)));
  if (equalJson(kept(set), kept(old))) return [];
  const names = changeable.map((field) => `'${field}'`);
  const which = `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
  return [fieldForbidden('spec', `updates to statefulset spec for fields other than ${which} are forbidden`)];
}

const counts = ['replicas', 'readyReplicas', 'currentReplicas', 'updatedReplicas', 'availableReplicas'];

/** The faults of a status that is written for a StatefulSet. */
export function validateStatefulSetStatus(set: KubeObject, old: KubeObject): FieldError[] {
  const status = fields(set.status);
  const all = [...counts, 'observedGeneration', 'collisionCount'];
  return [...validateCounts(status, all, counts.slice(1)), ...validateCollisions(status, fields(old.status))];
}
