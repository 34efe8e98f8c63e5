/** The tables of kinds of networking.k8s.io. */

import { type Fields, fields, list, text, texts } from '../fields.js';
import type { KubeObject } from '../object.js';
import { formatSelector } from './apps.js';
import { addressesOf } from './load-balancer.js';
import { classNamed, none, type Printer, printerOf, shown, shownAge, shownName } from './printer.js';

/** The table of ServiceCIDRs. */
export const serviceCidrPrinter: Printer = printerOf(
  shownName,
  shown('CIDRs', 'The networks.', ({ spec }) => texts(fields(spec).cidrs).join(',')),
  shownAge,
);

/** The table of IPAddresses. */
export const ipAddressPrinter: Printer = {
  ...printerOf(shownName, shown('ParentRef', 'What has it.', nameOfParent)),
  // Kubernetes fills in a cell for which it has no column
  cells: (object, now) => [object.metadata.name, nameOfParent(object), shownAge.cell(object, now)],
};

/** The table of IngressClasses. */
export const ingressClassPrinter: Printer = printerOf(
  classNamed('ingressclass.kubernetes.io'),
  shown('Controller', 'Who cares for its ingresses.', ({ spec }) => fields(spec).controller),
  shown('Parameters', 'Where its settings are.', ({ spec }) => {
    const { apiGroup, kind, name } = fields(fields(spec).parameters);
    return kind ? `${text(kind)}${apiGroup ? `.${text(apiGroup)}` : ''}/${text(name)}` : none;
  }),
  shownAge,
);

/** The table of Ingresses. */
export const ingressPrinter: Printer = printerOf(
  shownName,
  shown('Class', 'Its class.', ({ spec }) => text(fields(spec).ingressClassName) || none),
  shown('Hosts', 'The hosts that it is for.', ({ spec }) => formatHosts(list(fields(spec).rules))),
  shown('Address', 'Where it can be reached.', ({ status }) => {
    const points = list(fields(fields(status).loadBalancer).ingress);
    return addressesOf(points).join(',');
  }),
  shown('Ports', 'Its ports.', ({ spec }) => (list(fields(spec).tls).length > 0 ? '80, 443' : '80')),
  shownAge,
);

/** The table of NetworkPolicies. */
export const networkPolicyPrinter: Printer = printerOf(
  shownName,
  shown('Pod-Selector', 'The pods that it is about.', ({ spec }) => formatSelector(fields(fields(spec).podSelector))),
  shownAge,
);

function nameOfParent({ spec }: KubeObject): string {
  const { group, resource, namespace, name } = fields(fields(spec).parentRef);
  const kind = `${text(resource)}${group ? `.${text(group)}` : ''}`;
  return `${kind}/${namespace ? `${text(namespace)}/` : ''}${text(name)}`;
}

/** The first three hosts; where rules stand behind the third, with a host or without, all rules but three are told as more. */
function formatHosts(rules: readonly Fields[]): string {
  const hosts = rules.map(({ host }, place) => ({ host: text(host), place })).filter(({ host }) => host !== '');
  const [, , third] = hosts;
  const firstHosts = hosts.slice(0, 3).map(({ host }) => host);
  const isCut = third !== undefined && third.place < rules.length - 1;
  return isCut ? `${firstHosts.join(',')} + ${rules.length - 3} more...` : firstHosts.join(',') || '*';
}
