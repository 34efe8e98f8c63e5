/**
 * How the kernel is started: as a kernelspec that any Jupyter can use, and as a command for kubelab's own client.
 * `installKernelspec(home)` registers it for this project alone, `kernelCommand({ folder, env })` is for `startKernel`.
 */
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { KubelabError } from '../errors.js';
import type { Home } from '../home.js';
import { kernelFolder, packageRoot } from './kernel-folder.js';
import { kernelSnapshot, snapshotOptions } from './snapshot.js';

/** The kernelspec's name, which notebooks carry in `metadata.kernelspec.name`. */
const KERNEL_NAME = 'tslab';

/** A command that starts the kernel; `{connection_file}` in `argv` stands for the file its client writes. */
export interface KernelCommand {
  argv: string[];
  cwd: string;
  env: Record<string, string | undefined>;
}

/**
 * Writes the kernelspec `tslab` for this installation below `home.jupyter` (a folder for `JUPYTER_PATH`) and returns the
 * path of its kernel.json. Throws FILE_UNREADABLE when that folder cannot be written.
 * https://jupyter-client.readthedocs.io/en/stable/kernels.html#kernel-specs
 */
export function installKernelspec(home: Pick<Home, 'jupyter'>): string {
  const folder = join(home.jupyter, 'kernels', KERNEL_NAME);
  const file = join(folder, 'kernel.json');
  const spec = {
    argv: [...launchArguments(), '{connection_file}'],
    display_name: 'TypeScript (kubelab)',
    language: 'typescript',
    interrupt_mode: 'signal',
  };
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const draft = `${file}.${process.pid}`;
    writeFileSync(draft, `${JSON.stringify(spec, null, 2)}\n`);
    renameSync(draft, file);
  } catch (cause) {
    throw new KubelabError('FILE_UNREADABLE', `the kernelspec cannot be written: ${(cause as Error).message}`, {
      hint: 'make the folder writable, or set KUBELAB_HOME to one that is',
      place: { file },
      cause,
    });
  }
  return file;
}

/**
 * The command for `startKernel` of a notebook that lies in `folder`. Its third descriptor is watched: the kernel ends
 * when the pipe there closes; not with `watched: false`, for a caller that sees to its end in another way. Throws ENVIRONMENT when `kubelab` cannot be imported by notebooks.
 */
export function kernelCommand(options: {
  folder: string;
  env?: Record<string, string | undefined>;
  watched?: boolean;
}): KernelCommand {
  const { folder, env = process.env, watched = true } = options;
  return {
    argv: [...launchArguments(kernelSnapshot(env)), '{connection_file}', ...(watched ? ['--parent-fd=3'] : [])],
    cwd: kernelFolder(folder),
    env,
  };
}

function launchArguments(snapshot?: string): string[] {
  return [process.execPath, ...snapshotOptions(snapshot), join(packageRoot(), 'dist', 'kernel', 'launch.js')];
}
