/** Commands for people to type who have not typed one here: what a cell says goes to a notebook, wherever that was opened. */
import { join } from 'node:path';
import { findProgram } from './find-program.js';
import { packageRoot } from './package-root.js';

/** The command line of `kubelab ARGS` in a terminal on this machine, in any folder. Throws ENVIRONMENT. */
export function typedCommand(args: string, env: Record<string, string | undefined>): string {
  if (findProgram('kubelab', env) !== undefined) return `kubelab ${args}`;
  const program = join(packageRoot(), 'dist', 'bin.js');
  return `node ${/^[\w./:\\-]+$/.test(program) ? program : JSON.stringify(program)} ${args}`;
}
