/** The tables of Nodes. */

import { fields, list, text } from '../fields.js';
import type { KubeObject } from '../object.js';
import { age, ageColumn, column, nameColumn, none, type Printer } from './printer.js';

/** The table of Nodes. */
export const nodePrinter: Printer = {
  columns: [
    nameColumn,
    column('Status', 'Whether pods may run there.'),
    column('Roles', 'What the node is for, from its labels.'),
    ageColumn,
    column('Version', 'The version of its kubelet.'),
    column('Internal-IP', 'Its address inside the cluster.', { wide: true }),
    column('External-IP', 'Its address outside the cluster.', { wide: true }),
    column('OS-Image', 'Its operating system.', { wide: true }),
    column('Kernel-Version', 'The version of its kernel.', { wide: true }),
    column('Container-Runtime', 'What runs its containers.', { wide: true }),
  ],
  cells,
};

function cells(object: KubeObject, now: Date): unknown[] {
  const status = fields(object.status);
  const ready = list(status.conditions).find((c) => c.type === 'Ready');
  const state = ready ? (ready.status === 'True' ? 'Ready' : 'NotReady') : 'Unknown';
  const cordoned = fields(object.spec).unschedulable === true ? ',SchedulingDisabled' : '';
  const prefix = 'node-role.kubernetes.io/';
  const roles = Object.entries(object.metadata.labels ?? {}).flatMap(([key, value]) => {
    if (key.startsWith(prefix)) return [key.slice(prefix.length)].filter(Boolean);
    return key === 'kubernetes.io/role' && value ? [value] : [];
  });
  const address = (type: string): string => text(list(status.addresses).find((a) => a.type === type)?.address) || none;
  const info = fields(status.nodeInfo);
  return [
    object.metadata.name,
    `${state}${cordoned}`,
    [...new Set(roles)].sort().join(',') || none,
    age(object, now),
    text(info.kubeletVersion),
    address('InternalIP'),
    address('ExternalIP'),
    text(info.osImage) || '<unknown>',
    text(info.kernelVersion) || '<unknown>',
    text(info.containerRuntimeVersion) || '<unknown>',
  ];
}
