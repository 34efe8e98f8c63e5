/** ReplicaSet. */
import { fields, number } from '../../../kube/fields.js';
import type { KindDefinition } from '../definition.js';
import { hasNewSpec, setDefault } from '../prepare-fields.js';
import { age, ageColumn, column, nameColumn } from '../printer.js';
import { asNewFirst } from '../validation-order.js';
import { templateCells, templateColumns } from './columns.js';
import { defaultTemplate, scaleAction, warnOfTemplate } from './template.js';
import { validateReplicaSet, validateReplicaSetStatus, validateSelectorUpdate } from './workloads.js';

/** What the server knows of it. */
export const replicaSet: KindDefinition = {
  printer: {
    columns: [
      nameColumn,
      column('Desired', 'Pods that are wanted.', { type: 'integer' }),
      column('Current', 'Pods that are there.', { type: 'integer' }),
      column('Ready', 'Pods that are ready.', { type: 'integer' }),
      ageColumn,
      ...templateColumns,
    ],
    cells: (object, now) => {
      const [spec, status] = [fields(object.spec), fields(object.status)];
      return [
        object.metadata.name,
        number(spec.replicas) ?? 0,
        number(status.replicas) ?? 0,
        number(status.readyReplicas) ?? 0,
        age(object, now),
        ...templateCells(spec),
      ];
    },
  },
  defaults: (object) => {
    const spec = fields(object.spec);
    setDefault(spec, 'replicas', 1);
    defaultTemplate(spec);
  },
  isNewGeneration: hasNewSpec,
  status: { type: 'apps.v1.ReplicaSetStatus' },
  validation: {
    always: validateReplicaSet,
    update: validateSelectorUpdate,
    order: asNewFirst,
    through: { status: validateReplicaSetStatus },
  },
  warnings: warnOfTemplate,
  subresources: { scale: scaleAction },
};
