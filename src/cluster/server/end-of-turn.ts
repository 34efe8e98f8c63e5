/** Work that is done together once a turn of the event loop: all requests that were read in it are answered at its end. */

/** Gives a function that collects items, and calls `run` at the end of the turn with those of that turn, in their order. */
export function atEndOfTurn<T>(run: (collected: T[]) => void): (item: T) => void {
  let collected: T[] = [];
  const runAll = (): void => {
    const items = collected;
    collected = [];
    run(items);
  };
  return (item) => {
    if (collected.push(item) === 1) setImmediate(runAll);
  };
}
