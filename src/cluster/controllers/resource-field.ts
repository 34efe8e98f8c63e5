/**
 * `resourceFieldRef` of variables and of files of the downward API: what a container asks for, or is limited to
 * (https://kubernetes.io/docs/concepts/workloads/pods/downward-api/#downwardapi-resourceFieldRef). Pure.
 */
import { own } from '../../kube/fields.js';
import { nanosOf } from '../../kube/quantity.js';
import { nodeSize } from './node.js';
import type { Container, ResourceFieldRef } from './pod-objects.js';

/** Cores are counted in thousandths, all else in whole units, both rounded up. */
const unitOf = (name: string): bigint => (name === 'cpu' ? 1_000_000n : 1_000_000_000n);

const divided = (amount: bigint, by: bigint): bigint => (amount + by - 1n) / by;

/**
 * The field of the container, divided by the reference's divisor (1 without one) and rounded up. A limit that the container does not
 * have is that of the node; a request that it does not have is 0.
 */
export function resourceField(container: Container, { resource, divisor = '0' }: ResourceFieldRef): string {
  const [which, name = ''] = resource.split(/\.(.*)/s);
  const isLimit = which === 'limits';
  const set = own(container.resources?.[isLimit ? 'limits' : 'requests'], name);
  const unit = unitOf(name);
  const units = (quantity: string): bigint => divided(nanosOf(quantity), unit);
  const amount = units(set ?? (isLimit ? own(nodeSize(), name) : undefined) ?? '0');
  return String(divided(amount, units(divisor) || units('1')));
}
