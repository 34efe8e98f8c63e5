/**
 * Answers that are no success and that nobody has looked at: kept until the end of a cell, when a notebook says a word on
 * each. A 404 to a DELETE is none of them, since what was to go is not there.
 */
import type { Exchange } from './exchange.js';

/** So many are kept, the latest, in a program that never asks for them. */
const MOST = 50;
const unseen = new Set<Exchange>();

/** Keeps an exchange until somebody looks at it. */
export function keepUnseen(exchange: Exchange): void {
  unseen.add(exchange);
  const [oldest] = unseen;
  if (unseen.size > MOST && oldest) unseen.delete(oldest);
}

/** Somebody has looked at it. */
export function looked(exchange: object): void {
  unseen.delete(exchange as Exchange); // of anything else there is none to delete
}

/** The exchanges that nobody has looked at since the last call, oldest first. */
export function takeUnseen(): Exchange[] {
  const taken = [...unseen];
  unseen.clear();
  return taken;
}
