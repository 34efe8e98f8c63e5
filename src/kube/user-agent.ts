/** The helper's mark in its User-Agent, and its reading from an audit log. */

/**
 * Stands behind the User-Agent of a client that does not check the server's certificate. The server cannot see whether it
 * was checked; an honest client says when it was not.
 */
export const unverifiedMark = '(server not verified)';

/** False for a client that said that it did not check the server's certificate. */
export function saysVerified(userAgent: string | undefined): boolean {
  return !(userAgent ?? '').includes(unverifiedMark);
}

/**
 * The names by which kubelab's own requests go that are no work of a learner: those of a check, those that set cases up, and those
 * by which the page shows the cluster.
 */
export const checkUserAgent = 'kubelab-check';
export const workshopUserAgent = 'kubelab-workshop';
export const pageUserAgent = 'kubelab-page';

/** True for a request that is no learner's. */
export function isKubelabsOwn(userAgent: string | undefined): boolean {
  return [checkUserAgent, workshopUserAgent, pageUserAgent].some((own) => userAgent?.startsWith(own));
}
