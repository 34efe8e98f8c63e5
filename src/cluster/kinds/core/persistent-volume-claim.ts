/** PersistentVolumeClaim: a request for storage. */

import { equalJson } from '../../../kube/equal-json.js';
import { type Fields, fields, isFields, text, textMap } from '../../../kube/fields.js';
import { dnsSubdomainFaults } from '../../../kube/names.js';
import type { KubeObject } from '../../../kube/object.js';
import { formatQuantity, nanosOf, parseQuantity } from '../../../kube/quantity.js';
import { type FieldError, fieldForbidden, invalid, required } from '../../../kube/status.js';
import { validateLabelSelector } from '../../validation/field-checks.js';
import type { KindDefinition } from '../definition.js';
import { named } from '../field-rules.js';
import { setDefault } from '../prepare-fields.js';
import { validateModes, validateVolumeMode } from './volume-modes.js';

/** The definition of PersistentVolumeClaims. */
export const persistentVolumeClaim: KindDefinition = {
  defaults: ({ spec }) => setDefault(fields(spec), 'volumeMode', 'Filesystem'),
  prepare: {
    create: (object) => {
      object.status = { phase: 'Pending' };
    },
  },
  status: {},
  validation: {
    always: ({ spec }) => validateSpec(fields(spec)),
    update: validateChange,
    order: ['metadata', 'new metadata', 'always', 'update'],
    through: { status: () => [] },
  },
};

function validateSpec(claim: Fields): FieldError[] {
  const errors = isFields(claim.selector) ? validateLabelSelector(claim.selector, 'spec.selector') : [];
  errors.push(...validateModes(claim.accessModes, 'at least 1 access mode is required'));
  const asked = textMap(fields(claim.resources).requests).storage;
  const size = parseQuantity(asked ?? '');
  if (asked === undefined) errors.push(required('spec.resources[storage]'));
  else if (size && size.nanos <= 0n) {
    errors.push(invalid('spec.resources[storage]', formatQuantity(size), 'must be greater than zero'));
  }
  if (text(claim.storageClassName)) {
    errors.push(...named(text(claim.storageClassName), 'spec.storageClassName', dnsSubdomainFaults));
  }
  return [...errors, ...validateVolumeMode(claim.volumeMode)];
}

const fixed =
  'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims';

/** A bound claim may ask for more storage; no claim may change otherwise. */
function validateChange(object: KubeObject, old: KubeObject): FieldError[] {
  const [now, before] = [fields(object.spec), fields(old.spec)];
  const isStill = fields(old.status).phase === 'Bound';
  const rest = ({ resources, volumeAttributesClassName: _, volumeName, ...spec }: Fields): Fields => ({
    ...spec,
    // a volume is named once
    volumeName: text(before.volumeName) === '' ? '' : volumeName,
    ...(isStill ? {} : { resources }),
  });
  if (!equalJson(rest(now), rest(before))) return [fieldForbidden('spec', fixed)];
  const size = (spec: Fields): bigint => nanosOf(textMap(fields(spec.resources).requests).storage);
  const has = nanosOf(textMap(fields(old.status).capacity).storage);
  return size(now) < size(before) && size(now) < has
    ? [fieldForbidden('spec.resources.requests.storage', 'field can not be less than status.capacity')]
    : [];
}
