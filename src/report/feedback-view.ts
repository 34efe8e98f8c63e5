/** The plain data of a learner's page, already without secrets. The caller chooses the data; this folder, how they look. */
import type { CheckVerdict, DeductionVerdict } from '../grader/verdict.js';

/** The page of one submission. */
export interface FeedbackView {
  learner: string;
  /** The exercise's title. */
  title: string;
  points: number;
  maxPoints: number;
  /** Why the submission was not graded; such a page holds nothing else. */
  reason?: string;
  checks: readonly CheckVerdict[];
  deductions: readonly DeductionVerdict[];
  marks: readonly MarkView[];
  /** True when the record was the client's own. */
  byOwnRecord: boolean;
  /** Warnings for the learner about the run: a time-out, a kernel that ended. */
  warnings: readonly string[];
  cells: readonly CellView[];
  requests: readonly RequestView[];
}

/** A teacher's mark: points added to or taken from the verdict, or a comment. */
export interface MarkView {
  /** The change of the total. */
  points: number;
  kind: 'points' | 'late' | 'mark';
  comment?: string;
  /** The id of the check or cell that the mark is about; without one it is about the whole submission. */
  check?: string;
  cell?: string;
}

/** A cell of the run's notebook; `id` is how marks name it. */
export type CellView =
  | { kind: 'text'; id?: string; source: string }
  | {
      kind: 'code';
      id?: string;
      source: string;
      outcome: 'passed' | 'failed' | 'not run';
      outputs: readonly OutputView[];
    };

/** An output, as much of it as is shown. */
export type OutputView =
  | { kind: 'text' | 'error' | 'markdown'; text: string }
  /** A picture as `data:image/png;base64,…` or the same of JPEG. */
  | { kind: 'picture'; url: string }
  /** An output that cannot be shown here, in words. */
  | { kind: 'left out'; text: string };

/** A request that the API server saw, in the order in which it saw them. */
export interface RequestView {
  /** The user's name: `minikube-user`. */
  user: string;
  /** The kind of credential: `certificate`, `token`, … */
  credential: string;
  /** The verb: `create`. */
  verb: string;
  /** The resource and its object: `pods/exec lesson/web`; or a path. */
  what: string;
  /** The status code of the answer; 0 when there was none. */
  status: number;
  /** How many requests alike came one after another. */
  times: number;
  /** The titles of the shown checks that rest on this request. */
  checks: readonly string[];
}
