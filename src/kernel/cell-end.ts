/** Lets a library say something when a cell is over: kubelab tells of refusals that the cell did not look at. */

/** Calls the function that a library has left under this symbol; its fault is not the cell's. */
export function callCellEnd(): void {
  const end: unknown = (globalThis as Record<symbol, unknown>)[Symbol.for('kubelab.cellEnd')];
  if (typeof end !== 'function') return;
  try {
    end();
  } catch (error) {
    process.stderr.write(`The end of the cell could not be told: ${String(error)}\n`);
  }
}
