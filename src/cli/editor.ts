/** A cell in the reader's own editor. */
import { spawn } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { KubelabError } from '../errors.js';
import { findProgram } from '../find-program.js';
import { variableAssignment } from '../shell.js';
import { temporaryFolder } from '../temporary-folder.js';

const isWindows = process.platform === 'win32';

/** The command of the editor: `VISUAL`, `EDITOR`, else one that is installed; undefined when there is none. */
function findEditor(env: Record<string, string | undefined>): string | undefined {
  const usual = isWindows ? ['notepad'] : ['nano', 'vim', 'vi', 'ed'];
  return env.VISUAL || env.EDITOR || usual.find((name) => findProgram(name, env));
}

/**
 * Opens `code` in the editor, which has the terminal, and returns the reader's edit of it. Throws ENVIRONMENT when
 * there is no editor or it failed; the code is as it was then.
 */
export async function editCode(code: string, env: Record<string, string | undefined>): Promise<string> {
  const editor = findEditor(env);
  if (!editor)
    throw failed(
      'there is no editor',
      `name one in the variable EDITOR: ${variableAssignment('EDITOR', isWindows ? 'notepad' : 'nano')}`,
    );
  const folder = temporaryFolder('kubelab-edit-');
  try {
    const file = join(folder, 'cell.ts');
    writeFileSync(file, code.endsWith('\n') ? code : `${code}\n`, { mode: 0o600 });
    // EDITOR is a command with arguments ("code --wait"), which a shell takes apart.
    const child = isWindows
      ? spawn(`${editor} "${file}"`, { env, stdio: 'inherit', shell: true })
      : spawn('/bin/sh', ['-c', `${editor} "$1"`, 'sh', file], { env, stdio: 'inherit' });
    const end = await new Promise<string | undefined>((resolve) => {
      child.once('error', (error) => resolve(error.message));
      child.once('exit', (status, signal) => resolve(status === 0 ? undefined : `it ended with ${signal ?? status}`));
    });
    if (end) throw failed(`the editor "${editor}" failed: ${end}`, 'name another one in the variable EDITOR');
    return readFileSync(file, 'utf8').replace(/\n+$/, '');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function failed(message: string, hint: string): KubelabError {
  return new KubelabError('ENVIRONMENT', message, { hint });
}
