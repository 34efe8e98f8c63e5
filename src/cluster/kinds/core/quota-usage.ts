/** An object's usage of a ResourceQuota (pkg/quota/v1/evaluator/core): for admission before it is stored, and for the controller after. */
import { fields, isFields, list, text, texts } from '../../../kube/fields.js';
import { formatGroupResource, type GroupResource, type KubeObject } from '../../../kube/object.js';
import { hasEnded } from '../../../kube/pod-phase.js';
import { formatQuantity, parseQuantity, type Quantity } from '../../../kube/quantity.js';
import { type Amounts, amounts, askedByPod, sum } from './pod/default-resources.js';
import { qosClass } from './pod/qos-class.js';

const one: Quantity = { nanos: 1_000_000_000n, format: 'DecimalSI' };
const times = (count: number): Quantity => ({ nanos: BigInt(count) * 1_000_000_000n, format: 'DecimalSI' });

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
  return usage;
}

function addPod(usage: Amounts, pod: KubeObject): void {
  if (hasEnded(pod)) return;
  usage.set('pods', one);
  const spec = fields(pod.spec);
  for (const [name, amount] of askedByPod(spec, 'requests')) {
    usage.set(`requests.${name}`, amount);
    if (['cpu', 'memory', 'ephemeral-storage'].includes(name) || name.startsWith('hugepages-')) usage.set(name, amount);
  }
  for (const [name, amount] of askedByPod(spec, 'limits')) usage.set(`limits.${name}`, amount);
}

function addService(usage: Amounts, { type, ports, allocateLoadBalancerNodePorts }: Record<string, unknown>): void {
  const hasNodePorts = type === 'NodePort' || (type === 'LoadBalancer' && allocateLoadBalancerNodePorts !== false);
  usage.set('services.nodeports', times(hasNodePorts ? list(ports).length : 0));
  usage.set('services.loadbalancers', times(type === 'LoadBalancer' ? 1 : 0));
}

function addClaim(usage: Amounts, { spec }: KubeObject): void {
  const { resources, storageClassName } = fields(spec);
  const storage = amounts(fields(resources).requests).get('storage') ?? times(0);
  usage.set('requests.storage', storage);
  if (!text(storageClassName)) return;
  const ofClass = `${text(storageClassName)}.storageclass.storage.k8s.io`;
  usage.set(`${ofClass}/requests.storage`, storage);
  usage.set(`${ofClass}/persistentvolumeclaims`, one);
}

/** The resource that a name of a quota counts; undefined for an unknown name. */
export function resourceCounted(name: string): GroupResource | undefined {
  const { what } = /^count\/(?<what>.+)$/.exec(name)?.groups ?? {};
  if (what !== undefined) {
    const dot = what.indexOf('.');
    return dot < 0 ? { group: '', resource: what } : { group: what.slice(dot + 1), resource: what.slice(0, dot) };
  }
  if (counted.has(name)) return { group: '', resource: name };
  if (name.startsWith('services.')) return { group: '', resource: 'services' };
  if (name === 'requests.storage' || name.includes('.storageclass.storage.k8s.io/')) {
    return { group: '', resource: 'persistentvolumeclaims' };
  }
  const ofPods = /^(pods|cpu|memory|ephemeral-storage|hugepages-.*|(requests|limits)\..*)$/.test(name);
  return ofPods ? { group: '', resource: 'pods' } : undefined;
}

/** Whether a quota with these scopes is about the object; scopes are for pods alone. */
export function isInScope(quota: KubeObject, resource: GroupResource, object: KubeObject): boolean {
  const { scopes, scopeSelector } = fields(quota.spec);
  const terms = [
    ...texts(scopes).map((scopeName) => ({ scopeName, operator: 'Exists', values: [] as unknown })),
    ...list(fields(scopeSelector).matchExpressions),
  ];
  if (terms.length === 0) return true;
  if (formatGroupResource(resource) !== 'pods') return false;
  const spec = fields(object.spec);
  const isTerminating = typeof spec.activeDeadlineSeconds === 'number';
  const isBestEffort = qosClass(spec) === 'BestEffort';
  return terms.every(({ scopeName, operator, values }) => {
    switch (scopeName) {
      case 'BestEffort':
        return isBestEffort;
      case 'NotBestEffort':
        return !isBestEffort;
      case 'Terminating':
        return isTerminating;
      case 'NotTerminating':
        return !isTerminating;
      case 'PriorityClass': {
        const name = text(spec.priorityClassName);
        if (operator === 'In') return texts(values).includes(name);
        if (operator === 'NotIn') return !texts(values).includes(name);
        return (operator === 'Exists') === (name !== '');
      }
      default:
        return hasForeignAffinity(spec);
    }
  });
}

function hasForeignAffinity(spec: Record<string, unknown>): boolean {
  const { podAffinity, podAntiAffinity } = fields(spec.affinity);
  const terms = [podAffinity, podAntiAffinity].flatMap((affinity) => {
    const { requiredDuringSchedulingIgnoredDuringExecution: required, ...rest } = fields(affinity);
    const preferred = list(rest.preferredDuringSchedulingIgnoredDuringExecution);
    return [...list(required), ...preferred.map(({ podAffinityTerm }) => fields(podAffinityTerm))];
  });
  return terms.some(({ namespaces, namespaceSelector }) => texts(namespaces).length > 0 || isFields(namespaceSelector));
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
