/** `check` of notebooks. The grader is loaded for the first task to judge, so that a first cell does not wait for it. */
import { KubelabError } from '../errors.js';
import { refusePromises } from '../forgotten-await.js';
import type { CheckOptions, CheckResult } from './api.js';
import { notGraded, uncheckedResult } from './result.js';
import { rubricFile, rubricFolders } from './rubric-files.js';

/**
 * Says whether a task is done, judged by what the API server saw since this program began: `check('04-activity/token')`,
 * or `check('04-activity')` for all of its tasks. Does not throw for a task that is not done, nor where the client may not
 * look at the cluster: then the result says so. Throws ARGUMENT_INVALID for a task that does not exist, and as
 * `connect()` does. With `nbgrader` it throws TASK_NOT_DONE for a task that has earned no point, and ENVIRONMENT where it
 * cannot be judged.
 */
export async function check(
  name: string,
  { hint = 1, client, nbgrader = false }: CheckOptions = {},
): Promise<CheckResult> {
  refusePromises('check', [name, { client }]);
  const [lesson = '', task] = String(name).split('/');
  if (!Number.isInteger(hint) || hint < 0) {
    throw new KubelabError('ARGUMENT_INVALID', `a hint has a level from 0 upwards, and this is ${String(hint)}`, {
      hint: `write check('${name}', { hint: 2 })`,
    });
  }
  const file = rubricFile(lesson, rubricFolders(process.cwd()));
  if (file === undefined) {
    const why = 'There are no rubrics here; a grader keeps them to itself.';
    if (nbgrader) throw notGraded(name, why);
    return uncheckedResult(name, why);
  }
  const { checkTask } = await import('./check-task.js');
  return checkTask({ name, file, task, hint, client, nbgrader });
}
