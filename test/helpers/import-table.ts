/** Reads the table "who may import whom" of src/README.md and the imports of a source text. */

/** The rows: a folder or file of src (without `.ts`) and what it may import beside itself. */
export function allowedImports(readme: string): Map<string, string[]> {
  const table = new Map<string, string[]>();
  const lines = readme.split('\n');
  const start = lines.indexOf('| folder | may import |');
  for (const line of lines.slice(start + 2)) {
    if (!line.startsWith('|')) break;
    const [, names = '', targets = ''] = line.split('|');
    for (const name of quoted(names)) table.set(name, quoted(targets));
  }
  return table;
}

/** The row that a file of src (path relative to src) belongs to: the longest that fits. */
export function ownerOf(file: string, table: Map<string, unknown>): string | undefined {
  const path = file.replace(/\.tsx?$/, '');
  return [...table.keys()]
    .filter((row) => path === row || path.startsWith(`${row}/`))
    .sort((a, b) => b.length - a.length)[0];
}

/** The module specifiers that a TypeScript text imports, re-exports or loads. */
export function importsOf(text: string): string[] {
  const pattern =
    /(?:^|[\s;}])(?:import|export)\s(?:[^'";]*?\sfrom\s)?['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/g;
  return [...text.matchAll(pattern)].map((m) => m[1] ?? m[2] ?? '');
}

const quoted = (cell: string): string[] => [...cell.matchAll(/`([^`]+)`/g)].map((m) => m[1] ?? '');
