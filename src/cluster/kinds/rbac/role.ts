/** Role and ClusterRole. */
import { pathSegmentFaults } from '../../../kube/names.js';
import type { KindDefinition } from '../definition.js';
import { asNewFirst } from '../validation-order.js';
import { checkRole } from './escalation.js';
import { validateClusterRole, validateRole } from './validation.js';

/** The parts of both kinds. */
const common: KindDefinition = {
  createOnUpdate: true,
  beforeCreate: checkRole,
  beforeUpdate: checkRole,
  writtenLists: ['rules'],
};

const validation = { nameFaults: pathSegmentFaults, order: asNewFirst };

/** The definition of Roles. */
export const role: KindDefinition = { ...common, validation: { ...validation, always: validateRole } };

/** The definition of ClusterRoles. */
export const clusterRole: KindDefinition = { ...common, validation: { ...validation, always: validateClusterRole } };
