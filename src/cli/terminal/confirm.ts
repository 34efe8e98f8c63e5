/** A question that is answered by yes or no. */
import { createInterface } from 'node:readline/promises';
import type { Io } from './terminal.js';

/** Asks; anything but `y` or `yes` is a no. Only for a terminal. Rejects with the reason of an interruption. */
export async function confirm(question: string, io: Io): Promise<boolean> {
  const prompt = createInterface({ input: io.stdin, output: process.stdout });
  // While readline has the terminal, Ctrl-C is a key.
  prompt.on('SIGINT', () => io.signals.interrupt('SIGINT'));
  const closed = new Promise<string>((resolve) => prompt.once('close', () => resolve('')));
  try {
    const asked = prompt.question(`${question} [y/N] `, { signal: io.signals.interruption });
    const answer = await Promise.race([asked, closed]);
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    prompt.close();
  }
}
