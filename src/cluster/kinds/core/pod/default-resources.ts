/**
 * The resources of a pod as a whole, and those of its containers together (k8s.io/component-helpers/resource,
 * pkg/apis/core/v1/defaults.go).
 */
import { type Fields, fields, isFields, list, text } from '../../../../kube/fields.js';
import { formatQuantity, parseQuantity, type Quantity } from '../../../../kube/quantity.js';

/** Amounts by the names of resources. */
export type Amounts = Map<string, Quantity>;

/** Whether the resource `name` is of huge pages. */
export const isHugePages = (name: string): boolean => name.startsWith('hugepages-');

/** Whether a pod as a whole can ask for the resource `name`. */
export const isOfPods = (name: string): boolean => ['cpu', 'memory'].includes(name) || isHugePages(name);

/** The amounts in `given`, by name; an unreadable amount counts as 0. */
export function amounts(given: unknown): Amounts {
  const none: Quantity = { nanos: 0n, format: 'DecimalSI' };
  return new Map(Object.entries(fields(given)).map(([name, value]) => [name, parseQuantity(text(value)) ?? none]));
}

/** Both amounts of each resource together. */
export function sum(one: Amounts, other: Amounts): Amounts {
  const total = new Map(one);
  for (const [name, amount] of other) {
    const had = total.get(name);
    const format = had === undefined || had.nanos === 0n ? amount.format : had.format;
    total.set(name, { nanos: (had?.nanos ?? 0n) + amount.nanos, format });
  }
  return total;
}

function greater(one: Amounts, other: Amounts): Amounts {
  const most = new Map(one);
  for (const [name, amount] of other) {
    const had = most.get(name);
    if (had === undefined || amount.nanos > had.nanos) most.set(name, amount);
  }
  return most;
}

/** The resources of all containers of `spec`: init containers run before the others, sidecars beside them. */
export function together(spec: Fields, kind: 'requests' | 'limits'): Amounts {
  const of = (container: Fields): Amounts => amounts(fields(container.resources)[kind]);
  let running = list(spec.containers).map(of).reduce(sum, new Map());
  let sidecars: Amounts = new Map();
  let starting: Amounts = new Map();
  for (const container of list(spec.initContainers)) {
    let now = sum(of(container), sidecars);
    if (container.restartPolicy === 'Always') {
      running = sum(running, of(container));
      sidecars = sum(sidecars, of(container));
      now = sidecars;
    }
    starting = greater(starting, now);
  }
  return greater(running, starting);
}

/** The resources of a pod: its own where `spec` sets them, its containers' together for the rest. */
export function askedByPod(spec: Fields, kind: 'requests' | 'limits'): Amounts {
  const whole = [...amounts(fields(spec.resources)[kind])].filter(([name]) => isOfPods(name));
  return new Map([...together(spec, kind), ...whole]);
}

/** Fills in the resources of the pod as a whole, in place, when `spec` sets some of them. */
export function defaultPodResources(spec: Fields): void {
  const { resources } = spec;
  if (!isFields(resources)) return;
  const [requests, limits] = [{ ...fields(resources.requests) }, { ...fields(resources.limits) }];
  if (Object.keys(requests).length === 0 && Object.keys(limits).length === 0) return;
  for (const [name, amount] of together(spec, 'limits')) {
    if (isHugePages(name) && !(name in requests)) limits[name] ??= formatQuantity(amount);
  }
  if (Object.keys(limits).length === 0) return;
  resources.limits = limits;
  for (const [name, amount] of together(spec, 'requests')) {
    if (isOfPods(name) && !isHugePages(name)) requests[name] ??= formatQuantity(amount);
  }
  for (const [name, amount] of Object.entries(limits)) if (isOfPods(name)) requests[name] ??= amount;
  if (Object.keys(requests).length > 0) resources.requests = requests;
}
