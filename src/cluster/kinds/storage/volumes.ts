/** VolumeAttachment and VolumeAttributesClass. */

import { equalJson } from '../../../kube/equal-json.js';
import { type Fields, fields, isFields, number, text, textMap } from '../../../kube/fields.js';
import { dnsSubdomainFaults } from '../../../kube/names.js';
import type { KubeObject } from '../../../kube/object.js';
import { type FieldError, fieldForbidden, invalid, required, tooLong } from '../../../kube/status.js';
import { csiDriverName } from '../core/csi-driver-name.js';
import { validateInlineVolume } from '../core/persistent-volume-validation.js';
import { defaultSources } from '../core/volume-source-defaults.js';
import type { KindDefinition } from '../definition.js';
import { named } from '../field-rules.js';
import { internalValue } from '../internal-value.js';
import { keepField } from '../prepare-fields.js';
import { likeNew } from '../validation-order.js';
import { validateParameters, validateProvisioner } from './storage-class.js';

/** The definition of VolumeAttachments. */
export const volumeAttachment: KindDefinition = {
  needsVersion: true,
  defaults: ({ spec }) => defaultSources(fields(fields(fields(spec).source).inlineVolumeSpec)),
  status: { type: 'storage.v1.VolumeAttachmentStatus' },
  prepare: {
    through: {
      // the status is all that changes
      status: (object, old) => {
        keepField(object, old, 'spec');
        const { labels, annotations, finalizers, ownerReferences } = old.metadata;
        Object.assign(object.metadata, { labels, annotations, finalizers, ownerReferences });
      },
    },
  },
  validation: {
    order: ['new metadata', 'always', 'update'],
    always: validateAttachment,
    update: ({ spec }, old) =>
      equalJson(spec, old.spec)
        ? []
        : [invalid('spec', internalValue('storage.v1.VolumeAttachmentSpec', spec), 'field is immutable')],
    through: { status: validateAttachment },
  },
};

function validateAttachment({ spec, status }: KubeObject): FieldError[] {
  const { attacher, source, nodeName } = fields(spec);
  const { persistentVolumeName: name } = fields(source);
  return [
    ...csiDriverName(attacher, 'spec.attacher'),
    ...validateSource(fields(source)),
    ...named(text(nodeName), 'spec.nodeName', dnsSubdomainFaults),
    ...validateStatus(fields(status)),
    ...(typeof name === 'string' ? named(name, 'spec.source.persistentVolumeName', dnsSubdomainFaults) : []),
  ];
}

function validateSource({ inlineVolumeSpec: inline, persistentVolumeName: name }: Fields): FieldError[] {
  const why = 'must specify exactly one of inlineVolumeSpec and persistentVolumeName';
  if (isFields(inline)) {
    if (name !== undefined) return [fieldForbidden('spec.source', why)];
    return validateInlineVolume(inline, 'spec.source.inlineVolumeSpec');
  }
  if (name === undefined) return [required('spec.source', why)];
  return name === ''
    ? [required('spec.source.persistentVolumeName', 'must specify non empty persistentVolumeName')]
    : [];
}

const largestMetadata = 256 * 1024;

function validateStatus(status: Fields): FieldError[] {
  const size = Object.entries(textMap(status.attachmentMetadata)).reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value),
    0,
  );
  const errors = size > largestMetadata ? [tooLong('status.attachmentMetadata', largestMetadata)] : [];
  for (const name of ['attachError', 'detachError']) {
    const { message, errorCode } = fields(status[name]);
    // the message names the limit of the metadata
    if (Buffer.byteLength(text(message)) > 1024) errors.push(tooLong(`status.${name}.message`, largestMetadata));
    if ((number(errorCode) ?? 0) < 0) {
      errors.push(invalid(`status.${name}.errorCode`, errorCode, 'must be between 0 and 2147483647, inclusive'));
    }
  }
  return errors;
}

/** The definition of VolumeAttributesClasses. */
export const volumeAttributesClass: KindDefinition = {
  validation: {
    order: likeNew,
    always: ({ driverName, parameters }) => [
      ...validateProvisioner(driverName, 'driverName'),
      ...validateParameters(parameters),
      ...(Object.keys(fields(parameters)).length === 0
        ? [required('parameters', 'must contain at least one key/value pair')]
        : []),
    ],
    update: (object, old) =>
      ['driverName', 'parameters']
        .filter((name) => !equalJson(object[name], old[name]))
        .map((name) => fieldForbidden(name, `updates to ${name} are forbidden.`)),
  },
};
