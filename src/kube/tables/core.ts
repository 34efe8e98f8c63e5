/** The tables of the small kinds of the core group. */

import { type Fields, fields, list, text, textMap } from '../fields.js';
import type { KubeObject } from '../object.js';
import { formatLabels } from './format-labels.js';
import {
  age,
  ageColumn,
  column,
  firstThree,
  nameColumn,
  none,
  type Printer,
  printerOf,
  shown,
  shownAge,
  shownName,
} from './printer.js';

const healthy = (object: KubeObject): Fields => list(object.conditions).find(({ type }) => type === 'Healthy') ?? {};

const hostPort = (ip: string, port: unknown): string => (ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`);

/** One field of all containers. */
const each =
  (field: string) =>
  ({ template }: KubeObject) => {
    const containers = list(fields(fields(template).spec).containers);
    return containers.map((container) => text(container[field])).join(',');
  };

/** The used part of each amount, limits or requests: `pods: 1/5`. */
const used =
  (isLimit: boolean) =>
  (quota: KubeObject): string => {
    const { hard, used: taken } = fields(quota.status);
    const names = Object.keys(textMap(hard)).sort();
    return names
      .filter((name) => name.startsWith('limits.') === isLimit)
      .map((name) => `${name}: ${textMap(taken)[name] ?? '0'}/${textMap(hard)[name]}`)
      .join(', ');
  };

/** The table of ComponentStatuses. */
export const componentStatusPrinter: Printer = printerOf(
  shownName,
  shown('Status', 'Healthy, or not.', (object) => {
    const { status } = healthy(object);
    return status === undefined ? 'Unknown' : status === 'True' ? 'Healthy' : 'Unhealthy';
  }),
  shown('Message', 'What it says.', (object) => text(healthy(object).message)),
  shown('Error', 'What is wrong.', (object) => text(healthy(object).error)),
);

/** The table of ConfigMaps. */
export const configMapPrinter: Printer = {
  columns: [nameColumn, column('Data', 'How many keys it holds.'), ageColumn],
  cells: (object, now) => [
    object.metadata.name,
    Object.keys(fields(object.data)).length + Object.keys(fields(object.binaryData)).length,
    age(object, now),
  ],
};

/** The table of Endpoints. */
export const endpointsPrinter: Printer = {
  columns: [nameColumn, column('Endpoints', 'The addresses that are ready.'), ageColumn],
  cells: (object, now) => [object.metadata.name, addresses(object), age(object, now)],
};

/** The table of Namespaces. */
export const namespacePrinter: Printer = {
  columns: [nameColumn, column('Status', 'Active or Terminating.'), ageColumn],
  cells: (object, now) => [object.metadata.name, text(fields(object.status).phase), age(object, now)],
};

/** The table of PodTemplates. */
export const podTemplatePrinter: Printer = printerOf(
  shownName,
  shown('Containers', 'The names of the containers.', each('name')),
  shown('Images', 'The images of the containers.', each('image')),
  shown('Pod Labels', 'The labels of its pods.', ({ template }) => {
    return formatLabels(fields(fields(template).metadata).labels);
  }),
);

/** The table of ResourceQuotas. */
export const resourceQuotaPrinter: Printer = printerOf(
  shownName,
  shown('Request', 'What is taken, of what there is.', used(false)),
  shown('Limit', 'How high the limits are together, and may be.', used(true)),
  shownAge,
);

/** The table of Secrets. */
export const secretPrinter: Printer = {
  columns: [
    nameColumn,
    column('Type', 'What the secret is for.'),
    column('Data', 'How many keys it holds.'),
    ageColumn,
  ],
  cells: (object, now) => [
    object.metadata.name,
    text(object.type),
    Object.keys(fields(object.data)).length,
    age(object, now),
  ],
};

/** The table of ServiceAccounts. */
export const serviceAccountPrinter: Printer = {
  columns: [nameColumn, ageColumn],
  cells: (object, now) => [object.metadata.name, age(object, now)],
};

/** The ready addresses at each port; nothing, not `<none>`, when there are subsets and none of them has any. */
function addresses(object: KubeObject): string {
  const subsets = list(object.subsets);
  const all = subsets.flatMap((subset) => {
    const addresses = list(subset.addresses).map(({ ip }) => text(ip));
    const ports = list(subset.ports);
    return ports.length ? ports.flatMap(({ port }) => addresses.map((ip) => hostPort(ip, port))) : addresses;
  });
  return subsets.length ? firstThree(all) : none;
}
