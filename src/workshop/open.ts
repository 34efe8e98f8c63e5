/** The workshop as notebooks import it: loaded when it is opened, so that other lessons do not wait for it. */
import { refusePromises } from '../forgotten-await.js';
import type { Client } from '../request/api.js';
import type { Workshop } from './api.js';

/**
 * Opens the workshop of broken set-ups on the cluster of `admin`: `const workshop = await openWorkshop(admin)`, and then
 * `await workshop.open('case-01')`. `KUBELAB_CASES=random:SEED` in the environment deals the cases anew. Throws
 * ARGUMENT_INVALID for another value of it.
 */
export async function openWorkshop(admin: Client): Promise<Workshop> {
  refusePromises('openWorkshop', [admin]);
  const { openWorkshop: open } = await import('./workshop.js');
  return open(admin);
}
