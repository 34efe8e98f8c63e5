/**
 * Whether a rubric tells right from wrong, by the evidence of two runs: the untouched notebook earns nothing, the solution earns
 * all, and each check fails once the requests and objects that it rests on are left out, or came from another user.
 */
import type { Evidence } from '../grader/evidence.js';
import { judge } from '../grader/judge.js';
import type { Check, Condition, Rubric } from '../grader/rubric.js';
import type { Verdict } from '../grader/verdict.js';
import type { AuditEvent } from '../kube/audit-event.js';
import type { CourseFault } from './check-files.js';

/** All faults of the rubric. */
export function rubricFaults(rubric: Rubric, untouched: Evidence, solved: Evidence): CourseFault[] {
  const place = { file: rubric.file };
  const faults: CourseFault[] = [];
  const faulty = new Set<string>();
  const [untouchedVerdict, verdict] = [judge(rubric, untouched), judge(rubric, solved)];
  const broken = new Map(
    [...(untouchedVerdict.faults ?? []), ...(verdict.faults ?? [])].map(({ id, message }) => [id, message]),
  );
  for (const [id, message] of broken) {
    faulty.add(id);
    faults.push(brokenExpression(rubric, id, message));
  }
  for (const { id, points, seen } of untouchedVerdict.checks) {
    if (points === 0) continue;
    faulty.add(id);
    faults.push({
      message: `the check ${id} gives ${points} for the notebook as it is handed out: ${seen}`,
      hint: 'ask for something that the notebook does not do by itself',
      place,
    });
  }
  for (const { id, points, maxPoints, seen } of verdict.checks) {
    if (points === maxPoints || broken.has(id)) continue;
    faulty.add(id);
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
  // a check with a fault of another kind would be told twice
  const sound = rubric.checks.filter(({ id }) => !faulty.has(id));
  const idle = sound.flatMap((check) =>
    failingCases(check).flatMap((failing): CourseFault[] => {
      const without = withoutIt(rubric, check, solved, failing);
      const fault = without.faults?.find(({ id }) => id === check.id);
      if (fault) return [brokenExpression(rubric, check.id, `${fault.message}, when ${failing.what}`)];
      if (!without.checks.some(({ id, status }) => id === check.id && status === 'passed')) return [];
      return [
        {
          message: `the check ${check.id} passes also when ${failing.what}`,
          hint: 'name in its condition what only the solution does',
          place,
        },
      ];
    }),
  );
  return [...faults, ...idle];
}

function brokenExpression({ file }: Rubric, id: string, message: string): CourseFault {
  return {
    message: `the expression of ${id} fails: ${message}`,
    hint: 'it is for every submission: ask by has() whether a field is there before it is read',
    place: { file },
  };
}

interface FailingCase {
  /** Completes "passes also when …". */
  what: string;
  /** The events in place of one that the check rests on. */
  change: (event: AuditEvent) => AuditEvent[];
  /** The objects at the end. */
  objects: (solved: Evidence) => Evidence['objects'];
}

/** The changes of the evidence by which the check has to fail. */
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

/** Whether every way to meet the condition asks for a user. */
function asksWho(condition: Condition): boolean {
  if (condition.is === 'all') return condition.of.some(asksWho);
  if (condition.is === 'any') return condition.of.every(asksWho);
  return condition.is === 'request' && condition.request.user !== undefined;
}

/**
 * The verdict on the solution's evidence so changed, with the check taken by itself. A verdict may name only some of the
 * events that would do, so the others are changed, too, until the check fails or rests on changed events alone; a verdict
 * that names no event (an expression) may rest on any.
 */
function withoutIt(rubric: Rubric, check: Check, solved: Evidence, { change, objects }: FailingCase): Verdict {
  const alone = byItself(rubric, check);
  const changed = new Set<string>();
  let evidence: Evidence = { ...solved, objects: objects(solved) };
  for (;;) {
    const whole = judge(alone, evidence);
    const verdict = whole.checks.find(({ id }) => id === check.id);
    if (verdict?.status !== 'passed') return whole;
    const named = verdict.events.length > 0 ? verdict.events : evidence.audit.map(({ auditID }) => auditID);
    const rests = new Set(named.filter((id) => !changed.has(id)));
    if (rests.size === 0) return whole;
    for (const id of rests) changed.add(id);
    evidence = {
      ...evidence,
      audit: evidence.audit.flatMap((event) => (rests.has(event.auditID) ? change(event) : [event])),
    };
  }
}

/** The rubric with the check alone, whatever it requires, and the checks whose requests its own must come after. */
function byItself(rubric: Rubric, check: Check): Rubric {
  const wanted = new Set([check.id]);
  // `after` names an earlier check
  for (const { id, condition } of rubric.checks.toReversed()) {
    if (wanted.has(id)) for (const earlier of earlierOf(condition)) wanted.add(earlier);
  }
  const checks = rubric.checks.filter(({ id }) => wanted.has(id));
  return { ...rubric, checks: checks.map((one) => (one === check ? { ...one, requires: [] } : one)), deductions: [] };
}

/** The ids of the checks that the condition names by `after`. */
function earlierOf(condition: Condition): string[] {
  if (condition.is === 'all' || condition.is === 'any') return condition.of.flatMap(earlierOf);
  return condition.is === 'request' && condition.request.after !== undefined ? [condition.request.after] : [];
}
