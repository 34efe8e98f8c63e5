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
}

/** What became of one check. */
export interface CheckVerdict {
  id: string;
  title: string;
  task: string;
  visibility: 'shown' | 'hidden';
  points: number;
  maxPoints: number;
  /** `blocked`: a check that it requires has not passed. */
  status: 'passed' | 'partly' | 'failed' | 'blocked';
  /**
   * What the server saw, in one sentence without uids, times and tokens: `deployments/nginx was created by "minikube-user"
   * with a client certificate; asked for: "activity-sa" with its token`.
   */
  seen: string;
  /** The hints, weakest first; empty when it passed. */
  hints: readonly string[];
  /** `auditID`s of the events that it rests on, for the timeline; not part of results.json. */
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
