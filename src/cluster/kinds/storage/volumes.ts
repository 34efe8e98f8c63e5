/** VolumeAttachment and VolumeAttributesClass. */

import { fields, text } from '../../../kube/fields.js';
import { dnsSubdomainFaults, qualifiedNameFaults } from '../../../kube/names.js';
import { required } from '../../../kube/status.js';
import type { KindDefinition } from '../definition.js';
import { named, requiredText, unchanged } from '../field-rules.js';
import { asNewFirst } from '../validation-order.js';
import { validateParameters } from './storage-class.js';

/** The definition of VolumeAttachments. */
export const volumeAttachment: KindDefinition = {
  status: { type: 'storage.v1.VolumeAttachmentStatus' },
  validation: {
    order: asNewFirst,
    always: ({ spec }) => {
      const { attacher, source, nodeName } = fields(spec);
      const { inlineVolumeSpec, persistentVolumeName } = fields(source);
      const sources = [inlineVolumeSpec, persistentVolumeName].filter((one) => one !== undefined && one !== '');
      const why = 'must specify exactly one of inlineVolumeSpec and persistentVolumeName';
      return [
        ...requiredText(attacher, 'spec.attacher'),
        ...(attacher ? named(text(attacher), 'spec.attacher', (name) => dnsSubdomainFaults(name.toLowerCase())) : []),
        ...(sources.length === 1 ? [] : [required('spec.source', why)]),
        ...named(text(nodeName), 'spec.nodeName', dnsSubdomainFaults),
      ];
    },
    update: (object, old) => unchanged(object, old, 'spec'),
  },
};

/** The definition of VolumeAttributesClasses. */
export const volumeAttributesClass: KindDefinition = {
  validation: {
    order: asNewFirst,
    always: ({ driverName, parameters }) => [
      ...requiredText(driverName, 'driverName'),
      ...(driverName ? named(text(driverName), 'driverName', (name) => qualifiedNameFaults(name.toLowerCase())) : []),
      ...(Object.keys(fields(parameters)).length === 0
        ? [required('parameters', 'must contain at least one key/value pair')]
        : validateParameters(parameters)),
    ],
    update: (object, old) => unchanged(object, old, 'driverName', 'parameters'),
  },
};
