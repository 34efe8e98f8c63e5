/** Where the rubrics lie that a self-check goes by. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { KubelabError } from '../errors.js';
import { packageRoot } from '../package-root.js';

/**
 * The folders to look through, the first one that has the rubric counts: the rubrics of the copy's course
 * (`KUBELAB_RUBRICS`), beside the notebook, in the package.
 */
export function rubricFolders(workingFolder: string, env: Record<string, string | undefined> = process.env): string[] {
  const ofCourse = env.KUBELAB_RUBRICS ? [env.KUBELAB_RUBRICS] : [];
  return [...ofCourse, join(workingFolder, 'rubrics'), join(packageRoot(), 'notebooks', 'rubrics')];
}

/**
 * The file of a lesson's rubric, `rbac`, `03-rbac`, `03` or `3`; undefined where there are no rubrics at all, as in a grader's sandbox.
 * Throws ARGUMENT_INVALID for a lesson that has none.
 */
export function rubricFile(lesson: string, folders: readonly string[]): string | undefined {
  for (const folder of folders) {
    const names = namesIn(folder);
    const name =
      names.find((one) => one === lesson || one.replace(/^\d+-/, '') === lesson) ??
      (/^\d+$/.test(lesson) ? names.find((one) => Number.parseInt(one, 10) === Number(lesson)) : undefined);
    if (name !== undefined) return join(folder, `${name}.yaml`);
  }
  const known = [...new Set(folders.flatMap(namesIn))];
  if (known.length === 0) return undefined;
  throw new KubelabError('ARGUMENT_INVALID', `there is nothing to check for ${JSON.stringify(lesson)}`, {
    hint: `choose from ${known.join(', ')}`,
  });
}

function namesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => name.slice(0, -'.yaml'.length))
    .sort();
}
