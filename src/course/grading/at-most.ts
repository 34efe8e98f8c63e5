/** Holding back work of which too much at a time would take too much memory, or too many open files. */

/** A function that begins the work it is given when fewer than `most` are under way, in the order in which they came. */
export function atMost(most: number): <T>(begin: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (begin) => {
    if (running >= most) await new Promise<void>((go) => waiting.push(go));
    else running++;
    try {
      return await begin();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running--;
    }
  };
}
