/** resource.k8s.io: devices and the claims on them. No device is given out; objects are stored as they are right. */
import { type Fields, fields, list, text, textMap } from '../../../kube/fields.js';
import type { KubeObject } from '../../../kube/object.js';
import { isExtendedResource } from '../../../kube/resource-names.js';
import { type FieldError, fieldForbidden, invalid, tooMany } from '../../../kube/status.js';
import { loadExpressions } from '../../cel/load-expressions.js';
import { declaredNameFaults, validateAnnotations, validateLabels } from '../../validation/metadata.js';
import type { KindDefinition } from '../definition.js';
import { internalValue } from '../internal-value.js';
import { hasNewSpec } from '../prepare-fields.js';
import { requestRights, statusRights } from './claim-rights.js';
import { claimStatusFaults, prepareStatus } from './claim-status.js';
import { claimFaults, defaultAllocation, defaultClaim } from './device-claims.js';
import { configurationFaults } from './device-names.js';
import { selectorFaults } from './device-selectors.js';

/** Loads CEL with the first object that may have a selector. */
const load = async (): Promise<void> => void (await loadExpressions());

const mostConfigurations = 32;

function classFaults(spec: unknown): FieldError[] {
  const { selectors, config, extendedResourceName: resource } = fields(spec);
  const all = list(config);
  const errors = selectorFaults(selectors, 'spec.selectors');
  if (all.length > mostConfigurations) errors.push(tooMany('spec.config', all.length, mostConfigurations));
  else errors.push(...all.flatMap((one, i) => configurationFaults(one, `spec.config[${i}]`)));
  if (resource === undefined || isExtendedResource(text(resource))) return errors;
  return [...errors, invalid('spec.extendedResourceName', resource, 'must be a valid extended resource name')];
}

/** The definition of DeviceClasses. */
export const deviceClass: KindDefinition = {
  isNewGeneration: hasNewSpec,
  beforeCreate: load,
  beforeUpdate: load,
  validation: {
    nameFaults: declaredNameFaults,
    always: ({ spec }) => classFaults(spec),
    order: ['new metadata', 'metadata', 'always'],
  },
};

/** A claim asks for the same as long as it is there. */
const sameSpec = (object: KubeObject, old: KubeObject, shown: unknown): FieldError[] =>
  hasNewSpec(object, old) ? [invalid('spec', shown, 'field is immutable')] : [];

const claimSpec = 'resource.v1.ResourceClaimSpec';

/** The metadata that a claim is made with: labels and annotations, and nothing that the server sets. */
function templateMetadataFaults(metadata: Fields, at: string): FieldError[] {
  const { labels, annotations, ...more } = metadata;
  // a time that is none stands in all metadata
  const set = Object.entries(more).filter(([, value]) => value !== null && value !== undefined);
  return [
    ...validateAnnotations(textMap(annotations), `${at}.annotations`),
    ...validateLabels(textMap(labels), `${at}.labels`),
    ...set.map(([name]) => fieldForbidden(`${at}.${name === 'uid' ? 'uID' : name}`, 'cannot be set')),
  ];
}

/** The definition of ResourceClaimTemplates. */
export const resourceClaimTemplate: KindDefinition = {
  defaults: ({ spec }) => defaultClaim(fields(spec).spec),
  beforeCreate: load,
  beforeUpdate: load,
  rights: (registry, call, { spec }, old) => (old ? [] : requestRights(registry, call, fields(spec).spec)),
  validation: {
    always: ({ spec }) => [
      ...templateMetadataFaults(fields(fields(spec).metadata), 'spec.metadata'),
      ...claimFaults(fields(spec).spec, 'spec.spec'),
    ],
    update: (object, old) => {
      const { metadata, spec } = fields(object.spec);
      // the metadata has no name of its own inside the server
      return sameSpec(object, old, { ...fields(metadata), Spec: internalValue(claimSpec, spec) });
    },
    order: ['new metadata', 'always', 'metadata', 'update'],
  },
};

/** The definition of ResourceClaims. */
export const resourceClaim: KindDefinition = {
  status: { type: 'resource.v1.ResourceClaimStatus', without: ['f:metadata'] },
  defaults: ({ spec, status }) => {
    defaultClaim(spec);
    defaultAllocation(fields(status).allocation);
  },
  prepare: { through: { status: prepareStatus } },
  writtenLists: ['status.devices.conditions'],
  beforeCreate: load,
  rights: (registry, call, claim, old) => {
    if (!old) return requestRights(registry, call, claim.spec);
    return call.subresource === 'status' ? statusRights(registry, call, claim, old) : [];
  },
  validation: {
    create: ({ spec }) => claimFaults(spec, 'spec'),
    update: (object, old) => sameSpec(object, old, internalValue(claimSpec, object.spec)),
    through: { status: claimStatusFaults },
    order: ['new metadata', 'metadata', 'update'],
  },
};
