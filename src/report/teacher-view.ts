/** What a teacher's page of one submission shows: plain data, already without secrets. */
import type { FeedbackView, RequestView } from './feedback-view.js';

/** What a teacher sees beside what a learner's page holds; here `checks` and `requests` have hidden ones in them, too. */
export interface TeacherView extends FeedbackView {
  status: 'graded' | 'not graded';
  /** How the run went: when, how long. */
  run: readonly string[];
  /** How many further requests there are. */
  left: number;
  /** What each check rests on. */
  basis: readonly Basis[];
  /** The learner's own page, relative to this one. */
  feedback?: string;
}

/** The requests that a check rests on; for one that did not pass, those that were looked at. */
export interface Basis {
  /** The id of the check. */
  check: string;
  requests: readonly RequestView[];
  /** How many further ones there are. */
  more: number;
}
