/** The lessons in Jupyter: JupyterLab, else the classic Notebook, with kubelab's kernel known to it alone. */
import { spawn } from 'node:child_process';
import { delimiter, dirname, relative } from 'node:path';
import { KubelabError } from '../errors.js';
import { findProgram } from '../find-program.js';
import { kubelabHome } from '../home.js';
import type { Lessons } from './commands/start.js';
import { EXIT, type ExitCode } from './exit-codes.js';
import type { Io } from './terminal/terminal.js';

/** The front end on the PATH; undefined when there is none. `jupyter` alone, without one of them, opens no notebook. */
export function findJupyter(env: Record<string, string | undefined>): string | undefined {
  if (!findProgram('jupyter', env)) return undefined;
  return findProgram('jupyter-lab', env) ?? findProgram('jupyter-notebook', env);
}

/** Runs it in the foreground until the reader ends it. Throws ENVIRONMENT when it does not start or fails. */
export async function openJupyter(program: string, { course, lesson, env }: Lessons, io: Io): Promise<ExitCode> {
  const folder = dirname(course.lessons[0]?.file ?? course.folder);
  const file = (lesson ?? course.lessons[0])?.file ?? folder;
  const jupyterPath = [kubelabHome(io.env).jupyter, io.env.JUPYTER_PATH].filter(Boolean).join(delimiter);
  io.out.line('Jupyter opens with the lessons. To leave, press Ctrl-C here twice, or choose "Shut Down" in its menu.');
  // Jupyter refuses to run as root unless told so; whoever is root here (in a container, say) has decided that already.
  const asRoot = process.getuid?.() === 0 ? ['--allow-root'] : [];
  const child = spawn(program, [relative(folder, file), ...asRoot], {
    cwd: folder,
    env: { ...env, JUPYTER_PATH: jupyterPath },
    stdio: 'inherit',
  });
  const forward = (): void => {
    child.kill('SIGTERM');
  };
  io.signals.interruption.addEventListener('abort', forward);
  // Ctrl-C reaches Jupyter by itself, as it is in the foreground; it asks before it ends.
  const end = await io.signals.ignoringInterrupts(
    () =>
      new Promise<{ code: number | null; error?: Error }>((resolve) => {
        child.once('error', (error) => resolve({ code: null, error }));
        child.once('exit', (code) => resolve({ code }));
      }),
  );
  io.signals.interruption.removeEventListener('abort', forward);
  io.signals.interruption.throwIfAborted();
  if (end.error || (end.code !== null && end.code !== 0)) {
    throw new KubelabError('ENVIRONMENT', `Jupyter failed: ${end.error?.message ?? `exit code ${end.code}`}`, {
      hint: 'see what it says above, or take the lessons in the terminal: kubelab start --no-jupyter',
      place: { file: program },
    });
  }
  return EXIT.ok;
}
