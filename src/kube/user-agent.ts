/** What the helper adds to its User-Agent, and what is read from it in an audit log. */

/**
 * Stands behind the User-Agent of a client that does not check the server's certificate. The server cannot see whether it
 * was checked; an honest client says when it was not.
 */
export const unverifiedMark = '(server not verified)';

/** False for a client that said that it did not check the server's certificate. */
export function saysVerified(userAgent: string | undefined): boolean {
  return !(userAgent ?? '').includes(unverifiedMark);
}
