/** Folders for files that are needed for a while. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterFailedWrite, KubelabError } from './errors.js';
import { variableAssignment } from './shell.js';

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'it is not there',
  ENOTDIR: 'it is not a folder',
  EACCES: 'you may not write there',
  EPERM: 'you may not write there',
  EROFS: 'it can only be read',
};

/** Makes a folder (mode 0700) in `parent`, whose name begins with `prefix`, and returns its path. Throws ENVIRONMENT. */
export function temporaryFolder(prefix: string, parent: string = tmpdir()): string {
  try {
    return mkdtempSync(join(parent, prefix));
  } catch (cause) {
    const { code = '', message } = cause as NodeJS.ErrnoException;
    const [name, value] = process.platform === 'win32' ? ['TEMP', 'FOLDER'] : ['TMPDIR', '/tmp'];
    const hint = `name a folder that you can write to in the variable ${name}: ${variableAssignment(name, value)}`;
    throw new KubelabError(
      'ENVIRONMENT',
      `Nothing can be made in ${parent}, the folder for temporary files: ${reasons[code] ?? message}.`,
      {
        hint: afterFailedWrite(message, hint),
        cause,
      },
    );
  }
}
