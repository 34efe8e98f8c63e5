/** The last value of a cell as a front end gets it: by itself if it knows how to show itself, and always as text. */
import { inspect, types } from 'node:util';
import { faultOf } from './fault.js';
import { inOwnLines } from './own-lines.js';

/** The convention of Deno's kernel for values that know how to show themselves. */
const display = Symbol.for('Jupyter.display');

/**
 * The value by media type, `text/plain` among them. A promise is not waited for: the text says what is missing. A fault
 * while a value shows itself is told on stderr.
 */
export async function shownValue(value: unknown): Promise<Record<string, unknown>> {
  if (types.isPromise(value)) return { 'text/plain': 'a Promise: put await before it to see its value' };
  const text = typeof value === 'string' ? value : inOwnLines(inspect(value));
  const own = (value as Partial<Record<symbol, unknown>> | null)?.[display];
  if (typeof own !== 'function') return { 'text/plain': text };
  try {
    const bundle: unknown = await own.call(value);
    return { 'text/plain': text, ...(typeof bundle === 'object' ? bundle : {}) };
  } catch (error) {
    process.stderr.write(`The value could not show itself: ${faultOf(error).evalue}\n`);
    return { 'text/plain': text };
  }
}

/**
 * Lets text of promises inside of other values, and of those that are printed, say what a promise holds, and nothing of the
 * kernel: Node up to 22 keeps in each promise the cell that it belongs to, under symbols.
 */
export function hideCellsInPromises(): void {
  Object.defineProperty(Promise.prototype, inspect.custom, {
    value: inspectPromise,
    configurable: true,
    writable: true,
  });
}

function inspectPromise(this: object, _depth: number, options: object): string {
  for (const key of Object.getOwnPropertySymbols(this)) {
    if (OF_NODE.test(String(key))) Object.defineProperty(this, key, { enumerable: false });
  }
  Reflect.deleteProperty(Promise.prototype, inspect.custom); // else this would be called again
  try {
    return inspect(this, options);
  } finally {
    hideCellsInPromises();
  }
}

/** Names of the symbols under which Node's hooks for asynchronous work keep what they need. */
const OF_NODE = /^Symbol\((async_id_symbol|trigger_async_id_symbol|kResourceStore)\)$/;
