/**
 * Whether a rubric tells right from wrong, by the evidence of two runs: nothing done earns nothing, the solution earns all,
 * and each check fails once the requests and objects that it rests on are left out, or came from somebody else.
 */
import type { Evidence } from '../grader/evidence.js';
import { judge } from '../grader/judge.js';
import type { Check, Condition, Rubric } from '../grader/rubric.js';
import type { AuditEvent } from '../kube/audit-event.js';
import type { CourseFault } from './check-files.js';

/** Everything wrong with the rubric. */
export function rubricFaults(rubric: Rubric, untouched: Evidence, solved: Evidence): CourseFault[] {
  const place = { file: rubric.file };
  const faults: CourseFault[] = [];
  for (const { id, points, seen } of judge(rubric, untouched).checks) {
    if (points === 0) continue;
    faults.push({
      message: `the check ${id} gives ${points} for the notebook as it is handed out: ${seen}`,
      hint: 'ask for something that the notebook does not do by itself',
      place,
    });
  }
  const verdict = judge(rubric, solved);
  for (const { id, points, maxPoints, seen } of verdict.checks) {
    if (points === maxPoints) continue;
    faults.push({
      message: `the check ${id} gives ${points} of ${maxPoints} for the solution: ${seen}`,
      hint: 'mend the condition, or the solution',
      place,
    });
  }
  for (const { id, points, seen } of verdict.deductions) {
    faults.push({
      message: `the deduction ${id} takes ${points} from the solution: ${seen}`,
      hint: 'mend one of both',
      place,
    });
  }
  if (faults.length > 0) return faults;
  return rubric.checks.flatMap((check) =>
    failingCases(check)
      .filter((failing) => !canFail(rubric, check, solved, failing))
      .map(({ what }) => ({
        message: `the check ${check.id} passes also when ${what}`,
        hint: 'name in its condition what only the solution does',
        place,
      })),
  );
}

interface FailingCase {
  /** Completes "passes also when …". */
  what: string;
  /** What becomes of an event that the check rests on. */
  change: (event: AuditEvent) => AuditEvent[];
  /** The objects at the end. */
  objects: (solved: Evidence) => Evidence['objects'];
}

/** What the check has to fail of. */
function failingCases({ condition }: Check): FailingCase[] {
  const leftOut: FailingCase = {
    what: 'what it asks for is left out',
    change: () => [],
    objects: ({ before }) => before,
  };
  const bySomebodyElse: FailingCase = {
    what: 'somebody else did it',
    change: ({ impersonatedUser: _, ...event }) => [{ ...event, user: { username: somebodyElse } }],
    objects: ({ objects }) => objects,
  };
  return asksWho(condition) ? [leftOut, bySomebodyElse] : [leftOut];
}

const somebodyElse = 'somebody-else';

/** Whether every way to meet the condition asks who it was. */
function asksWho(condition: Condition): boolean {
  if (condition.is === 'all') return condition.of.some(asksWho);
  if (condition.is === 'any') return condition.of.every(asksWho);
  return condition.is === 'request' && condition.request.user !== undefined;
}

/**
 * Whether the check, taken by itself, fails of the solution's evidence so changed. A verdict may name only some of the
 * events that would do, so the others are changed, too, until the check fails or rests on what was changed already; one
 * that names none (an expression) may rest on any.
 */
function canFail(rubric: Rubric, check: Check, solved: Evidence, { change, objects }: FailingCase): boolean {
  const alone = { ...rubric, checks: rubric.checks.map((one) => (one === check ? { ...one, requires: [] } : one)) };
  const changed = new Set<string>();
  let evidence: Evidence = { ...solved, objects: objects(solved) };
  for (;;) {
    const verdict = judge(alone, evidence).checks.find(({ id }) => id === check.id);
    if (verdict?.status !== 'passed') return true;
    const named = verdict.events.length > 0 ? verdict.events : evidence.audit.map(({ auditID }) => auditID);
    const rests = new Set(named.filter((id) => !changed.has(id)));
    if (rests.size === 0) return false;
    for (const id of rests) changed.add(id);
    evidence = {
      ...evidence,
      audit: evidence.audit.flatMap((event) => (rests.has(event.auditID) ? change(event) : [event])),
    };
  }
}
