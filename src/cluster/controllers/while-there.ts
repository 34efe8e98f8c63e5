/** Work on an object that may go meanwhile. */
import { isApiError } from '../../kube/status.js';

/** Resolves when the work is done, or when its object was not found, which is no fault. Rejects with any other error. */
export async function whileThere(work: () => unknown): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!isApiError(error, 'NotFound')) throw error;
  }
}
