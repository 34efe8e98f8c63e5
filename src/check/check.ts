/** `check` of notebooks. All that it needs is loaded when it is called, so that a first cell does not wait for it. */
import type { CheckOptions, CheckResult } from './api.js';

/**
 * Says whether a task is done, judged by what the API server saw since this program began: `check('04-activity/token')`,
 * or `check('04-activity')` for all of its tasks. Does not throw for a task that is not done, nor where the client may not
 * look at the cluster: then the result says so. Throws ARGUMENT_INVALID for a task that does not exist, and what
 * `connect()` throws.
 */
export async function check(name: string, options: CheckOptions = {}): Promise<CheckResult> {
  const { checkTask } = await import('./check-task.js');
  return checkTask(name, options);
}
