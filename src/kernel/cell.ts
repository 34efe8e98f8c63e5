/**
 * The cell that code belongs to: while it runs, and later, when a timer or a promise of it comes to life. What it prints and
 * how it fails goes there, and not to the cell that happens to run then.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Fault } from './fault.js';

/** One execute_request. */
export interface Cell {
  /** The number that the front end shows; 0 until it runs. */
  count: number;
  code: string;
  /** Nothing of it is shown, and it is not counted. */
  silent: boolean;
  /** When it was sent, in milliseconds. */
  sentAt: number;
  /** True when those that were sent before it failed are not to be run. */
  stopOnError: boolean;
  /** Sends a message of the iopub channel as its output. */
  publish(type: string, content: object): void;
  /** The last value, in a list of one. */
  result: unknown[];
  /** The variable of tslab that holds the last value while the cell runs. */
  resultVariable?: string;
  /** What the compiler found. */
  diagnostics: Diagnostic[];
  /** What it threw. */
  fault?: Fault;
  /** It was not run, since one that was sent later than it had failed. */
  aborted: boolean;
  /** It was interrupted, and nothing of it is shown any more. */
  isOver: boolean;
}

/** A finding of the compiler; line and column from 1. */
export interface Diagnostic {
  /** Empty for the cell itself. */
  file: string;
  line: number;
  column: number;
  message: string;
}

const cells = new AsyncLocalStorage<Cell>();

/** Runs code, and all that comes of it later, as the cell's. */
export function runAsCell<T>(cell: Cell, run: () => T): T {
  return cells.run(cell, run);
}

/** The cell whose code runs now; undefined outside of all cells. */
export function currentCell(): Cell | undefined {
  return cells.getStore();
}
