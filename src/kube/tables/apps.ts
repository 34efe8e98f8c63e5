/** The tables of workloads. */

import { type Fields, fields, list, number, text, textMap, texts } from '../fields.js';
import { type KubeObject, parseApiVersion } from '../object.js';
import { formatLabels } from './format-labels.js';
import { age, ageColumn, column, nameColumn, none, type Printer, type TableColumn } from './printer.js';

/** The columns of a template, which come last. */
export const templateColumns: readonly TableColumn[] = [
  column('Containers', 'The names of the containers in the template.', { wide: true }),
  column('Images', 'The images of the containers in the template.', { wide: true }),
  column('Selector', 'The labels by which the pods are found.', { wide: true }),
];

const count = (name: string, description: string) => column(name, description, { type: 'integer' });

/** The table of ControllerRevisions. */
export const controllerRevisionPrinter: Printer = {
  columns: [
    nameColumn,
    column('Controller', 'The object whose template it is.'),
    column('Revision', 'The number of the template.'),
    ageColumn,
  ],
  cells: (object, now) => [object.metadata.name, ownerOf(object), number(object.revision) ?? 0, age(object, now)],
};

/** The table of DaemonSets. */
export const daemonSetPrinter: Printer = {
  columns: [
    nameColumn,
    count('Desired', 'Nodes that should run a pod.'),
    count('Current', 'Nodes that should run a pod and have one.'),
    count('Ready', 'Nodes whose pod is ready.'),
    count('Up-to-date', 'Nodes whose pod follows the newest template.'),
    count('Available', 'Nodes whose pod has been ready for long enough.'),
    column('Node Selector', 'The labels of the nodes that run a pod.'),
    ageColumn,
    ...templateColumns,
  ],
  cells: (object, now) => {
    const [spec, status] = [fields(object.spec), fields(object.status)];
    return [
      object.metadata.name,
      ...['desiredNumberScheduled', 'currentNumberScheduled', 'numberReady', 'updatedNumberScheduled'].map(
        (name) => number(status[name]) ?? 0,
      ),
      number(status.numberAvailable) ?? 0,
      formatLabels(fields(fields(spec.template).spec).nodeSelector),
      age(object, now),
      ...templateCells(spec),
    ];
  },
};

/** The table of Deployments. */
export const deploymentPrinter: Printer = {
  columns: [
    nameColumn,
    column('Ready', 'Pods that are ready, of those wanted.'),
    column('Up-to-date', 'Pods that follow the newest template.'),
    column('Available', 'Pods that have been ready for long enough.'),
    ageColumn,
    ...templateColumns,
  ],
  cells: (object, now) => {
    const [spec, status] = [fields(object.spec), fields(object.status)];
    return [
      object.metadata.name,
      `${number(status.readyReplicas) ?? 0}/${number(spec.replicas) ?? 0}`,
      number(status.updatedReplicas) ?? 0,
      number(status.availableReplicas) ?? 0,
      age(object, now),
      ...templateCells(spec),
    ];
  },
};

/** The table of ReplicaSets. */
export const replicaSetPrinter: Printer = {
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
};

/** The table of ReplicationControllers, whose selector is a map of labels. */
export const replicationControllerPrinter: Printer = {
  columns: replicaSetPrinter.columns,
  cells: (object, now) => {
    const { selector } = fields(object.spec);
    return [...replicaSetPrinter.cells(object, now).slice(0, -1), formatLabels(selector)];
  },
};

/** The table of StatefulSets. */
export const statefulSetPrinter: Printer = {
  columns: [
    nameColumn,
    column('Ready', 'Pods that are ready, of those wanted.'),
    ageColumn,
    ...templateColumns.slice(0, 2),
  ],
  cells: (object, now) => {
    const [spec, status] = [fields(object.spec), fields(object.status)];
    const ready = `${number(status.readyReplicas) ?? 0}/${number(spec.replicas) ?? 0}`;
    return [object.metadata.name, ready, age(object, now), ...containerCells(spec)];
  },
};

/** Their cells, of the specification that holds the template. */
function templateCells(spec: Fields): string[] {
  return [...containerCells(spec), formatSelector(fields(spec.selector))];
}

/** The names and the images of the template's containers. */
export function containerCells(spec: Fields): string[] {
  const containers = list(fields(fields(spec.template).spec).containers);
  return [containers.map((c) => text(c.name)).join(','), containers.map((c) => text(c.image)).join(',')];
}

/** A LabelSelector as text: `app=web,tier in (a,b),!old`; `<none>` when it selects all. */
export function formatSelector(selector: Fields): string {
  const terms = Object.entries(textMap(selector.matchLabels)).map(([key, value]) => ({ key, term: `${key}=${value}` }));
  for (const { key, operator, values } of list(selector.matchExpressions)) {
    const name = text(key);
    const set = `(${texts(values).sort().join(',')})`;
    const forms: Record<string, string> = {
      In: `${name} in ${set}`,
      NotIn: `${name} notin ${set}`,
      Exists: name,
      DoesNotExist: `!${name}`,
    };
    terms.push({ key: name, term: forms[text(operator)] ?? name });
  }
  terms.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  return terms.map((t) => t.term).join(',') || none;
}

/** `statefulset.apps/web`. */
function ownerOf({ metadata }: KubeObject): string {
  const owner = metadata.ownerReferences?.find(({ controller }) => controller);
  if (!owner) return none;
  const { group } = parseApiVersion(owner.apiVersion);
  return `${owner.kind.toLowerCase()}${group ? `.${group}` : ''}/${owner.name}`;
}
