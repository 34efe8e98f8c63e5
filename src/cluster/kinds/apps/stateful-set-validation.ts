/** The rules for StatefulSets (pkg/apis/apps/validation). */
import { equalJson } from '../../../kube/equal-json.js';
import { type Fields, fields, isFields, list, text, textMap } from '../../../kube/fields.js';
import { dnsLabelFaults } from '../../../kube/names.js';
import type { KubeObject } from '../../../kube/object.js';
import { type LabelSelector, labelSelectorTerms, matchesLabels } from '../../../kube/selector.js';
import { type FieldError, fieldForbidden, invalid, required } from '../../../kube/status.js';
import { nonNegative, validateLabelSelector } from '../../validation/field-checks.js';
import { validateAnnotations, validateLabels } from '../../validation/metadata.js';
import { validateClaim } from '../core/claim-validation.js';
import { validatePodAnnotations, validateTemplate } from '../core/pod/validation/pod.js';
import { named, oneOf } from '../field-rules.js';
import { validateCollisions, validateCounts, validateLasting } from './workloads.js';

/**
 * The faults of a StatefulSet. One that replaces `old` keeps its claims and its service's name, which are not validated
 * again; nor is its template where the old set breaks a rule, so that a set of an older cluster can be changed.
 */
export function validateStatefulSet(set: KubeObject, old?: KubeObject): FieldError[] {
  const keeps = old !== undefined;
  const withTemplate = !keeps || validateSpec(fields(old.spec), { keeps, withTemplate: true }).length === 0;
  return validateSpec(fields(set.spec), { keeps, withTemplate });
}

function validateSpec(spec: Fields, { keeps, withTemplate }: { keeps: boolean; withTemplate: boolean }): FieldError[] {
  const serviceName = text(spec.serviceName);
  return [
    ...validateRollout(spec),
    ...(keeps ? [] : validateClaims(spec)),
    ...nonNegative(spec.replicas, 'spec.replicas'),
    ...nonNegative(spec.minReadySeconds, 'spec.minReadySeconds'),
    ...nonNegative(fields(spec.ordinals).start, 'spec.ordinals.start'),
    ...(keeps || serviceName === '' ? [] : named(serviceName, 'spec.serviceName', dnsLabelFaults)),
    ...validateSelectorAndTemplate(spec, withTemplate),
    ...validateLasting(fields(spec.template), 'StatefulSet'),
  ];
}

/** The faults of the rules by which pods are made and replaced, and their claims kept. */
function validateRollout(spec: Fields): FieldError[] {
  const policy = text(spec.podManagementPolicy);
  const retention = fields(spec.persistentVolumeClaimRetentionPolicy);
  return [
    ...(['OrderedReady', 'Parallel'].includes(policy)
      ? []
      : [invalid('spec.podManagementPolicy', policy, "must be 'OrderedReady' or 'Parallel'")]),
    ...validateStrategy(fields(spec.updateStrategy)),
    ...['whenDeleted', 'whenScaled'].flatMap((field) =>
      oneOf(retention[field], `spec.persistentVolumeClaimRetentionPolicy.${field}`, ['Retain', 'Delete']),
    ),
  ];
}

const validateClaims = (spec: Fields): FieldError[] =>
  list(spec.volumeClaimTemplates).flatMap((claim, i) =>
    validateClaim(fields(claim.spec), `spec.volumeClaimTemplates[${i}].spec`),
  );

function validateStrategy({ type, rollingUpdate }: Fields): FieldError[] {
  const path = 'spec.updateStrategy';
  const { partition } = fields(rollingUpdate);
  // as Go writes its internal type
  const rolling = isFields(rollingUpdate) ? { Partition: partition ?? 0, MaxUnavailable: null } : null;
  if (type === 'OnDelete') {
    const why = "only allowed for updateStrategy 'RollingUpdate'";
    return rolling ? [invalid(`${path}.rollingUpdate`, rolling, why)] : [];
  }
  if (type !== 'RollingUpdate') {
    return [invalid(path, { Type: text(type), RollingUpdate: rolling }, "must be 'RollingUpdate' or 'OnDelete'")];
  }
  return nonNegative(partition, `${path}.rollingUpdate.partition`);
}

function validateSelectorAndTemplate(spec: Fields, withTemplate: boolean): FieldError[] {
  const { selector } = spec;
  const path = 'spec.template';
  const template = asMade(spec);
  const { labels, annotations } = fields(template.metadata);
  const errors: FieldError[] = [];
  if (isFields(selector)) {
    const faults = validateLabelSelector(selector, 'spec.selector');
    errors.push(...faults);
    // a selector without faults of its own has terms that can be compared
    const terms = faults.length > 0 ? undefined : labelSelectorTerms(selector as LabelSelector);
    if (terms?.length === 0)
      errors.push(invalid('spec.selector', selector, 'empty selector is invalid for statefulset'));
    if (!terms) return [...errors, invalid('spec.selector', selector, '')];
    if (!matchesLabels(terms, textMap(labels))) {
      errors.push(invalid(`${path}.metadata.labels`, labels, '`selector` does not match template `labels`'));
    }
  } else {
    const why = '`selector` does not match template `labels`';
    errors.push(required('spec.selector'), invalid(`${path}.metadata.labels`, labels, why));
  }
  return [
    ...errors,
    ...(withTemplate ? validateTemplate(template, path) : []),
    // validated for a second time by Kubernetes
    ...validateLabels(textMap(labels), `${path}.labels`),
    ...validateAnnotations(textMap(annotations), `${path}.annotations`),
    ...validatePodAnnotations(textMap(annotations), fields(template.spec), `${path}.annotations`),
  ];
}

/** The template of a set as its pods are made of it: with volumes of the claims, and without the names that each pod gets. */
function asMade(spec: Fields): Fields {
  const template = fields(spec.template);
  const { subdomain: _, hostname: _hostname, volumes, ...pod } = fields(template.spec);
  const claims = [...new Set(list(spec.volumeClaimTemplates).map(({ metadata }) => text(fields(metadata).name)))];
  const ofClaims = claims.map((name) => ({ name, persistentVolumeClaim: { claimName: name } }));
  const own = list(volumes).filter(({ name }) => !claims.includes(text(name)));
  return { ...template, spec: { ...pod, volumes: [...ofClaims, ...own] } };
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
  const faults = validateCounts(status, all, counts.slice(1), 'status.readyReplicas');
  return [...faults, ...validateCollisions(status, fields(old.status))];
}
