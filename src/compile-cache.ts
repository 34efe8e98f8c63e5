/**
 * V8's compiled code of kubelab itself, kept by Node from one process to the next, so that a command starts sooner. Node 22
 * and later do it (https://nodejs.org/api/module.html#module-compile-cache), and see for themselves whether the cache belongs to
 * this Node and file. Earlier ones, and a package that this user cannot write, go without.
 */
import module from 'node:module';
import { join } from 'node:path';
import { packageRoot } from './package-root.js';

/** Turns the cache on. Earlier imports are not in it, so a program calls this first. Never fails. */
export function keepCompiledCode(): void {
  // not in the types of Node 20, which does not have it
  const { enableCompileCache } = module as { enableCompileCache?: (folder: string) => unknown };
  enableCompileCache?.(join(packageRoot(), 'node_modules', '.cache', 'kubelab', 'code'));
}
