/**
 * Another installation of this package, which a test may break: its own code and its own start-up snapshot, the same
 * libraries.
 */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const own = resolve(import.meta.dirname, '../..');

/** The folder of the installation, whose name has a space in it, and its removal. What is built (`dist`) has to be there. */
export function makeInstallation(): { root: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'kubelab-installed-'));
  const root = join(folder, 'kube lab');
  const modules = join(root, 'node_modules');
  mkdirSync(modules, { recursive: true });
  for (const name of ['package.json', 'dist', 'src', 'notebooks']) {
    cpSync(join(own, name), join(root, name), { recursive: true });
  }
  for (const name of readdirSync(join(own, 'node_modules'))) {
    if (!name.startsWith('.') && name !== 'kubelab') {
      symlinkSync(join(own, 'node_modules', name), join(modules, name));
    }
  }
  symlinkSync('..', join(modules, 'kubelab'));
  return { root, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
