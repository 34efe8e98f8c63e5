/** Programs run as another user of this machine, which root alone can do. */
import { spawnSync } from 'node:child_process';
import { hasCommand } from './commands.js';
import { skip } from './skip.js';

/** The words before a command line that run it as the user of this number, who need have no name. */
export function asUser(uid: number): string[] {
  return ['setpriv', `--reuid=${uid}`, `--regid=${uid}`, '--clear-groups'];
}

/** Skips where nobody can be made another user, or where others cannot read Node or this checkout. */
export function needOtherUsers(context: Mocha.Context): void {
  if (process.getuid?.() !== 0) return void skip(context, 'root alone can run programs as another user');
  if (!hasCommand('setpriv')) return void skip(context, 'not installed: setpriv');
  const [program = '', ...words] = [...asUser(65_534), process.execPath, 'dist/bin.js', '--version'];
  const { status } = spawnSync(program, words, { env: { PATH: process.env.PATH, HOME: '/nonexistent' } });
  if (status !== 0) skip(context, 'another user cannot read Node or this folder');
}
