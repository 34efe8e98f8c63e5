/** A map of labels as a cell of a table. */
import { textMap } from '../fields.js';
import { none } from './printer.js';

/**
 * The labels as text: `app=web,tier=a`; `<none>` for an empty map. As Go does, it sorts the pairs and not the keys: `a-b=1` stands before
 * `a=1`.
 */
export function formatLabels(labels: unknown): string {
  const pairs = Object.entries(textMap(labels)).map(([key, value]) => `${key}=${value}`);
  return pairs.sort().join(',') || none;
}
