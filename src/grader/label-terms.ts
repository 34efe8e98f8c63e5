/** The label selector of a list or a watch, and whether it selects a rubric's labels and nothing beside them. */
import { parseLabelSelector } from '../kube/label-selector.js';
import { matchesLabels, type Requirement } from '../kube/selector.js';

/** The selectors that narrow a list, as its query says them; empty texts without them. */
export interface Selection {
  labels: string;
  fields: string;
}

/** The selectors in the query of a request's URI. */
export function selectionOf(requestURI: string): Selection {
  const cut = requestURI.indexOf('?');
  const query = new URLSearchParams(cut < 0 ? '' : requestURI.slice(cut + 1));
  return { labels: query.get('labelSelector') ?? '', fields: query.get('fieldSelector') ?? '' };
}

/**
 * True when the selection lets all objects with these labels through, and none that have another value in one of them:
 * `app!=nginx` selects no pod of nginx, `app` or `app in (nginx, web)` selects others as well, and a field selector may leave
 * some out.
 */
export function selectsOnly(selection: Selection, labels: Readonly<Record<string, string>>): boolean {
  let terms: Requirement[];
  try {
    terms = parseLabelSelector(selection.labels);
  } catch {
    return false; // the server refused it, too
  }
  return (
    selection.fields === '' &&
    matchesLabels(terms, labels) &&
    Object.entries(labels).every(([key, value]) =>
      terms.some((term) => term.key === key && term.operator === 'in' && term.values.every((one) => one === value)),
    )
  );
}
