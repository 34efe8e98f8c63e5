/** The content of a teacher's page beyond a learner's page: all requests, and the requests that each check rests on. */
import type { Evidence } from '../../grader/evidence.js';
import type { Verdict } from '../../grader/verdict.js';
import type { RequestView } from '../../report/feedback-view.js';
import type { Basis } from '../../report/teacher-view.js';
import { feedbackContent } from './feedback-content.js';

/** The part of a teacher's page that comes from the evidence. */
export interface TeacherContent {
  /** The requests, with the titles of hidden checks, too. */
  requests: RequestView[];
  /** How many further requests there are. */
  left: number;
  /** The basis of each check that rests on requests. */
  basis: Basis[];
}

/** The requests that are kept: of the whole run, and of one check. */
const MOST_REQUESTS = { run: 3000, check: 20 };

/** The content for the page of a teacher. */
export function teacherContent(evidence: Evidence, verdict: Verdict): TeacherContent {
  const checks = verdict.checks.map((check) => ({ ...check, visibility: 'shown' as const }));
  const basis = verdict.checks.flatMap(({ id, events }): Basis[] => {
    if (events.length === 0) return [];
    const ids = new Set(events);
    const audit = evidence.audit.filter(({ auditID }) => ids.has(auditID));
    const { requests } = feedbackContent(undefined, { ...evidence, audit }, { ...verdict, checks: [] });
    const kept = requests.slice(0, MOST_REQUESTS.check);
    return [{ check: id, requests: kept, more: requests.length - kept.length }];
  });
  const { requests } = feedbackContent(undefined, evidence, { ...verdict, checks });
  const kept = requests.slice(0, MOST_REQUESTS.run);
  return { requests: kept, left: requests.length - kept.length, basis };
}
