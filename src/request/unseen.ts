/**
 * Unsuccessful exchanges that the program has not looked at: kept until the end of a cell, when a notebook says a word on each.
 * A 404 to a DELETE is not kept, since the object is gone as wanted.
 */
import type { Exchange } from './exchange.js';

/** Exchanges kept, the latest, in a program that never asks for them. */
const MOST = 50;
const unseen = new Set<Exchange>();

/** Keeps an exchange until it is looked at. */
export function keepUnseen(exchange: Exchange): void {
  unseen.add(exchange);
  const [oldest] = unseen;
  if (unseen.size > MOST && oldest) unseen.delete(oldest);
}

/** Marks an exchange as seen. */
export function looked(exchange: object): void {
  unseen.delete(exchange as Exchange); // of anything else there is none to delete
}

/** The exchanges not looked at since the last call, oldest first. */
export function takeUnseen(): Exchange[] {
  const taken = [...unseen];
  unseen.clear();
  return taken;
}
