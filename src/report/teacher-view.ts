/** The plain data of a teacher's page about one submission, already without secrets. */
import type { FeedbackView, RequestView } from './feedback-view.js';

/** The data of a learner's page, and those for the teacher alone; here `checks` and `requests` hold the hidden ones, too. */
export interface TeacherView extends FeedbackView {
  status: 'graded' | 'not graded';
  /** How the run went: when, how long. */
  run: readonly string[];
  /** The number of further requests. */
  left: number;
  /** The requests that each check rests on. */
  basis: readonly Basis[];
  /** The learner's own page, relative to this one. */
  feedback?: string;
}

/** The requests that a check rests on; for a check that did not pass, the requests it looked at. */
export interface Basis {
  /** The id of the check. */
  check: string;
  requests: readonly RequestView[];
  /** The number of further requests. */
  more: number;
}
