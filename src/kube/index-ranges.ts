/** Indexes of a job's pods as Kubernetes writes them: `0,2-4,7`. */

/** The indexes of a text, in their order; its fault where it is no list of `completions` indexes. */
export function indexesOf(text: string, completions: number): number[] | string {
  const indexes: number[] = [];
  if (text === '') return indexes;
  for (const part of text.split(',')) {
    const limits = part.split('-');
    if (limits.length > 2)
      return `the fragment ${JSON.stringify(part)} violates the requirement that an index interval can have at most two parts separated by '-'`;
    for (const limit of limits) {
      if (!/^\d+$/.test(limit)) {
        return `cannot convert string to integer for index: ${JSON.stringify(limit)}`;
      }
      if (Number(limit) >= completions) return `too large index: ${JSON.stringify(limit)}`;
    }
    const [first = 0, last = first] = limits.map(Number);
    const before = indexes.at(-1) ?? -1;
    if (first <= before) return `non-increasing order, previous: ${before}, current: ${first}`;
    if (limits.length === 2 && last <= first) return `non-increasing order, previous: ${first}, current: ${last}`;
    for (let index = first; index <= last; index++) indexes.push(index);
  }
  return indexes;
}

/** Ascending indexes as text: runs of more than two as `first-last`. */
export function formatIndexes(indexes: readonly number[]): string {
  const runs: [first: number, last: number][] = [];
  for (const index of indexes) {
    const run = runs.at(-1);
    if (run && run[1] === index - 1) run[1] = index;
    else runs.push([index, index]);
  }
  return runs
    .map(([first, last]) => (first === last ? `${first}` : `${first}${last === first + 1 ? ',' : '-'}${last}`))
    .join(',');
}
