/** The tables of RoleBindings and ClusterRoleBindings. */

import { fields, list, text } from '../fields.js';
import type { KubeObject } from '../object.js';
import { age, ageColumn, column, nameColumn, type Printer } from './printer.js';

/** The table of RoleBindings and ClusterRoleBindings. */
export const roleBindingPrinter: Printer = {
  columns: [
    nameColumn,
    column('Role', 'The role that the binding gives.'),
    ageColumn,
    column('Users', 'The users it is given to.', { wide: true }),
    column('Groups', 'The groups it is given to.', { wide: true }),
    column('ServiceAccounts', 'The service accounts it is given to, as NAMESPACE/NAME.', { wide: true }),
  ],
  cells,
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
