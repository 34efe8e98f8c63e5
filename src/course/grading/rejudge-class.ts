/** Judging a graded class again from the evidence in its folder of results: no submission is run. */
import { changesSince, type MarkChange } from './changes.js';
import type { ClassBook, ClassRow } from './class-book.js';
import type { ClassRun, Step } from './grade-class.js';
import { outcomeOf, outcomesOf } from './outcomes.js';
import { publishPages } from './publish.js';
import { type PublishOptions, publishClass } from './publish-class.js';
import { changesOf, isSealed, readRecord, type SubmissionRecord, writeRecord } from './record.js';
import { isMissing, type Result } from './results.js';
import { tookTooMuch } from './work-processes.js';

/** The book to judge again, and the rubrics and settings. */
export interface RejudgeOptions extends PublishOptions {
  /** The version of kubelab that judges. */
  version: string;
  book: ClassBook;
  signal?: AbortSignal;
}

/**
 * Judges each submission of the book by the rubrics as they are now, and writes all results anew. A submission that only a run
 * could judge keeps its result, with the reason in its step. Rejects with FILE_UNREADABLE when a file cannot be written.
 */
export async function rejudgeClass(options: RejudgeOptions): Promise<ClassRun> {
  const { out, book, marks, signal } = options;
  const changed = changesSince(book, marks);
  const steps: Step[] = [];
  const changes: MarkChange[] = [];
  const rows: ClassRow[] = [...book.rows];
  const judgements = ahead(book.rows, ({ result }) => rejudge(result, options));
  for (const [index, { result: before }] of book.rows.entries()) {
    if (signal?.aborted) break;
    const { learner, exercise } = before;
    const { value: judged } = await judgements.next();
    if (!judged) break;
    if (judged.how === 'judged') writeRecord(out, judged.record, judged.seal);
    steps.push({ learner, exercise, how: judged.how, why: judged.why });
    const { result } = judged;
    rows[index] = { ...book.rows[index], result };
    const change = changed(result, judged.how === 'judged' ? judged.why : []);
    if (change) changes.push(change);
    await publishPages(out, outcomeOf({ ...book.rows[index], result }, marks), judged.record, options);
  }
  const all = outcomesOf(
    rows,
    rows.map(({ result }) => result),
    options,
  );
  await publishClass(rows, all, options);
  const results = all.map(({ result }) => result);
  return {
    results,
    notGraded: results.filter((result) => result.status === 'not graded' && !isMissing(result)),
    kept: [],
    left: book.rows.length - steps.length,
    steps,
    changes,
    faults: [],
  };
}

/** Submissions that are judged at most while another's record and pages are written. */
const AHEAD = 4;

/** The results of `start` for each item, in their order; `start` is called for some items before their turn. */
async function* ahead<T, R>(items: readonly T[], start: (item: T) => Promise<R>): AsyncGenerator<R, undefined> {
  const begun: Promise<R>[] = [];
  for (let next = 0; next < items.length || begun.length > 0; ) {
    for (; next < items.length && begun.length < AHEAD; next++) {
      const promise = start(items[next] as T);
      // a rejection reaches whoever awaits the promise; after an earlier one nobody awaits it
      promise.catch(() => {});
      begun.push(promise);
    }
    const first = begun.shift();
    if (first) yield await first;
  }
}

interface Kept {
  how: Exclude<Step['how'], 'judged'>;
  why: string[];
  result: Result;
  record?: SubmissionRecord;
}

interface Judged {
  how: 'judged';
  why: string[];
  result: Result;
  record: SubmissionRecord;
  /** The key that its record is sealed with. */
  seal: Buffer | undefined;
}

type Rejudged = Kept | Judged;

async function rejudge(before: Result, { out, rubrics, version, work, machineKey }: RejudgeOptions): Promise<Rejudged> {
  const { learner, exercise, status } = before;
  const known = rubrics.get(exercise);
  // there is nothing to judge; of how many points it is stands in the rubric
  if (status === 'not graded') {
    return { how: 'refused', why: [], result: { ...before, maxPoints: known?.maxPoints ?? before.maxPoints } };
  }
  const record = readRecord(out, learner, exercise);
  const stays = (why: string): Kept => ({
    how: 'stays',
    why: [why],
    result: before,
    ...(record ? { record } : {}),
  });
  if (!record) return stays('its record is gone');
  if (!known) return stays('there is no rubric for it');
  if (known.lessonHash !== record.key.lesson) return stays('another lesson');
  const again = await work
    .do('judgeKept', { out, record, known: { rubric: known.rubric, hash: known.hash } })
    .catch((error: unknown) => {
      if (tookTooMuch(error)) return error.message;
      throw error;
    });
  if (typeof again === 'string') return stays(again);
  const why = changesOf(record.key, { ...record.key, rubric: known.hash, kubelab: version });
  // two machines may have graded a class: their evidence is judged, but must not pass for this machine's afterwards
  const isOwn = isSealed(record, machineKey);
  if (!isOwn) why.push('its record was changed, or is of another machine');
  // the record says nothing of the time
  const { handedIn } = before;
  return {
    how: 'judged',
    why,
    result: { ...again.result, ...(handedIn ? { handedIn } : {}) },
    record: again,
    seal: isOwn ? machineKey : undefined,
  };
}
