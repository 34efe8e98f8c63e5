/** kube-apiserver's warnings about amounts of bytes that are no whole number. */
import { fields, text } from '../../../../../kube/fields.js';
import { formatQuantity, parseQuantity } from '../../../../../kube/quantity.js';

/** The warnings about the resources of these names among the amounts at `path`. */
export function fractions(amounts: unknown, path: string, ...names: readonly string[]): string[] {
  return names.flatMap((name) => {
    const amount = parseQuantity(text(fields(amounts)[name]));
    if (!amount || amount.nanos % 1_000_000_000n === 0n) return [];
    const shown = JSON.stringify(formatQuantity(amount));
    return [`${path}[${name}]: fractional byte value ${shown} is invalid, must be an integer`];
  });
}
