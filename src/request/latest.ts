/** The exchange that a process had last, for a prompt that shows it once more. */
import type { Exchange } from './exchange.js';

let latest: Exchange | undefined;

/** Keeps an exchange in the place of the one before. */
export function keepLatest(exchange: Exchange): void {
  latest = exchange;
}

/** Offers the latest exchange to code in this process, by the function under `Symbol.for('kubelab.latest')`. */
export function offerLatest(): void {
  Object.assign(globalThis, { [Symbol.for('kubelab.latest')]: () => latest });
}
