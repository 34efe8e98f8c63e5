/** Warnings of a command. */
import { sanitise } from './terminal/sanitise.js';
import type { Io } from './terminal/terminal.js';

/** Tells warnings, a line each. */
export function warnOf(warnings: readonly string[], io: Io): void {
  for (const warning of warnings) io.err.line(io.err.style.yellow(`warning: ${sanitise(warning)}`));
}
