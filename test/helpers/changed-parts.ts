/** Copies of plain data, in each of which one part is null: as in a file that somebody changed. */

/** The name of each part, as `rows.0.result`, with the copy in which it is null. */
export function changedParts(value: unknown): [string, unknown][] {
  return pathsOf(value).map((path) => {
    const changed = structuredClone(value) as Record<string, unknown>;
    const holder = path.slice(0, -1).reduce((at, name) => at[name] as Record<string, unknown>, changed);
    holder[path.at(-1) ?? ''] = null;
    return [path.join('.'), changed];
  });
}

function pathsOf(value: unknown): string[][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [[name], ...pathsOf(inner).map((path) => [name, ...path])]);
}
