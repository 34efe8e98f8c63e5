/** Where Jupyter looks for kernels (https://docs.jupyter.org/en/latest/use/jupyter-directories.html#data-files). */
import { delimiter, join, resolve } from 'node:path';
import { homeFolder } from '../home.js';

/** The folder of kernelspecs below `prefix`, or the user's own without one. */
export function kernelsFolder(
  prefix: string | undefined,
  env: Record<string, string | undefined> = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  if (prefix !== undefined) return join(resolve(prefix), 'share', 'jupyter', 'kernels');
  return join(dataFolder(env, platform), 'kernels');
}

/**
 * The folders in which Jupyter looks, but for that of its own Python: those of JUPYTER_PATH, the user's, and those of the machine.
 */
export function allKernelsFolders(env: Record<string, string | undefined>): string[] {
  const named = (env.JUPYTER_PATH ?? '').split(delimiter).filter(Boolean);
  return [...named, dataFolder(env, process.platform), '/usr/local/share/jupyter', '/usr/share/jupyter'].map((folder) =>
    join(folder, 'kernels'),
  );
}

function dataFolder(env: Record<string, string | undefined>, platform: NodeJS.Platform): string {
  const home = env.HOME || env.USERPROFILE || homeFolder() || '/';
  if (env.JUPYTER_DATA_DIR) return env.JUPYTER_DATA_DIR;
  if (platform === 'darwin') return join(home, 'Library', 'Jupyter');
  if (platform === 'win32') return join(env.APPDATA || join(home, 'AppData', 'Roaming'), 'jupyter');
  return join(env.XDG_DATA_HOME || join(home, '.local', 'share'), 'jupyter');
}
