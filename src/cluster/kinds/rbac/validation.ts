/** The rules for roles and bindings (pkg/apis/rbac/validation). */

import { equalJson } from '../../../kube/equal-json.js';
import { type Fields, fields, isFields, list, text, texts } from '../../../kube/fields.js';
import { dnsSubdomainFaults, pathSegmentFaults } from '../../../kube/names.js';
import type { KubeObject } from '../../../kube/object.js';
import { type FieldError, invalid, notSupported, required } from '../../../kube/status.js';
import { validateLabelSelector } from '../../validation/field-checks.js';
import { requiredName } from '../field-rules.js';

const group = 'rbac.authorization.k8s.io';

/** The faults of a Role's rules. */
export function validateRole(role: KubeObject): FieldError[] {
  return list(role.rules).flatMap((rule, i) => validateRule(rule, true, `rules[${i}]`));
}

/** The faults of a ClusterRole's rules and aggregation. */
export function validateClusterRole(role: KubeObject): FieldError[] {
  const errors = list(role.rules).flatMap((rule, i) => validateRule(rule, false, `rules[${i}]`));
  if (!isFields(role.aggregationRule)) return errors;
  const path = 'aggregationRule.clusterRoleSelectors';
  const selectors = list(role.aggregationRule.clusterRoleSelectors);
  if (selectors.length === 0) {
    errors.push(required(path, 'at least one clusterRoleSelector required if aggregationRule is non-nil'));
  }
  for (const [i, selector] of selectors.entries()) {
    const faults = validateLabelSelector(selector, `${path}[${i}]`);
    errors.push(...faults);
    // Kubernetes finds them once more when it turns the selector into one that it can use
    if (faults.length > 0) errors.push(invalid(`${path}[${i}]`, null, 'invalid label selector.'));
  }
  return errors;
}

function validateRule(rule: Fields, namespaced: boolean, at: string): FieldError[] {
  const errors: FieldError[] = [];
  const urls = texts(rule.nonResourceURLs);
  const [groups, resources] = [texts(rule.apiGroups), texts(rule.resources)];
  if (texts(rule.verbs).length === 0) errors.push(required(`${at}.verbs`, 'verbs must contain at least one value'));
  if (urls.length > 0) {
    const path = `${at}.nonResourceURLs`;
    if (namespaced) errors.push(invalid(path, urls, 'namespaced rules cannot apply to non-resource URLs'));
    if (groups.length || resources.length || texts(rule.resourceNames).length) {
      errors.push(invalid(path, urls, 'rules cannot apply to both regular resources and non-resource URLs'));
    }
    return errors;
  }
  if (groups.length === 0) {
    errors.push(required(`${at}.apiGroups`, 'resource rules must supply at least one api group'));
  }
  if (resources.length === 0) {
    errors.push(required(`${at}.resources`, 'resource rules must supply at least one resource'));
  }
  return errors;
}

/** The faults of a RoleBinding. */
export const validateRoleBinding = (binding: KubeObject): FieldError[] => validateBinding(binding, true);

/** The faults of a ClusterRoleBinding. */
export const validateClusterRoleBinding = (binding: KubeObject): FieldError[] => validateBinding(binding, false);

function validateBinding(binding: KubeObject, namespaced: boolean): FieldError[] {
  const role = fields(binding.roleRef);
  const errors: FieldError[] = [];
  if (role.apiGroup !== group) errors.push(notSupported('roleRef.apiGroup', text(role.apiGroup), [group]));
  const kinds = namespaced ? ['Role', 'ClusterRole'] : ['ClusterRole'];
  if (!kinds.includes(text(role.kind))) errors.push(notSupported('roleRef.kind', text(role.kind), kinds));
  const name = text(role.name);
  errors.push(...requiredName(name, 'roleRef.name', pathSegmentFaults));
  for (const [i, subject] of list(binding.subjects).entries()) {
    errors.push(...validateSubject(subject, namespaced, `subjects[${i}]`));
  }
  return errors;
}

function validateSubject(subject: Fields, namespaced: boolean, at: string): FieldError[] {
  const errors: FieldError[] = [];
  const [kind, name, apiGroup] = [text(subject.kind), text(subject.name), text(subject.apiGroup)];
  if (name === '') errors.push(required(`${at}.name`));
  if (kind === 'ServiceAccount') {
    if (name !== '') errors.push(...dnsSubdomainFaults(name).map((f) => invalid(`${at}.name`, name, f)));
    if (apiGroup !== '') errors.push(notSupported(`${at}.apiGroup`, apiGroup, ['']));
    if (!namespaced && text(subject.namespace) === '') errors.push(required(`${at}.namespace`));
  } else if (kind === 'User' || kind === 'Group') {
    if (apiGroup !== group) errors.push(notSupported(`${at}.apiGroup`, apiGroup, [group]));
  } else errors.push(notSupported(`${at}.kind`, kind, ['ServiceAccount', 'User', 'Group']));
  return errors;
}

/** A binding gives one role for all its life. */
export function validateBindingUpdate(binding: KubeObject, old: KubeObject): FieldError[] {
  if (equalJson(binding.roleRef, old.roleRef)) return [];
  const { apiGroup, kind, name } = fields(binding.roleRef);
  // shown with the names that the fields have in Go
  return [invalid('roleRef', { APIGroup: apiGroup, Kind: kind, Name: name }, 'cannot change roleRef')];
}
