/** The list of lessons that is meant on a command line. */
import { join, resolve } from 'node:path';
import { statNamed } from '../named-file.js';
import { packageRoot } from '../package-root.js';

/**
 * The course.yaml that is named by itself or by its folder; without a name that of this package. It may not be there. Throws
 * FILE_UNREADABLE where that cannot be told.
 */
export function courseFile(named: string | undefined): string {
  if (named === undefined) return join(packageRoot(), 'notebooks', 'course.yaml');
  const isFolder = statNamed(named)?.isDirectory() ?? !named.endsWith('.yaml');
  return isFolder ? resolve(named, 'course.yaml') : resolve(named);
}
