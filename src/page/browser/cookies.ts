/** Whether the browser keeps cookies for this page: the server knows a page by one. */

/** The sentences for a browser that keeps none. */
export const NO_COOKIES =
  'This browser keeps no cookies for this page, and kubelab knows its pages by them. Allow cookies for this address, and press o in the terminal where kubelab runs for a fresh one; or take another browser, or the terminal: npx kubelab start --terminal';

/** True when the page may use its storage; a browser that blocks cookies throws at the first look. */
export function hasStorage(): boolean {
  try {
    return localStorage !== null && sessionStorage !== null;
  } catch {
    return false;
  }
}
