/** A copy of the package in which files may be changed; the libraries and `dist` are the package's own. */
import { cpSync, existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Makes the copy and gives its folder; `remove` takes it away. */
export function temporaryCopy(root: string): { copy: string; remove(): void } {
  const copy = mkdtempSync(join(tmpdir(), 'kubelab-mutants-'));
  for (const name of ['src', 'test', 'notebooks', 'package.json', 'tsconfig.json', 'README.md']) {
    cpSync(join(root, name), join(copy, name), { recursive: true });
  }
  for (const name of ['node_modules', 'dist']) {
    if (existsSync(join(root, name))) symlinkSync(join(root, name), join(copy, name));
  }
  return { copy, remove: () => rmSync(copy, { recursive: true, force: true }) };
}
