/** Requests about an object that may go or change meanwhile. */
import type { StoredObject } from '../../kube/object.js';
import { isApiError, isNamespaceTerminating } from '../../kube/status.js';
import type { ClusterClient, Target } from '../client/client.js';

/** A refusal that may be no fault; of the last kind is the 403 of a namespace that is going. */
type Refusal = 'NotFound' | 'Conflict' | 'AlreadyExists' | 'NamespaceTerminating';

const isRefusal = (error: unknown, refusal: Refusal): boolean =>
  refusal === 'NamespaceTerminating' ? isNamespaceTerminating(error) : isApiError(error, refusal);

/** Resolves when the work is done, or was refused in one of these ways. Rejects with any other error. */
export async function allowing(refusals: readonly Refusal[], work: () => unknown): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!refusals.some((refusal) => isRefusal(error, refusal))) throw error;
  }
}

/** Resolves when the work is done, or when its object was not found, which is no fault. Rejects with any other error. */
export const whileThere = (work: () => unknown): Promise<void> => allowing(['NotFound'], work);

/** The object; undefined when there is none. Rejects with any other error. */
export async function found<T extends StoredObject>(client: ClusterClient, at: Target): Promise<T | undefined> {
  try {
    return await client.get<T>(at);
  } catch (error) {
    if (isApiError(error, 'NotFound')) return undefined;
    throw error;
  }
}
