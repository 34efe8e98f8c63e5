/** Joining the results of several graders: which row counts for each submission, and where two graders do not agree. */
import { KubelabError } from '../../errors.js';
import { applyMarks } from './apply-marks.js';
import { type ClassBook, type ClassRow, rowKey } from './class-book.js';
import { groupBy } from './group-by.js';
import type { MarkEntry } from './marks.js';
import { isMissing, type Result } from './results.js';

/** One of the folders that are joined. */
export interface Party {
  folder: string;
  /** The folder's name as it was given. */
  name: string;
  book: ClassBook;
}

/** A row with the folder that it is taken from. */
export interface ChosenRow extends ClassRow {
  party: Party;
  /** Set where the submission could not be graded in another folder. */
  insteadOf?: Party;
}

const MOST_CONFLICTS = 20;

/**
 * One row for each learner and exercise. A graded row counts before one that could not be graded, and any row before "nothing was
 * handed in". Throws ARGUMENT_INVALID that names all submissions for which two folders have different marks, unless one of the
 * two is `preferred`, and for folders with pseudonyms.
 */
export function mergeRows(parties: readonly Party[], preferred?: string): ChosenRow[] {
  checkNames(parties);
  const all = parties.flatMap((party) => party.book.rows.map((row): ChosenRow => ({ ...row, party })));
  const conflicts: string[] = [];
  const chosen = [...groupBy(all, ({ result }) => rowKey(result)).values()].flatMap((group): ChosenRow[] => {
    const best = Math.max(...group.map(rank));
    const candidates = group.filter((one) => rank(one) === best);
    const [first] = candidates;
    if (!first) return [];
    const lesser = group.find((one) => rank(one) === 1 && best === 2);
    const differs = candidates.some((one) => marksOf(one) !== marksOf(first));
    const won = differs ? candidates.find(({ party }) => party.folder === preferred) : first;
    if (!won) {
      conflicts.push(`${first.result.learner} ${first.result.exercise}: ${candidates.map(inWords).join(', ')}`);
      return [];
    }
    return [{ ...won, ...(lesser ? { insteadOf: lesser.party } : {}) }];
  });
  if (conflicts.length === 0) return chosen;
  const more = conflicts.length > MOST_CONFLICTS ? [`and ${conflicts.length - MOST_CONFLICTS} more`] : [];
  throw new KubelabError(
    'ARGUMENT_INVALID',
    ['these submissions have two marks, and neither wins:', ...conflicts.slice(0, MOST_CONFLICTS), ...more].join(
      '\n  ',
    ),
    { hint: 'name the folder whose marks count after --prefer, or grade these again in one of them' },
  );
}

/** The marks by hand of each row, as its folder has them, and the marks for learners without a row. */
export function mergeMarks(chosen: readonly ChosenRow[], parties: readonly Party[]): MarkEntry[] {
  const taken = chosen.flatMap(({ result: { learner, exercise }, party }) =>
    party.book.marks
      .filter((entry) => entry.learner === learner && (entry.exercise ?? exercise) === exercise)
      .map((entry) => ({ ...entry, ...(exercise === '' ? {} : { exercise }) })),
  );
  const known = new Set(chosen.map(({ result }) => result.learner));
  const forOthers = parties.flatMap(({ book }) => book.marks.filter(({ learner }) => !known.has(learner)));
  return [...taken, ...forOthers];
}

/** The row as it was published. */
function publishedOf({ result, party }: ChosenRow): Result {
  return applyMarks(result, party.book.marks);
}

function rank({ result }: ChosenRow): number {
  if (result.status === 'graded') return 2;
  return isMissing(result) ? 0 : 1;
}

/** The points that two graders must agree on, as a text; the words of their checks may differ. */
function marksOf(row: ChosenRow): string {
  const { status, points, maxPoints, checks } = publishedOf(row);
  return JSON.stringify(status === 'graded' ? [points, maxPoints, checks.map((one) => [one.id, one.points])] : []);
}

function inWords(row: ChosenRow): string {
  const { points, maxPoints, marks } = publishedOf(row);
  return `${points} of ${maxPoints}${marks ? ' with marks by hand or lateness' : ''} in ${row.party.name}`;
}

/** Refuses folders with pseudonyms, since each machine has its own. */
function checkNames(parties: readonly Party[]): void {
  const hidden = parties.find(({ book }) => book.with.anonymous);
  if (!hidden) return;
  throw new KubelabError('ARGUMENT_INVALID', `${hidden.name} holds pseudonyms, which are others on each machine`, {
    hint: 'join results that were graded without --anonymous',
  });
}
