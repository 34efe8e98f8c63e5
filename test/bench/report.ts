/** The rows of the table, and the verdict about it. */

/** The value that a row must reach: `most` is a limit from above, `least` one from below. */
export interface Target {
  most?: number;
  least?: number;
}

/** What `bench:cluster` measures. */
export const clusterTargets = {
  'start-ms': { most: 500 },
  'start-vs-node': { most: 6 },
  'library-start-ms': { most: 250 },
  'library-start-vs-node': { most: 3.5 },
  'idle-rss-mb': { most: 100 },
  'get-vs-bare': { least: 0.45 },
  'list-vs-bare': { least: 0.5 },
  'authorize-10000-vs-10-bindings': { most: 2 },
  'get-10000-vs-10-objects': { most: 1.25 },
  'watch-500x100-s': { most: 10 },
  'create-1000-custom-resources-vs-configmaps': { most: 1.5 },
  'memory-kb-per-object': { most: 7 },
} as const satisfies Record<string, Target>;

/** Prints rows as they are measured; `close` prints the verdict and returns how many fell short. */
export function benchReport<Name extends string>(
  print: (line: string) => void,
  targets: Record<Name, Target>,
): { row(name: Name, value: number): void; close(): number } {
  const reached = new Map<Name, boolean>();
  return {
    row: (name, value) => {
      const target = targets[name];
      const { most = Number.POSITIVE_INFINITY, least = Number.NEGATIVE_INFINITY } = target;
      // a value that is no number compares as neither
      const ok = value <= most && value >= least;
      reached.set(name, ok);
      print(`ratio ${name} ${value.toFixed(value < 10 ? 3 : 1)} ${target.most ?? target.least} ${ok ? 'ok' : 'short'}`);
    },
    close: () => {
      const names = Object.keys(targets) as Name[]; // the keys of a record of names
      const missing = names.filter((name) => !reached.has(name));
      for (const name of missing) print(`missing ${name}`);
      const short = names.filter((name) => reached.get(name) !== true).length;
      print(short === 0 ? 'all targets are reached: 0 fell short' : `${short} fell short`);
      return short;
    },
  };
}

/** The middle one of some numbers; NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
