/** Numbers on the command line. */
import { InvalidArgumentError } from 'commander';

/** A count from 1. Throws commander's error. */
export function parseCount(text: string): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < 1 || number > 1_000_000) throw new InvalidArgumentError('Give a number from 1.');
  return number;
}

/** Seconds above 0. Throws commander's error. */
export function parseSeconds(text: string): number {
  const seconds = Number(text);
  // setTimeout takes no more than 2^31 - 1 ms.
  if (!(seconds > 0 && seconds <= 2_000_000)) throw new InvalidArgumentError('Give a number of seconds above 0.');
  return seconds;
}
