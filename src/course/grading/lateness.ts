/**
 * When a submission was handed in, by which clock, and the cost of lateness. A time that says when files were downloaded or copied
 * is no time of handing in, and is not believed.
 */
import { KubelabError } from '../../errors.js';
import { hundredths } from '../../hundredths.js';
import type { MarkEntry } from './marks.js';
import { readMoment } from './moment.js';
import type { HandedIn, Result } from './results.js';
import type { Learner } from './roster.js';
import type { Submission } from './submissions.js';

/** The rules of `--due`, `--grace` and `--late`. */
export interface DueRules {
  /** The due date where the roster has none; without it only learners with one in the roster have a due date. */
  due?: Date;
  /** Lateness that costs nothing, in minutes. */
  graceMinutes: number;
  /** The cost of each begun day: points, or a share of the points as `10%`. */
  perDay?: number | string;
}

const DAY = 24 * 60 * 60 * 1000;
const MINUTE = 60 * 1000;
/** A class does not hand in within so few minutes; a program that copies its files does. */
const COPYING = 10 * MINUTE;

/**
 * The submissions with their times, as they are published; a submission stays as it was where neither the rules nor the roster say
 * when it was due and Canvas says nothing. Throws ARGUMENT_INVALID with the line for a time in the roster that cannot be read.
 */
export function withTimes(
  submissions: readonly Submission[],
  rules: DueRules,
  roster: { file: string; learners: readonly Learner[] },
): Submission[] {
  const known = new Map(roster.learners.map((learner) => [learner.id, learner]));
  const isUsed = rules.due !== undefined || roster.learners.some(({ due }) => due !== undefined);
  const momentOf = (learner: Learner | undefined, column: 'due' | 'submitted'): Date | undefined => {
    const text = isUsed ? learner?.[column] : undefined;
    const at = text === undefined ? undefined : readMoment(text);
    if (text === undefined || at) return at;
    throw new KubelabError('ARGUMENT_INVALID', `${text} is no time that is known here`, {
      hint: 'write it as 2026-12-01T18:00+01:00',
      place: { file: roster.file, line: learner?.line ?? 1 },
    });
  };
  const copied = copiedClocks(submissions);
  return submissions.map((submission): Submission => {
    const learner = known.get(submission.learner);
    const due = momentOf(learner, 'due') ?? rules.due;
    const submitted = momentOf(learner, 'submitted');
    const { time, canvas } = submission;
    if (submitted) return { ...submission, handedIn: judged({ at: submitted, clock: 'roster' }, due, rules) };
    if (canvas === 'late') return { ...submission, handedIn: lateByCanvas(due, rules) };
    if (!due) return submission;
    if (canvas) return { ...submission, handedIn: { clock: 'canvas', due: iso(due), daysLate: 0 } };
    const believed = time && !copied.has(time.clock) ? time : undefined;
    return { ...submission, handedIn: believed ? judged(believed, due, rules) : { clock: 'none', due: iso(due) } };
  });
}

function judged(time: { at: Date; clock: HandedIn['clock'] }, due: Date | undefined, rules: DueRules): HandedIn {
  const { at, clock } = time;
  if (!due) return { at: iso(at), clock };
  const over = at.getTime() - due.getTime();
  const daysLate = over > rules.graceMinutes * MINUTE ? Math.ceil(over / DAY) : 0;
  return { at: iso(at), clock, due: iso(due), daysLate, ...costOf(daysLate, rules) };
}

/** Canvas says that a submission was late and not by how much. */
function lateByCanvas(due: Date | undefined, rules: DueRules): HandedIn {
  return { clock: 'canvas', ...(due ? { due: iso(due) } : {}), daysLate: 1, ...costOf(1, rules) };
}

function costOf(daysLate: number, { perDay }: DueRules): Pick<HandedIn, 'cost'> {
  if (daysLate === 0 || perDay === undefined) return {};
  if (typeof perDay === 'number') return { cost: hundredths(perDay * daysLate) };
  return { cost: `${Math.min(100, hundredths(Number.parseFloat(perDay) * daysLate))}%` };
}

/** The clocks by which everything was handed in at once, that is, was downloaded or copied then; one time proves nothing. */
function copiedClocks(submissions: readonly Submission[]): Set<string> {
  const clocks = ['file', 'zip'].filter((clock) => {
    const times = submissions.flatMap(({ time }) => (time?.clock === clock ? [time.at.getTime()] : []));
    const [first = 0] = times;
    const [earliest, latest] = times.reduce(([a, b], at) => [Math.min(a, at), Math.max(b, at)], [first, first]);
    return latest - earliest <= COPYING;
  });
  return new Set(clocks);
}

/** The time to the second, in UTC. */
function iso(at: Date): string {
  return at.toISOString().replace(/\.\d+Z$/, 'Z');
}

const clockWords: Record<HandedIn['clock'], string> = {
  roster: 'by the roster',
  nbgrader: "by nbgrader's timestamp.txt",
  zip: 'by the time in the zip',
  file: "by the file's time",
  canvas: "by Canvas' word",
  none: 'at a time that is not known',
};

/** When a submission was handed in, in words for a remark; undefined when there is nothing to say. */
export function lateRemark(time: HandedIn): string | undefined {
  const words = lateInWords(time);
  return words && `handed in ${words}`;
}

function lateInWords({ clock, due, daysLate }: HandedIn): string | undefined {
  if (clock === 'none') return clockWords.none;
  if (!daysLate) return undefined;
  if (clock === 'canvas') return `late ${clockWords.canvas}, by how long is not known`;
  return `${daysLate === 1 ? 'up to a day' : `${daysLate} begun days`} after ${due}, ${clockWords[clock]}`;
}

/** The cost of the due date, as an entry of marks.yaml would say it; a teacher's own lateness or mark of the whole comes before it. */
export function lateEntry({ learner, handedIn }: Result, own: readonly MarkEntry[]): MarkEntry[] {
  if (
    handedIn?.cost === undefined ||
    own.some(({ late, mark, check }) => late !== undefined || (mark !== undefined && check === undefined))
  )
    return [];
  const { cost } = handedIn;
  const late = typeof cost === 'number' ? { points: cost } : { share: Number.parseFloat(cost) / 100 };
  const comment = lateInWords(handedIn);
  return [{ learner, late, ...(comment === undefined ? {} : { comment }) }];
}

/** A line on the clocks that were believed and on late learners; undefined when no time was asked for. */
export function timesInWords(results: readonly Result[]): string | undefined {
  const times = results.flatMap(({ handedIn }) => handedIn ?? []);
  if (times.length === 0) return undefined;
  const clocks = (Object.keys(clockWords) as HandedIn['clock'][]).flatMap((clock) => {
    const count = times.filter((time) => time.clock === clock).length;
    return count > 0 ? [`${count} ${clockWords[clock]}`] : [];
  });
  const late = results.flatMap(({ learner, handedIn: { daysLate = 0 } = { clock: 'none' } }) =>
    daysLate > 0 ? [`${learner} (${daysLate === 1 ? 'a day' : `${daysLate} days`})`] : [],
  );
  const unknown = times.some(({ clock }) => clock === 'none')
    ? '\nThe times of files or in the zip may all be those of a download or copy; a column "submitted" in the roster tells when it was.'
    : '';
  const who = late.length > 0 ? `${late.slice(0, 20).join(', ')}${late.length > 20 ? ' and more' : ''}` : 'nobody';
  return `Handed in: ${clocks.join(', ')}. Late: ${who}.${unknown}`;
}
