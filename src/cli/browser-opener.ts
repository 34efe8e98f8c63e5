/** The program by which this machine opens addresses. */
import { findProgram } from '../find-program.js';

/** The program that opens a browser; undefined where there is none, or no screen for it. */
export function findBrowserOpener(env: Record<string, string | undefined>): string | undefined {
  if (process.platform === 'darwin') return findProgram('open', env);
  if (process.platform === 'win32') return findProgram('explorer', env);
  if (env.BROWSER) return findProgram(env.BROWSER, env);
  if (!env.DISPLAY && !env.WAYLAND_DISPLAY) return undefined;
  return findProgram('xdg-open', env);
}
