/** A foreign kernel under the name that the lessons ask for, which kubelab does not replace. */
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findProgram } from '../find-program.js';
import { isKubelabs } from '../kernel/kernelspec.js';

type Environment = Record<string, string | undefined>;

/** The folder of the kernelspec `tslab` in `folder` that is not kubelab's; undefined when there is none. */
export function foreignKernelIn(folder: string): string | undefined {
  const own = join(folder, 'tslab');
  const file = join(own, 'kernel.json');
  return existsSync(file) && !isKubelabs(readFileSync(file, 'utf8')) ? own : undefined;
}

/** The folder of a foreign `tslab` in this environment's Jupyter; undefined without Jupyter. */
export async function foreignKernel(env: Environment): Promise<string | undefined> {
  const jupyter = findProgram('jupyter', env);
  if (!jupyter) return undefined;
  try {
    const { stdout } = await promisify(execFile)(jupyter, ['--paths', '--json'], { env, timeout: 30_000 });
    // https://docs.jupyter.org/en/latest/use/jupyter-directories.html#data-files: the first that has a kernel is taken
    const { data } = JSON.parse(stdout) as { data: string[] };
    const folder = data
      .map((path) => join(path, 'kernels'))
      .find((path) => existsSync(join(path, 'tslab', 'kernel.json')));
    return folder === undefined ? undefined : foreignKernelIn(folder);
  } catch {
    return undefined; // a Jupyter that does not know its folders will say why when it is started
  }
}
