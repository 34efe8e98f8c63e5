/** A copy of the package in which files may be changed; the libraries, `dist` and what lies beside the package are its own. */
import { cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Makes the copy and gives its folder, and another one for temporary files; `remove` takes both away. */
export function temporaryCopy(root: string): { copy: string; scratch: string; remove(): void } {
  // short names: the path of a Unix socket has 107 characters at most
  const folder = mkdtempSync(join(tmpdir(), 'kl-mutants-'));
  const [copy, scratch] = [join(folder, 'kubelab'), join(folder, 't')];
  mkdirSync(scratch);
  for (const name of ['src', 'test', 'notebooks', 'package.json', 'tsconfig.json', 'README.md']) {
    cpSync(join(root, name), join(copy, name), { recursive: true });
  }
  for (const name of ['node_modules', 'dist']) {
    if (existsSync(join(root, name))) symlinkSync(join(root, name), join(copy, name));
  }
  // the recorded answers of a real kube-apiserver
  const shared = join(dirname(root), 'shared');
  if (existsSync(shared)) symlinkSync(realpathSync(shared), join(folder, 'shared'));
  return { copy, scratch, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
