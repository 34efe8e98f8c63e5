/**
 * The practice cluster's explanation of one request, beside the answer that Kubernetes gives: the reason of a 401 and the
 * rule behind a 403. A real API server keeps these in its log. Asked for by the `Audit-Id` of the answer.
 */

/** The stages that a request passes, in their order. */
export const stages = [
  'tls',
  'authentication',
  'authorization',
  /** The path and method lead to something that the server has. */
  'routing',
  /** Parameters and body are read; a patch is put onto the object. */
  'decoding',
  'admission',
  /** The object is held against the rules of its kind; roles and bindings against the rights of their writer. */
  'validation',
  'storage',
] as const;
/** One of {@link stages}. */
export type Stage = (typeof stages)[number];

/** One stage's finding about the request. */
export interface StageFinding {
  stage: Stage;
  /** `not asked` where the request has nothing for the stage: a GET is not validated. */
  outcome: 'passed' | 'refused' | 'not reached' | 'not asked';
  /** The finding, in a sentence. */
  detail: string;
  /** The remedy, in a sentence. */
  remedy?: string;
}

/** The findings for one request. */
export interface Explanation {
  auditID: string;
  findings: StageFinding[];
}

/** The path under which the practice cluster answers with an {@link Explanation}; no credential is needed, the id is it. */
export function explanationPath(auditID: string): string {
  return `/kubelab/explanations/${encodeURIComponent(auditID)}`;
}
