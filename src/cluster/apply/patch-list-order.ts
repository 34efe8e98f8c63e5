/** The order of lists in a strategic merge patch: the order of the patch, and within it that of the object. */

import { equalJson } from '../../kube/equal-json.js';
import { type Fields, isFields } from '../../kube/fields.js';
import { ApiError } from '../../kube/status.js';
import { goText, goType } from '../wire/go-text.js';

/** The field that holds a map's directive. */
export const directive = '$patch';

/** The 500 with which Kubernetes answers a patch that does not fit. */
export const failed = (message: string): ApiError => new ApiError({ code: 500, message });

/** The 500 for a value of another type than expected. */
export const notA = (expected: string, value: unknown): ApiError =>
  failed(`expected a ${expected}, but received a ${value === null ? '%!s(<nil>)' : goType(value)}`);

/** The value as a map; throws the 500 for others. */
export function mapOf(value: unknown): Fields {
  if (!isFields(value)) throw notA('map[string]interface {}', value);
  return value;
}

/** Throws the 500 unless the items of a list that are not to be deleted stand in its order list, in that order. */
export function checkOrder(patch: readonly unknown[], order: readonly unknown[], mergeKey: string | undefined): void {
  if (order.length === 0 || patch.length === 0) return;
  const kept = mergeKey === undefined ? patch : patch.map(mapOf).filter((value) => value[directive] !== 'delete');
  let next = 0;
  let at = 0;
  while (next < kept.length && at < order.length) {
    const [value, place] = [kept[next], order[at]];
    if (isFields(value) && Object.hasOwn(value, directive)) {
      next++;
      continue;
    }
    const [x, y] =
      mergeKey === undefined ? [value, place] : [mapOf(value), mapOf(place)].map((m) => keyOf(m, mergeKey));
    if (equalJson(x, y)) next++;
    at++;
  }
  if (next < kept.length) {
    throw failed(
      `The order in patch list:\n${goText(patch)}\n doesn't match $setElementOrder list:\n${goText(order)}\n`,
    );
  }
}

const identityBy =
  (mergeKey: string | undefined) =>
  (value: unknown): unknown =>
    mergeKey !== undefined && isFields(value) ? value[mergeKey] : value;

/** The value of a map's merge key; throws the 500 when it has none. */
export function keyOf(value: Fields, mergeKey: string): unknown {
  const key = value[mergeKey];
  if (key === undefined) throw failed(`map: ${goText(value)} does not contain declared merge key: ${mergeKey}`);
  return key;
}

/** The items that a list names, and the others. */
export function parted(
  merged: readonly unknown[],
  by: readonly unknown[],
  mergeKey: string | undefined,
): [named: unknown[], others: unknown[]] {
  const [named, others]: [unknown[], unknown[]] = [[], []];
  const isNamed = (value: unknown): boolean => {
    if (mergeKey === undefined) return by.some((other) => equalJson(value, other));
    const key = keyOf(mapOf(value), mergeKey);
    for (const [i, other] of by.entries()) {
      if (!isFields(other)) throw failed(`value for key ${i} is not a map`);
      if (equalJson(other[mergeKey], key)) return true;
    }
    return false;
  };
  for (const value of merged) (isNamed(value) ? named : others).push(value);
  return [named, others];
}

/**
 * The items that the patch names in its order, and the others at their places among them, as far as both orders allow.
 */
export function inOrder(
  ofPatch: readonly unknown[],
  ofServer: readonly unknown[],
  order: readonly unknown[],
  live: readonly unknown[],
  mergeKey: string | undefined,
): unknown[] {
  const identity = identityBy(mergeKey);
  const place = (list: readonly unknown[], value: unknown): number =>
    list.findIndex((l) => equalJson(identity(l), identity(value)));
  const [left, right] = [sorted(ofServer, (v) => place(live, v)), sorted(ofPatch, (v) => place(order, v))];
  const out: unknown[] = [];
  while (left.length > 0 && right.length > 0) {
    const [x, y] = [place(live, left[0]), place(live, right[0])];
    out.push(x >= 0 && y >= 0 && x < y ? left.shift() : right.shift());
  }
  return [...out, ...left, ...right];
}

/** Sorted by insertion as Go sorts short lists: of two items, one without a place, the later goes first. */
function sorted(list: readonly unknown[], place: (value: unknown) => number): unknown[] {
  const out: { value: unknown; at: number }[] = [];
  for (const value of list) {
    const at = place(value);
    let i = out.length;
    for (let before = out[i - 1]; before && (at < 0 || before.at < 0 || at < before.at); before = out[i - 1]) i--;
    out.splice(i, 0, { value, at });
  }
  return out.map(({ value }) => value);
}
