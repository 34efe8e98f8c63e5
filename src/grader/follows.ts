/**
 * Checks that follow from an earlier fault. A check names in `follows` the checks that its step builds on. Where one of them is
 * not done, the step cannot come to its end, however right it is: then the condition `instead` shows the step, mostly by its
 * request and the refusal, and earns the points. One fault is not punished twice.
 */
import type { Case, Finding } from './finding.js';
import { judgeCondition } from './judge-condition.js';
import type { Check } from './rubric.js';
import { sentence } from './show-text.js';
import type { CheckVerdict } from './verdict.js';

/**
 * By the id of a check that follows from an earlier fault: the id of the check whose fault it is, and whether `instead` showed the
 * step.
 */
export type Followed = Map<string, { root: string; isShown: boolean }>;

/** A check that was not met, and the one that it builds on. */
export interface FollowedCheck {
  check: Check;
  verdict: CheckVerdict;
  finding: Finding;
  /** The ids in `follows` of checks that have not passed, one or more. */
  causes: readonly string[];
  judged: Case;
  /** Gets an entry when this check follows from an earlier fault. */
  followed: Followed;
}

/** The verdict, with the points of `instead` where that is met, and naming the check whose fault it follows from. */
export function followedVerdict({ check, verdict, finding, causes, judged, followed }: FollowedCheck): CheckVerdict {
  const [cause = ''] = causes;
  const before = followed.get(cause);
  const root = before?.root ?? cause;
  const title = judged.titleOf(root);
  // anybody may send a request without a credential: it shows a step only to whom an earlier fault left none
  const isLeftWithout = causes.some((id) => followed.get(id)?.isShown);
  const requests = isLeftWithout ? judged.requests : judged.requests.filter(({ credential }) => credential !== 'none');
  const shown = check.instead && judgeCondition(check.instead, { ...judged, requests });
  if (shown && shown.matches > 0) {
    followed.set(check.id, { root, isShown: true });
    const seen = sentence(`${shown.seen}; follows from "${title}"`);
    return { ...verdict, status: 'follows', points: check.points, seen, hints: [], events: shown.events };
  }
  switch (finding.miss) {
    case 'refused':
    case 'state':
      followed.set(check.id, { root, isShown: false });
      return { ...verdict, seen: sentence(`${verdict.seen}; follows from "${title}"`) };
    case 'nothing':
      if (before) followed.set(check.id, { root, isShown: false });
      return { ...verdict, seen: sentence(`${verdict.seen}; it builds on "${title}"`) };
    default:
      return verdict;
  }
}
