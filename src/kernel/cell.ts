/**
 * The cell that code belongs to: while it runs, and later, when a timer or a promise of it comes to life. Its output and its
 * faults go there, and not to the cell that happens to run then.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Fault } from './fault.js';

/** One execute_request. */
export interface Cell {
  /** The number that the front end shows; 0 until it runs. */
  count: number;
  code: string;
  /** True for a cell that is not shown and not counted. */
  silent: boolean;
  /** When it was sent, by `Date.now()`. */
  sentAt: number;
  /** When it came, by `performance.now()`, which tells apart what the clock's milliseconds do not. */
  cameAt: number;
  /** True when cells sent before it failed are not to be run. */
  stopOnError: boolean;
  /** Sends a message of the iopub channel as its output. */
  publish(type: string, content: object): void;
  /** The last value, in a list of one. */
  result: unknown[];
  /** The variable of tslab that holds the last value while the cell runs. */
  resultVariable?: string;
  /** The compiler's findings. */
  diagnostics: Diagnostic[];
  /** The error it threw. */
  fault?: Fault;
  /** True when it was not run, since a cell failed after it was sent. */
  aborted: boolean;
  /** True when it was interrupted, and is shown no more. */
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
