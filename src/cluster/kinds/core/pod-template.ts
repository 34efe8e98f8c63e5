/** PodTemplate: a pod as it is to be made. */
import { equalJson } from '../../../kube/equal-json.js';
import { fields, isFields, list, text, textMap } from '../../../kube/fields.js';
import type { KubeObject } from '../../../kube/object.js';
import type { KindDefinition } from '../definition.js';
import { none, printerOf, shown, shownName } from '../printer.js';
import { defaultPodSpec } from './pod/defaults.js';
import { validateTemplate } from './pod/validation/pod.js';
import { podWarnings } from './pod/warnings/pod-warnings.js';

/** One field of all containers. */
const each =
  (field: string) =>
  ({ template }: KubeObject) => {
    const containers = list(fields(fields(template).spec).containers);
    return containers.map((container) => text(container[field])).join(',');
  };

/** What the server knows of it. */
export const podTemplate: KindDefinition = {
  printer: printerOf(
    shownName,
    shown('Containers', 'The names of the containers.', each('name')),
    shown('Images', 'The images of the containers.', each('image')),
    shown('Pod Labels', 'The labels of its pods.', ({ template }) => {
      const labels = Object.entries(textMap(fields(fields(template).metadata).labels));
      return labels.map(([key, value]) => `${key}=${value}`).join(',') || none;
    }),
  ),
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
