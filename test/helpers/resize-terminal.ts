/** A pseudo-terminal of `inTerminal` that its reader makes wider or narrower. */
import { execFileSync } from 'node:child_process';
import { readlinkSync } from 'node:fs';
import type { Running } from './command.js';

/** Gives the terminal so many columns; the program in it is told by a signal. */
export function resizeTerminal({ child }: Running, columns: number): void {
  const inside = execFileSync('pgrep', ['-P', String(child.pid)], { encoding: 'utf8' }).split('\n')[0] ?? '';
  execFileSync('stty', ['-F', readlinkSync(`/proc/${inside}/fd/0`), 'cols', String(columns)]);
}
