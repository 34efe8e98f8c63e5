/** An object's usage of a ResourceQuota (pkg/quota/v1/evaluator/core): for admission before it is stored, and for the controller after. */
import { type Fields, fields, isFields, list, number, text } from '../../../kube/fields.js';
import { formatGroupResource, type GroupResource, type KubeObject } from '../../../kube/object.js';
import { hasEnded } from '../../../kube/pod-phase.js';
import { formatQuantity, parseQuantity, type Quantity } from '../../../kube/quantity.js';
import { isExtendedResource } from '../../../kube/resource-names.js';
import { storageClassOf } from '../../../kube/storage-class.js';
import { type Amounts, amounts, askedByPod, isHugePages, sum } from './pod/default-resources.js';

/** How many nanos are 1. */
const unit = 1_000_000_000n;
const times = (count: number): Quantity => ({ nanos: BigInt(count) * unit, format: 'DecimalSI' });
const one = times(1);

/** Resources of pods that a quota can also count by their limits. */
const computed = ['cpu', 'memory', 'ephemeral-storage'];
/** What a quota can count of claims, of all or of one class. */
const ofClaims = ['requests.storage', 'persistentvolumeclaims'];
const classSuffix = '.storageclass.storage.k8s.io/';
const devicesSuffix = '.deviceclass.resource.k8s.io/devices';
/** AllocationResultsMaxSize: a claim for all devices may get so many. */
const mostDevices = 32;

/** Resources that are counted by a name of their own beside `count/RESOURCE`. */
const counted = new Set([
  'configmaps',
  'persistentvolumeclaims',
  'replicationcontrollers',
  'resourcequotas',
  'secrets',
  'services',
]);

/** The usage of one object, by the names in a quota. */
export function usageOf(resource: GroupResource, object: KubeObject): Amounts {
  const name = formatGroupResource(resource);
  const usage: Amounts = new Map([[`count/${name}`, one]]);
  if (counted.has(name)) usage.set(name, one);
  if (name === 'pods') addPod(usage, object);
  if (name === 'services') addService(usage, fields(object.spec));
  if (name === 'persistentvolumeclaims') addClaim(usage, object);
  if (name === 'resourceclaims.resource.k8s.io') addDevices(usage, fields(object.spec));
  return usage;
}

function addPod(usage: Amounts, pod: KubeObject): void {
  if (hasEnded(pod)) return;
  usage.set('pods', one);
  const spec = fields(pod.spec);
  for (const [name, amount] of askedByPod(spec, 'requests')) {
    const isPlain = computed.includes(name) || isHugePages(name);
    if (isPlain) usage.set(name, amount);
    if (isPlain || isExtendedResource(name)) usage.set(`requests.${name}`, amount);
  }
  for (const [name, amount] of askedByPod(spec, 'limits')) {
    if (computed.includes(name)) usage.set(`limits.${name}`, amount);
  }
}

function addService(usage: Amounts, { type, ports, allocateLoadBalancerNodePorts: allocates }: Fields): void {
  const own = list(ports).filter(({ nodePort }) => nodePort).length;
  const balanced = allocates === false ? own : list(ports).length;
  const nodePorts: Record<string, number> = { NodePort: list(ports).length, LoadBalancer: balanced };
  usage.set('services.nodeports', times(nodePorts[text(type)] ?? 0));
  usage.set('services.loadbalancers', times(type === 'LoadBalancer' ? 1 : 0));
}

function addClaim(usage: Amounts, claim: KubeObject): void {
  const className = storageClassOf(claim);
  const ofClass = `${className}${classSuffix}`;
  if (className) usage.set(`${ofClass}persistentvolumeclaims`, one);
  const asked = amounts(fields(fields(claim.spec).resources).requests).get('storage');
  if (asked === undefined) return;
  // a volume that grows takes what it is to have
  const allocated = amounts(fields(claim.status).allocatedResources).get('storage');
  const storage = wholeBytes(allocated && allocated.nanos > asked.nanos ? allocated : asked);
  usage.set('requests.storage', storage);
  if (className) usage.set(`${ofClass}requests.storage`, storage);
}

/** The amount, rounded up: a claim may ask for a part of a byte. */
const wholeBytes = ({ nanos, format }: Quantity): Quantity => ({ nanos: ((nanos + unit - 1n) / unit) * unit, format });

/** The devices of each class that a resource claim may get at most. */
function addDevices(usage: Amounts, spec: Fields): void {
  const requests = list(fields(spec.devices).requests).map(({ exactly, firstAvailable }) =>
    mostOf(isFields(exactly) ? [exactly] : list(firstAvailable)),
  );
  for (const [name, amount] of addUp(requests)) usage.set(name, amount);
}

/** The devices of each class for the alternatives of a request, of which one is given. */
function mostOf(alternatives: readonly Fields[]): Amounts {
  const most = new Map<string, number>();
  for (const { deviceClassName, allocationMode, count } of alternatives) {
    const name = `${text(deviceClassName)}${devicesSuffix}`;
    const devices = allocationMode === 'All' ? mostDevices : (number(count) ?? 0);
    most.set(name, Math.max(most.get(name) ?? 0, devices));
  }
  return new Map([...most].map(([name, count]) => [name, times(count)]));
}

/** The resource that a name of a quota counts; undefined for a name that counts nothing. */
export function resourceCounted(name: string): GroupResource | undefined {
  const { what } = /^count\/(?<what>.+)$/.exec(name)?.groups ?? {};
  if (what !== undefined) {
    const dot = what.indexOf('.');
    return dot < 0 ? { group: '', resource: what } : { group: what.slice(dot + 1), resource: what.slice(0, dot) };
  }
  if (counted.has(name)) return { group: '', resource: name };
  if (name === 'services.nodeports' || name === 'services.loadbalancers') return { group: '', resource: 'services' };
  if (name.endsWith(devicesSuffix)) return { group: 'resource.k8s.io', resource: 'resourceclaims' };
  if (ofClaims.some((own) => name === own || name.endsWith(`${classSuffix}${own}`))) {
    return { group: '', resource: 'persistentvolumeclaims' };
  }
  const ofPods =
    /^(pods|((requests|limits)\.)?(cpu|memory|ephemeral-storage)|(requests\.)?hugepages-.*)$/.test(name) ||
    (name.startsWith('requests.') && isExtendedResource(name.slice('requests.'.length)));
  return ofPods ? { group: '', resource: 'pods' } : undefined;
}

/** Adds up amounts by name. */
export const addUp = (all: readonly Amounts[]): Amounts => all.reduce(sum, new Map());

/** Amounts as a status holds them, in the order of their names. */
export function written(usage: Amounts): Record<string, string> {
  return Object.fromEntries(
    [...usage].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, q]) => [name, formatQuantity(q)]),
  );
}

/** The amount of that name in a map of texts; zero without one. */
export const amountIn = (map: unknown, name: string): Quantity =>
  parseQuantity(text(fields(map)[name])) ?? { nanos: 0n, format: 'DecimalSI' };
