/** A copy of the package in which files may be changed; the libraries, `dist` and what lies beside the package are its own. */
import { cpSync, existsSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Makes the copy and gives its folder; `remove` takes it away. */
export function temporaryCopy(root: string): { copy: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'kubelab-mutants-'));
  const copy = join(folder, 'kubelab');
  for (const name of ['src', 'test', 'notebooks', 'package.json', 'tsconfig.json', 'README.md']) {
    cpSync(join(root, name), join(copy, name), { recursive: true });
  }
  for (const name of ['node_modules', 'dist']) {
    if (existsSync(join(root, name))) symlinkSync(join(root, name), join(copy, name));
  }
  // the recorded answers of a real kube-apiserver
  const shared = join(dirname(root), 'shared');
  if (existsSync(shared)) symlinkSync(realpathSync(shared), join(folder, 'shared'));
  return { copy, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
