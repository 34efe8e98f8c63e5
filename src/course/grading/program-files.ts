/** The files of this package that its programs need inside a sandbox: no notebook, no rubric, no solution. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { foldersUpwards, packageRoot } from '../../package-root.js';

/** Paths of Node, of this package's programs and of every folder of modules that they find. */
export function programFiles(): string[] {
  const root = packageRoot();
  const modules = foldersUpwards(root)
    .map((folder) => join(folder, 'node_modules'))
    .filter(existsSync);
  return [process.execPath, ...modules, join(root, 'dist'), join(root, 'package.json')];
}
