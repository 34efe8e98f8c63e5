/** Where this package is installed. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { KubelabError } from './errors.js';

/**
 * The folder of the installed kubelab package, found from this file upwards: built files lie elsewhere than their source.
 * Throws ENVIRONMENT.
 */
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

/** The folder and all above it, from the innermost. */
export function foldersUpwards(folder: string): string[] {
  const above = dirname(folder);
  return above === folder ? [folder] : [folder, ...foldersUpwards(above)];
}
