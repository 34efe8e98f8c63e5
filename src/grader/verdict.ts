/** What the judgement of one submission says. The same submission gives the same verdict, to the byte. */

/** The verdict about one submission. */
export interface Verdict {
  exercise: string;
  points: number;
  maxPoints: number;
  checks: CheckVerdict[];
  deductions: DeductionVerdict[];
  /** True when the record was the client's own; whoever shows the verdict says so. */
  byOwnRecord: boolean;
  /** Faults of the rubric that this submission brought out: somebody has to look at it. Absent without one. */
  faults?: readonly RubricFault[];
}

/** An expression of the rubric that failed when it was held against a submission. */
export interface RubricFault {
  /** Of the check or deduction. */
  id: string;
  /** What the expression failed of: `no such key: data`. */
  message: string;
}

/** What became of one check. */
export interface CheckVerdict {
  id: string;
  title: string;
  task: string;
  visibility: 'shown' | 'hidden';
  points: number;
  maxPoints: number;
  /**
   * `blocked`: a check that it requires has not passed. `follows`: it earns its points, since it was done right and came to
   * nothing because of an earlier fault alone.
   */
  status: 'passed' | 'partly' | 'failed' | 'blocked' | 'follows';
  /**
   * What the server saw, in one sentence without uids, times and tokens: `deployments/nginx was created by "minikube-user"
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
