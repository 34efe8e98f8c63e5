/**
 * The folder that a notebook's kernel imports from. tslab takes types and imports from the node_modules above its working
 * folder, so a kernel started anywhere else knows neither `kubelab` nor `console`.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { KubelabError } from '../errors.js';
import { foldersUpwards, packageRoot } from '../package-root.js';

/**
 * The folder that tslab is started in for a notebook in `folder`: `folder` itself when `kubelab` can be imported from it,
 * else the package's own `notebooks` folder. Throws ENVIRONMENT when not even that one can.
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
