/** The rules for templates of claims, which pods have in ephemeral volumes. */
import { type Fields, fields, isFields, textMap } from '../../../kube/fields.js';
import { type FieldError, fieldForbidden } from '../../../kube/status.js';
import { validateAnnotations, validateLabels } from '../../validation/metadata.js';
import { validateClaim } from './claim-validation.js';

/** Metadata that a template has not, in Go's order. */
const notInTemplates = [
  'name',
  'generateName',
  'namespace',
  'selfLink',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'ownerReferences',
  'finalizers',
  'managedFields',
];

/** The faults of a template of claims at `path`. */
export function validateClaimTemplate(template: Fields, path: string): FieldError[] {
  const metadata = fields(template.metadata);
  const at = `${path}.metadata`;
  return [
    ...validateAnnotations(textMap(metadata.annotations), `${at}.annotations`),
    ...validateLabels(textMap(metadata.labels), `${at}.labels`),
    ...notInTemplates
      .filter((name) => isSet(metadata[name]))
      // Kubernetes makes the first letter of Go's name a small one
      .map((name) => fieldForbidden(`${at}.${name === 'uid' ? 'uID' : name}`, 'cannot be set')),
    ...validateClaim(isFields(template.spec) ? template.spec : {}, `${path}.spec`),
  ];
}

/** More than Go's zero value, which a time is written as null. */
const isSet = (value: unknown): boolean => value !== undefined && value !== null && value !== '';
