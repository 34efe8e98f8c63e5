/** Whether this page looks at the cluster: while its column is open and the tab is seen, so that nothing is asked in vain. */
import { ask, page, setPage } from './store.js';

/** The id of the column. */
export const COLUMN = 'cluster';
/** At this width there is room for the column beside the lesson. */
const BESIDE = '(min-width: 1320px)';
/** The reader's choice where there is room. */
const FOLDED = 'kubelab-cluster-folded';
const NAMESPACE = 'kubelab-namespace';

/** Opens the column where there is room for it, and follows the reader's use of the tab. */
export function startLooking(): void {
  const beside = matchMedia(BESIDE);
  const adapt = (): void => {
    setPage({ column: beside.matches && localStorage.getItem(FOLDED) === null });
    look();
  };
  adapt();
  beside.addEventListener('change', adapt);
  document.addEventListener('visibilitychange', look);
}

/** Opens the column, or folds it. */
export function toggleColumn(): void {
  const column = !page().column;
  if (matchMedia(BESIDE).matches) {
    if (column) localStorage.removeItem(FOLDED);
    else localStorage.setItem(FOLDED, 'yes');
  }
  setPage({ column, menu: false });
  if (!column) document.querySelector<HTMLElement>('.pill.cluster')?.focus();
  look();
}

/** Shows another namespace. */
export function chooseNamespace(namespace: string): void {
  sessionStorage.setItem(NAMESPACE, namespace);
  look();
}

/** Tells the server whether this page looks, and at which namespace. */
export function look(): void {
  const open = page().column && document.visibilityState === 'visible';
  ask({ type: 'look', open, namespace: sessionStorage.getItem(NAMESPACE) ?? '' });
}
