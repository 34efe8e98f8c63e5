/** The verdict about a submission: each check of a rubric held against the evidence, and nothing else. */

import { hundredths } from '../hundredths.js';
import type { Evidence } from './evidence.js';
import { type Case, type Finding, isNear } from './finding.js';
import { type Followed, followedVerdict } from './follows.js';
import { judgeCondition } from './judge-condition.js';
import type { Check, Rubric } from './rubric.js';
import { seenRequests } from './seen-request.js';
import { sentence } from './show-text.js';
import type { CheckVerdict, DeductionVerdict, RubricFault, Verdict } from './verdict.js';
import { leftAlone } from './was-written.js';

/** The verdict about the submission that `evidence` tells of. Never throws for a rubric that `parseRubric` gave. */
export function judge(rubric: Rubric, evidence: Evidence): Verdict {
  const places = new Map<string, number | undefined>();
  const judged: Case = {
    requests: seenRequests(evidence.audit, evidence.source),
    isOfRun: ({ event }) =>
      evidence.runBegan === undefined || Date.parse(event.requestReceivedTimestamp) >= evidence.runBegan,
    objects: evidence.objects,
    before: leftAlone(evidence),
    metAt: (id) => places.get(id),
    titleOf: (id) => rubric.checks.find((check) => check.id === id)?.title ?? id,
  };
  const faults: RubricFault[] = [];
  const note = (id: string, { fault }: Finding): void => {
    if (fault !== undefined) faults.push({ id, message: fault });
  };
  const passed = new Set<string>();
  const followed: Followed = new Map();
  const checks = rubric.checks.map((check): CheckVerdict => {
    const finding = judgeCondition(check.condition, judged);
    note(check.id, finding);
    if (finding.matches > 0) places.set(check.id, finding.place);
    const missing = check.requires.find((id) => !passed.has(id));
    if (missing !== undefined) return blocked(check, judged.titleOf(missing), finding);
    const verdict = verdictOf(check, finding);
    if (verdict.status === 'passed') passed.add(check.id);
    const causes = verdict.status === 'passed' ? [] : check.follows.filter((id) => !passed.has(id));
    return causes.length === 0 ? verdict : followedVerdict({ check, verdict, finding, causes, judged, followed });
  });
  const deductions = rubric.deductions.flatMap(({ condition, id, title, visibility, points }): DeductionVerdict[] => {
    const finding = judgeCondition(condition, judged);
    note(id, finding);
    return finding.matches > 0 ? [{ id, title, visibility, points, seen: finding.seen }] : [];
  });
  const earned = checks.reduce((sum, { points }) => sum + points, 0);
  const lost = deductions.reduce((sum, { points }) => sum + points, 0);
  return {
    exercise: rubric.exercise,
    points: Math.max(0, hundredths(earned - lost)),
    maxPoints: hundredths(rubric.checks.reduce((sum, { points }) => sum + points, 0)),
    checks,
    deductions,
    byOwnRecord: evidence.source === 'client',
    ...(faults.length > 0 ? { faults } : {}),
  };
}

function verdictOf(check: Check, { matches, seen, events }: Finding): CheckVerdict {
  const { id, title, task, visibility, points, count } = check;
  const met = Math.min(matches, count);
  const status = met === count ? 'passed' : met > 0 ? 'partly' : 'failed';
  return {
    id,
    title,
    task,
    visibility,
    points: hundredths((points * met) / count),
    maxPoints: points,
    status,
    seen: count > 1 && met > 0 ? `${met} of ${count}: ${seen}` : seen,
    hints: status === 'passed' ? [] : check.hints,
    events,
  };
}

/** The verdict about a check that waits for another. It still tells of a near miss: a token asked for before its account was there. */
function blocked(check: Check, before: string, finding: Finding): CheckVerdict {
  const { id, title, task, visibility, points, hints } = check;
  const waits = `counts only when "${before}" is done`;
  const seen = isNear(finding) ? sentence(`${waits}; ${finding.seen}`) : waits;
  return { id, title, task, visibility, points: 0, maxPoints: points, status: 'blocked', seen, hints, events: [] };
}
