/** The difference of two JSON values as lines for a person: `- path: old` and `+ path: new`. */
import { equalJson } from '../schema/equal.js';

/** A line for each leaf that differs; at most 20. */
export function changesBetween(before: unknown, after: unknown, path: string): string {
  const lines: string[] = [];
  collect(before, after, path, lines);
  return lines.slice(0, 20).join('\n');
}

function collect(before: unknown, after: unknown, path: string, lines: string[]): void {
  if (equalJson(before, after)) return;
  const both = typeof before === 'object' && typeof after === 'object' && before !== null && after !== null;
  if (both && Array.isArray(before) && Array.isArray(after)) {
    for (let i = 0; i < Math.max(before.length, after.length); i++)
      collect(before[i], after[i], `${path}[${i}]`, lines);
    return;
  }
  if (both && !Array.isArray(before) && !Array.isArray(after)) {
    const [left, right] = [before as Record<string, unknown>, after as Record<string, unknown>];
    for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
      collect(left[key], right[key], `${path}.${key}`, lines);
    }
    return;
  }
  if (before !== undefined) lines.push(`- ${path}: ${JSON.stringify(before)}`);
  if (after !== undefined) lines.push(`+ ${path}: ${JSON.stringify(after)}`);
}
