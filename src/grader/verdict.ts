/** The verdict about one submission and its parts. The same submission gives the same verdict, to the byte. */

/** The verdict about one submission. */
export interface Verdict {
  exercise: string;
  points: number;
  maxPoints: number;
  checks: CheckVerdict[];
  deductions: DeductionVerdict[];
  /** True when the record was the client's own; a page that shows the verdict says so. */
  byOwnRecord: boolean;
  /** Faults of the rubric that this submission brought out, for a teacher to look at. Absent without one. */
  faults?: readonly RubricFault[];
}

/** An expression of the rubric that failed when it was held against a submission. */
export interface RubricFault {
  /** The id of the check or deduction. */
  id: string;
  /** The error of the expression: `no such key: data`. */
  message: string;
}

/** The verdict about one check. */
export interface CheckVerdict {
  id: string;
  title: string;
  task: string;
  visibility: 'shown' | 'hidden';
  points: number;
  maxPoints: number;
  /**
   * `blocked`: a check that it requires has not passed. `follows`: the check earns its points, since its step was done right and
   * failed because of an earlier fault alone.
   */
  status: 'passed' | 'partly' | 'failed' | 'blocked' | 'follows';
  /**
   * The server's record in one sentence without uids, times and tokens: `deployments/nginx was created by "minikube-user"
   * with a client certificate; asked for: "activity-sa" with its token`.
   */
  seen: string;
  /** The hints, weakest first; empty when it passed. */
  hints: readonly string[];
  /** `auditID`s of the events that earned its points, for the timeline; not part of results.json. Empty without points. */
  events: readonly string[];
}

/** A deduction that applied. */
export interface DeductionVerdict {
  id: string;
  title: string;
  visibility: 'shown' | 'hidden';
  points: number;
  seen: string;
}
