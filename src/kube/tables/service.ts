/** The tables of Services. */

import { type Fields, fields, list, number, text, texts } from '../fields.js';
import type { KubeObject } from '../object.js';
import { formatLabels } from './format-labels.js';
import { addressesOf } from './load-balancer.js';
import { age, ageColumn, column, nameColumn, none, type Printer } from './printer.js';

/** The table of Services. */
export const servicePrinter: Printer = {
  columns: [
    nameColumn,
    column('Type', 'How the service is reached.'),
    column('Cluster-IP', 'Its address inside the cluster.'),
    column('External-IP', 'Its addresses outside the cluster.'),
    column('Port(s)', 'Its ports, with the port on each node behind a colon.'),
    ageColumn,
    column('Selector', 'The labels of the pods behind it.', { wide: true }),
  ],
  cells,
};

function cells(object: KubeObject, now: Date): unknown[] {
  const spec = fields(object.spec);
  const type = text(spec.type);
  const ports = list(spec.ports).map((port) => {
    const node = number(port.nodePort) ? `:${port.nodePort}` : '';
    return `${port.port}${node}/${text(port.protocol)}`;
  });
  return [
    object.metadata.name,
    type,
    text(spec.clusterIP) || none,
    externalAddress(object, spec, type),
    ports.join(',') || none,
    age(object, now),
    formatLabels(spec.selector),
  ];
}

function externalAddress(object: KubeObject, spec: Fields, type: string): string {
  if (type === 'ExternalName') return text(spec.externalName);
  const external = texts(spec.externalIPs);
  if (type !== 'LoadBalancer') return external.join(',') || none;
  const ingress = list(fields(fields(object.status).loadBalancer).ingress);
  return [...addressesOf(ingress), ...external].join(',') || '<pending>';
}
