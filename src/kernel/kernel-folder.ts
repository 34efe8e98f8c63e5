/**
 * The folder that a notebook's kernel works in. tslab takes types and imports from the node_modules above its working
 * folder, so a kernel started anywhere else knows neither `kubelab` nor `console`.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { KubelabError } from '../errors.js';

/** The folder of the installed kubelab package, found from this file upwards. */
export function packageRoot(): string {
  for (const folder of foldersUpwards(import.meta.dirname)) {
    const file = join(folder, 'package.json');
    if (existsSync(file) && (JSON.parse(readFileSync(file, 'utf8')) as { name?: unknown }).name === 'kubelab') {
      return folder;
    }
  }
  throw new KubelabError('ENVIRONMENT', 'the kubelab package is not complete: its package.json is missing', {
    hint: 'install kubelab again',
    place: { file: import.meta.filename },
  });
}

/** The version of the installed kubelab package. */
export function packageVersion(): string {
  return (JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')) as { version: string }).version;
}

/**
 * The working folder for a kernel: `folder` itself when `kubelab` can be imported from it, else the package's own
 * `notebooks` folder. Throws ENVIRONMENT when not even that one can.
 */
export function kernelFolder(folder: string, root: string = packageRoot()): string {
  if (canImportKubelab(folder)) return folder;
  const own = join(root, 'notebooks');
  if (existsSync(own) && canImportKubelab(own)) return own;
  throw new KubelabError(
    'ENVIRONMENT',
    `notebooks cannot import kubelab: no node_modules/kubelab lies above ${folder} or ${own}`,
    { hint: `run "npm ci" in ${root}, which puts it there` },
  );
}

function canImportKubelab(folder: string): boolean {
  return foldersUpwards(folder).some((above) => existsSync(join(above, 'node_modules', 'kubelab', 'package.json')));
}

function foldersUpwards(folder: string): string[] {
  const above = dirname(folder);
  return above === folder ? [folder] : [folder, ...foldersUpwards(above)];
}
