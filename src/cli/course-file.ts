/** The list of lessons that is meant on a command line. */
import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { packageRoot } from '../package-root.js';

/** The course.yaml that is named by itself or by its folder; without a name that of this package. It may not be there. */
export function courseFile(named: string | undefined): string {
  if (named === undefined) return join(packageRoot(), 'notebooks', 'course.yaml');
  const isFolder = statSync(named, { throwIfNoEntry: false })?.isDirectory() ?? !named.endsWith('.yaml');
  return isFolder ? resolve(named, 'course.yaml') : resolve(named);
}
