/** RoleBinding and ClusterRoleBinding. */

import { fields, list } from '../../../kube/fields.js';
import { pathSegmentFaults } from '../../../kube/names.js';
import type { KindDefinition } from '../definition.js';
import { setDefault } from '../prepare-fields.js';
import { asNewFirst } from '../validation-order.js';
import { checkRoleBinding } from './escalation.js';
import { validateBindingUpdate, validateClusterRoleBinding, validateRoleBinding } from './validation.js';

const rbacGroup = 'rbac.authorization.k8s.io';

/** The parts of both kinds. */
const common: KindDefinition = {
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

/** The definition of RoleBindings. */
export const roleBinding: KindDefinition = { ...common, validation: { ...validation, always: validateRoleBinding } };

/** The definition of ClusterRoleBindings. */
export const clusterRoleBinding: KindDefinition = {
  ...common,
  validation: { ...validation, always: validateClusterRoleBinding },
};
