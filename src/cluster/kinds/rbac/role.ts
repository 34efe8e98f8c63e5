/** Role and ClusterRole. */
import { pathSegmentFaults } from '../../../kube/names.js';
import type { KindDefinition } from '../definition.js';
import { asNewFirst } from '../validation-order.js';
import { checkRole } from './escalation.js';
import { validateClusterRole, validateRole } from './validation.js';

/** What the two have in common. */
const common: KindDefinition = {
  createOnUpdate: true,
  beforeCreate: checkRole,
  beforeUpdate: checkRole,
  writtenLists: ['rules'],
};

const validation = { nameFaults: pathSegmentFaults, order: asNewFirst };

/** What the server knows of a Role. */
export const role: KindDefinition = { ...common, validation: { ...validation, always: validateRole } };

/** What the server knows of a ClusterRole. */
export const clusterRole: KindDefinition = { ...common, validation: { ...validation, always: validateClusterRole } };
