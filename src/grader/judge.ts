/** The verdict about a submission: each check of a rubric held against the evidence, and nothing else. */
import { judgeAccess } from './access.js';
import { judgeCel } from './cel.js';
import type { Evidence } from './evidence.js';
import type { Case, Finding } from './finding.js';
import { judgeObject } from './object.js';
import { judgeRequest } from './request.js';
import type { Check, Condition, Rubric } from './rubric.js';
import { seenRequests } from './seen-request.js';
import { sentence } from './show-text.js';
import type { CheckVerdict, DeductionVerdict, Verdict } from './verdict.js';

/** The verdict about the submission that `evidence` tells of. Never throws for a rubric that `parseRubric` gave. */
export function judge(rubric: Rubric, evidence: Evidence): Verdict {
  const places = new Map<string, number | undefined>();
  const judged: Case = {
    requests: seenRequests(evidence.audit, evidence.source),
    objects: evidence.objects,
    before: evidence.before,
    metAt: (id) => places.get(id),
    titleOf: (id) => rubric.checks.find((check) => check.id === id)?.title ?? id,
  };
  const passed = new Set<string>();
  const checks = rubric.checks.map((check): CheckVerdict => {
    const finding = judgeCondition(check.condition, judged);
    if (finding.matches > 0) places.set(check.id, finding.place);
    const missing = check.requires.find((id) => !passed.has(id));
    const verdict =
      missing === undefined ? verdictOf(check, finding) : blocked(check, judged.titleOf(missing), finding);
    if (verdict.status === 'passed') passed.add(check.id);
    return verdict;
  });
  const deductions = rubric.deductions.flatMap(({ condition, id, title, visibility, points }): DeductionVerdict[] => {
    const { matches, seen } = judgeCondition(condition, judged);
    return matches > 0 ? [{ id, title, visibility, points, seen }] : [];
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

/** What came close is told all the same: a token that was asked for before its account was there says so. */
function blocked(check: Check, before: string, finding: Finding): CheckVerdict {
  const { id, title, task, visibility, points, hints } = check;
  const waits = `counts only when "${before}" is done`;
  const seen = finding.near ? sentence(`${waits}; ${finding.seen}`) : waits;
  return { id, title, task, visibility, points: 0, maxPoints: points, status: 'blocked', seen, hints, events: [] };
}

function judgeCondition(condition: Condition, judged: Case): Finding {
  switch (condition.is) {
    case 'request':
      return judgeRequest(condition.request, judged);
    case 'object':
      return judgeObject(condition.object, judged);
    case 'access':
      return judgeAccess(condition.access, judged);
    case 'cel':
      return judgeCel(condition, judged);
    case 'all':
      return allOf(condition.of.map((part) => judgeCondition(part, judged)));
    case 'any':
      return anyOf(condition.of.map((part) => judgeCondition(part, judged)));
  }
}

/** Met as often as the part that is met the least, once the last of the parts is. */
function allOf(parts: readonly Finding[]): Finding {
  const failed = parts.filter(({ matches }) => matches === 0);
  const told = failed.length > 0 ? failed : parts;
  const places = parts.flatMap(({ place }) => (place === undefined ? [] : [place]));
  return {
    matches: Math.min(...parts.map(({ matches }) => matches)),
    seen: sentence(told.map(({ seen }) => seen).join('; ')),
    near: failed.some(({ near }) => near),
    place: failed.length > 0 || places.length === 0 ? undefined : Math.max(...places),
    events: told.flatMap(({ events }) => events),
  };
}

/** Met as often as the part that is met the most, as soon as one is. */
function anyOf(parts: readonly Finding[]): Finding {
  const most = Math.max(...parts.map(({ matches }) => matches));
  const met = parts.filter(({ matches }) => matches === most && most > 0);
  const told = met[0] ?? parts.find(({ near }) => near) ?? parts[0];
  const places = parts.flatMap(({ matches, place }) => (matches > 0 && place !== undefined ? [place] : []));
  return {
    matches: most,
    seen: told?.seen ?? '',
    near: told?.near ?? false,
    place: places.length > 0 ? Math.min(...places) : undefined,
    events: told?.events ?? [],
  };
}

/** Thirds of points would not add up in a table. */
function hundredths(points: number): number {
  return Math.round(points * 100) / 100;
}
