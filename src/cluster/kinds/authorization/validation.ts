/** The rules for access reviews (pkg/apis/authorization/validation). */

import { type Fields, fields, isFields, list, text, texts } from '../../../kube/fields.js';
import type { KubeObject, ObjectMeta } from '../../../kube/object.js';
import { type FieldError, invalid, required } from '../../../kube/status.js';
import { validateRequirement, validateValueCount } from '../../validation/field-checks.js';

/** The faults of a SubjectAccessReview. */
export const validateAccessReview = (review: KubeObject): FieldError[] => validate(review, {});

/** The faults of a SelfSubjectAccessReview. */
export const validateSelfAccessReview = (review: KubeObject): FieldError[] => validate(review, { isSelf: true });

/** The faults of a LocalSubjectAccessReview. */
export const validateLocalAccessReview = (review: KubeObject): FieldError[] => validate(review, { isLocal: true });

function validate(review: KubeObject, { isSelf = false, isLocal = false }): FieldError[] {
  const spec = fields(review.spec);
  const errors: FieldError[] = [];
  const [resource, path] = [spec.resourceAttributes, spec.nonResourceAttributes];
  if (isFields(resource) && isFields(path)) {
    const why = 'cannot be specified in combination with resourceAttributes';
    errors.push(invalid('spec.nonResourceAttributes', goAttributes(path), why));
  }
  if (!isFields(resource) && !isFields(path)) {
    const why = 'exactly one of nonResourceAttributes or resourceAttributes must be specified';
    errors.push(invalid('spec.resourceAttributes', null, why));
  }
  if (!isSelf && text(spec.user) === '' && texts(spec.groups).length === 0) {
    errors.push(invalid('spec.user', '', 'at least one of user or group must be specified'));
  }
  errors.push(...validateSelectors(fields(resource)), ...validateEmptyMetadata(review, isLocal));
  if (isLocal) {
    const { namespace = '' } = review.metadata;
    const asked = text(fields(resource).namespace);
    if (isFields(resource) && asked !== namespace) {
      errors.push(invalid('spec.resourceAttributes.namespace', asked, 'must match metadata.namespace'));
    }
    if (isFields(path)) {
      errors.push(invalid('spec.nonResourceAttributes', goAttributes(path), 'disallowed on this kind of request'));
    }
  }
  return errors;
}

/** The attributes with the names of Go's fields. */
const goAttributes = (attributes: Fields): Fields => ({ Path: text(attributes.path), Verb: text(attributes.verb) });

/** A review has no name and no labels. */
function validateEmptyMetadata({ metadata }: KubeObject, isLocal: boolean): FieldError[] {
  const { managedFields, namespace, ...rest } = metadata;
  if (Object.keys(rest).length === 0 && (isLocal || namespace === undefined)) return [];
  const ordered = { ...inGoOrder(metadata), ...(managedFields && { managedFields }) };
  return [invalid('metadata', ordered, isLocal ? 'must be empty except for namespace' : 'must be empty')];
}

const metadataOrder = [
  'name',
  'generateName',
  'namespace',
  'resourceVersion',
  'generation',
  'labels',
  'annotations',
  'ownerReferences',
  'finalizers',
] as const;

const inGoOrder = (metadata: ObjectMeta): ObjectMeta =>
  Object.fromEntries(metadataOrder.flatMap((name) => (metadata[name] === undefined ? [] : [[name, metadata[name]]])));

function validateSelectors(resource: Fields): FieldError[] {
  return ['fieldSelector', 'labelSelector'].flatMap((name) => {
    const selector = resource[name];
    if (!isFields(selector)) return [];
    const at = `spec.resourceAttributes.${name}`;
    const raw = text(selector.rawSelector);
    const requirements = list(selector.requirements);
    const errors: FieldError[] = [];
    if (raw !== '' && requirements.length > 0) {
      errors.push(invalid(`${at}.rawSelector`, raw, 'may not specified at the same time as requirements'));
    }
    if (raw === '' && requirements.length === 0) {
      errors.push(required(`${at}.requirements`, `when ${at} is specified, requirements or rawSelector is required`));
    }
    for (const [i, requirement] of requirements.entries()) {
      errors.push(
        ...(name === 'labelSelector'
          ? validateRequirement(requirement, `${at}.requirements[${i}]`, true)
          : validateFieldRequirement(requirement, `${at}.requirements[${i}]`)),
      );
    }
    return errors;
  });
}

function validateFieldRequirement(term: Fields, at: string): FieldError[] {
  const key = text(term.key) === '' ? [required(`${at}.key`, 'must be specified')] : [];
  return [...key, ...validateValueCount(term, at)];
}
