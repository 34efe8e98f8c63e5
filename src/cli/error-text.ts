/** The text of a thrown error for a person at a terminal. */
import { formatError } from '../errors.js';
import { sanitise } from './terminal/sanitise.js';
import { commandsHere, type Started } from './words.js';

/** The error in words, safe to print; the commands in it can be typed where this process was started. */
export function errorText(error: unknown, started: Started): string {
  return sanitise(commandsHere(formatError(error), started));
}
