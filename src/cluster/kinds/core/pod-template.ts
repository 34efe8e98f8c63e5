/** PodTemplate: a pod as it is to be made. */

import { equalJson } from '../../../kube/equal-json.js';
import { fields, isFields } from '../../../kube/fields.js';
import type { KindDefinition } from '../definition.js';
import { defaultPodSpec } from './pod/defaults.js';
import { validateTemplate } from './pod/validation/pod.js';
import { podWarnings } from './pod/warnings/pod-warnings.js';

/** The definition of PodTemplates. */
export const podTemplate: KindDefinition = {
  defaults: ({ template }) => {
    const { spec } = fields(template);
    if (isFields(spec)) defaultPodSpec(spec);
  },
  isNewGeneration: (object, old) => !equalJson(object.template, old.template),
  validation: {
    always: ({ template }) => validateTemplate(fields(template), 'template'),
    order: ['metadata', 'always'],
  },
  warnings: ({ template }) => podWarnings(fields(template), 'template.'),
};
