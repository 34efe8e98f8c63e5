/** RoleBinding and ClusterRoleBinding. */

import { fields, list, text } from '../../../kube/fields.js';
import { pathSegmentFaults } from '../../../kube/names.js';
import type { KubeObject } from '../../../kube/object.js';
import type { KindDefinition } from '../definition.js';
import { setDefault } from '../prepare-fields.js';
import { age, ageColumn, column, nameColumn } from '../printer.js';
import { asNewFirst } from '../validation-order.js';
import { checkRoleBinding } from './escalation.js';
import { validateBindingUpdate, validateClusterRoleBinding, validateRoleBinding } from './validation.js';

const rbacGroup = 'rbac.authorization.k8s.io';

/** What the two have in common. */
const common: KindDefinition = {
  printer: {
    columns: [
      nameColumn,
      column('Role', 'The role that the binding gives.'),
      ageColumn,
      column('Users', 'The users it is given to.', { wide: true }),
      column('Groups', 'The groups it is given to.', { wide: true }),
      column('ServiceAccounts', 'The service accounts it is given to, as NAMESPACE/NAME.', { wide: true }),
    ],
    cells,
  },
  defaults: (object) => {
    setDefault(fields(object.roleRef), 'apiGroup', rbacGroup);
    for (const subject of list(object.subjects)) {
      if (subject.kind === 'User' || subject.kind === 'Group') setDefault(subject, 'apiGroup', rbacGroup);
    }
  },
  createOnUpdate: true,
  beforeCreate: checkRoleBinding,
  beforeUpdate: checkRoleBinding,
};

const validation = { nameFaults: pathSegmentFaults, update: validateBindingUpdate, order: asNewFirst };

/** What the server knows of a RoleBinding. */
export const roleBinding: KindDefinition = { ...common, validation: { ...validation, always: validateRoleBinding } };

/** What the server knows of a ClusterRoleBinding. */
export const clusterRoleBinding: KindDefinition = {
  ...common,
  validation: { ...validation, always: validateClusterRoleBinding },
};

function cells(object: KubeObject, now: Date): unknown[] {
  const role = fields(object.roleRef);
  const subjects = list(object.subjects);
  const names = (kind: string): string =>
    subjects
      .filter((s) => s.kind === kind)
      .map((s) => (kind === 'ServiceAccount' ? `${text(s.namespace)}/${text(s.name)}` : text(s.name)))
      .join(', ');
  return [
    object.metadata.name,
    `${text(role.kind)}/${text(role.name)}`,
    age(object, now),
    names('User'),
    names('Group'),
    names('ServiceAccount'),
  ];
}
