/** The next hint of a task: of its first criterion that is open, one at a time, from a nudge to nearly the answer. */
import { valueText } from '../notebook/plain-text.js';
import type { LessonSession } from './session.js';
import type { TaskState } from './steps.js';

/** A hint, or the lack of one. */
export type Hint =
  /** Hint `level` of `levels` on one criterion; `last` when it was given before, as there are no more. */
  | { type: 'hint'; criterion: string; text: string; level: number; levels: number; last: boolean }
  /** Every criterion is met. */
  | { type: 'done' }
  /** A criterion without hints is open; the check's finding stands for a hint. */
  | { type: 'none'; criterion: string; seen: string }
  /** The check could not be asked. */
  | { type: 'unknown'; why: string };

/** The part of `CheckResult` that is read here. */
interface CheckedCriteria {
  checks: { id: string; title: string; status: string; seen: string; hints: string[] }[];
}

/** Asks the task's check in the lesson's kernel, and counts the hint as given. */
export async function nextHint(session: LessonSession, task: TaskState, signal?: AbortSignal): Promise<Hint> {
  const name = JSON.stringify(`${session.lesson.id}/${task.name}`);
  const code = `JSON.stringify(await (await import('kubelab')).check(${name}, { hint: 99 }))`;
  const { status, outputs } = await session.evaluate(code, signal ? { signal } : {});
  const text = outputs.map(valueText).find((value) => value !== undefined);
  const result = text === undefined ? undefined : criteriaIn(text);
  if (!result || result.checks.length === 0)
    return { type: 'unknown', why: `the check could not be asked (${status})` };
  const rank = (one: { status: string }): number => (one.status === 'blocked' ? 1 : 0);
  const open = result.checks.filter((check) => check.status !== 'passed').sort((a, b) => rank(a) - rank(b))[0];
  if (!open) return { type: 'done' };
  const levels = open.hints.length;
  if (levels === 0) return { type: 'none', criterion: open.title, seen: open.seen };
  const given = session.notes.hintsGiven(open.id);
  const level = Math.min(given + 1, levels);
  session.notes.giveHints(open.id, level);
  return {
    ...{ type: 'hint', criterion: open.title, text: open.hints[level - 1] ?? '', level, levels },
    last: given >= levels,
  };
}

/** Criteria that the kernel printed as JSON; undefined for other text. */
function criteriaIn(text: string): CheckedCriteria | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return isCriteria(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function isCriteria(value: unknown): value is CheckedCriteria {
  return typeof value === 'object' && value !== null && Array.isArray((value as { checks?: unknown }).checks);
}
