/** The rules for requests that are answered and not stored: token requests and access reviews. */
import type { KubeObject } from '../../kube/object.js';
import { type FieldError, invalid } from '../../kube/status.js';
import { fields, isFields, number, text, texts } from '../schema/access.js';

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
    errors.push(
      invalid('spec.nonResourceAttributes', path, 'cannot be specified in combination with resourceAttributes'),
    );
  }
  if (!isFields(resource) && !isFields(path)) {
    errors.push(
      invalid(
        'spec.resourceAttributes',
        null,
        'exactly one of nonResourceAttributes or resourceAttributes must be specified',
      ),
    );
  }
  if (review.kind !== 'SelfSubjectAccessReview' && text(spec.user) === '' && texts(spec.groups).length === 0) {
    errors.push(invalid('spec.user', '', 'at least one of user or group must be specified'));
  }
  if (review.kind === 'LocalSubjectAccessReview') {
    if (isFields(path)) {
      errors.push(invalid('spec.nonResourceAttributes', path, 'disallowed on this kind of request'));
    }
    const { namespace = '' } = review.metadata;
    const asked = text(fields(resource).namespace);
    if (isFields(resource) && asked !== namespace) {
      errors.push(invalid('spec.resourceAttributes.namespace', asked, 'must match metadata.namespace'));
    }
  }
  return errors;
}
