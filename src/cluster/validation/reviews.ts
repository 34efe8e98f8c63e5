/** The rules for requests that are answered and not stored: token requests and access reviews. */
import type { KubeObject, ObjectMeta } from '../../kube/object.js';
import { type FieldError, invalid, required } from '../../kube/status.js';
import { type Fields, fields, isFields, list, number, text, texts } from '../schema/access.js';
import { validateRequirement, validateValueCount } from './field-checks.js';

/** The faults of a TokenRequest. */
export function validateTokenRequest(request: KubeObject): FieldError[] {
  const seconds = number(fields(request.spec).expirationSeconds);
  const path = 'spec.expirationSeconds';
  if (seconds === undefined) return [];
  if (seconds < 600) return [invalid(path, seconds, 'may not specify a duration less than 10 minutes')];
  if (seconds > 2 ** 32) return [invalid(path, seconds, 'may not specify a duration larger than 2^32 seconds')];
  return [];
}

/** The faults of a SubjectAccessReview, of one about oneself, or of one in a namespace. */
export function validateAccessReview(review: KubeObject): FieldError[] {
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
  if (review.kind !== 'SelfSubjectAccessReview' && text(spec.user) === '' && texts(spec.groups).length === 0) {
    errors.push(invalid('spec.user', '', 'at least one of user or group must be specified'));
  }
  errors.push(...validateSelectors(fields(resource)), ...validateEmptyMetadata(review));
  if (review.kind === 'LocalSubjectAccessReview') {
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

/** Shown with the names that the fields have in Go. */
const goAttributes = (attributes: Fields): Fields => ({ Path: text(attributes.path), Verb: text(attributes.verb) });

/** A question has no name and no labels. */
function validateEmptyMetadata({ kind, metadata }: KubeObject): FieldError[] {
  const isLocal = kind === 'LocalSubjectAccessReview';
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
