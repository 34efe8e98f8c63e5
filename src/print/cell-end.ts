/**
 * The notebook's lines at the end of a cell: a line for each answer that was no success and that the cell did not look at, as
 * `const { token } = await admin.token('nobody')` does not. The kernel calls the function under this symbol.
 */

import { redactText } from '../redact-text.js';
import { expiredSentence } from '../request/expired-credential.js';
import { plainFace } from '../request/face.js';
import { takeUnseen } from '../request/unseen.js';
import { display } from './display.js';
import type { View } from './view.js';

/** Lines that are said of one cell. */
const MOST = 5;

/** From now on the kernel's cells end with these lines. */
export function speakAtCellEnd(): void {
  Object.assign(globalThis, { [Symbol.for('kubelab.cellEnd')]: sayUnseen });
}

function sayUnseen(): void {
  const exchanges = takeUnseen();
  const lines = exchanges.map((exchange) => redactText(plainFace.text(exchange)));
  if (lines.length === 0) return;
  const view: View = lines.slice(0, MOST).map((text) => ({ type: 'text', tone: 'warn', text }));
  if (lines.length > MOST)
    view.push({ type: 'text', tone: 'quiet', text: `and ${lines.length - MOST} more that were no success` });
  // what keeps one request from its answer mostly keeps all of them
  const next = exchanges.flatMap((one) => one.failure?.hint ?? expiredSentence(one) ?? [])[0];
  if (next) view.push({ type: 'text', tone: 'quiet', text: `next: ${redactText(next)}` });
  display(view);
}
