/**
 * Indexes of a job's pods as Kubernetes writes them: `0,2-4,7`. They are kept as ranges: a job may have two thousand million
 * of them, which no list could hold.
 */

/** Indexes from the first to the last. */
export type IndexRange = readonly [first: number, last: number];

/** The ranges of a text, in their order; its fault where it is no list of `completions` indexes. */
export function rangesOf(text: string, completions: number): IndexRange[] | string {
  const ranges: IndexRange[] = [];
  if (text === '') return ranges;
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
    const [, before = -1] = ranges.at(-1) ?? [];
    if (limits.length === 2 && last <= first) return `non-increasing order, previous: ${first}, current: ${last}`;
    if (first <= before) return `non-increasing order, previous: ${before}, current: ${first}`;
    ranges.push([first, last]);
  }
  return ranges;
}

/** The ranges as text: more than two indexes as `first-last`. */
export function formatRanges(ranges: readonly IndexRange[]): string {
  return ranges
    .map(([first, last]) => (first === last ? `${first}` : `${first}${last === first + 1 ? ',' : '-'}${last}`))
    .join(',');
}

/** How many indexes there are in ranges that do not overlap. */
export const countIndexes = (ranges: readonly IndexRange[]): number =>
  ranges.reduce((sum, [first, last]) => sum + last - first + 1, 0);

/** True when one of the ranges has the index. */
export const hasIndex = (ranges: readonly IndexRange[], index: number): boolean =>
  ranges.some(([first, last]) => first <= index && index <= last);

/** The indexes that both have, in their order. */
export function commonRanges(ranges: readonly IndexRange[], others: readonly IndexRange[]): IndexRange[] {
  const common: IndexRange[] = [];
  for (let [i, k] = [0, 0]; i < ranges.length && k < others.length; ) {
    const [[first, last], [otherFirst, otherLast]] = [ranges[i], others[k]] as [IndexRange, IndexRange];
    const both: IndexRange = [Math.max(first, otherFirst), Math.min(last, otherLast)];
    if (both[0] <= both[1]) common.push(both);
    if (last < otherLast) i++;
    else k++;
  }
  return common;
}

/** Ascending ranges of all indexes of both; neighbours are one range. */
export function joinRanges(ranges: readonly IndexRange[], others: readonly IndexRange[]): IndexRange[] {
  const joined: [first: number, last: number][] = [];
  for (const [first, last] of [...ranges, ...others].sort(([a], [b]) => a - b)) {
    const run = joined.at(-1);
    if (run && first <= run[1] + 1) run[1] = Math.max(run[1], last);
    else joined.push([first, last]);
  }
  return joined;
}

/** The first `count` indexes below `completions` that ascending ranges do not have. */
export function freeIndexes(taken: readonly IndexRange[], completions: number, count: number): number[] {
  const free: number[] = [];
  let next = 0;
  for (const [first, last] of [...taken, [completions, completions] as const]) {
    for (; next < Math.min(first, completions) && free.length < count; next++) free.push(next);
    next = Math.max(next, last + 1);
  }
  return free;
}
