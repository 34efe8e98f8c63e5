/** Writing joined results: the records and evidence of each row that was taken, the marks, and all published files. */
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomically } from '../../atomic-file.js';
import { KubelabError } from '../../errors.js';
import { pageNames, recordName } from './file-names.js';
import { formatMarks } from './marks-text.js';
import type { ChosenRow } from './merge-rows.js';
import { outcomeOf } from './outcomes.js';
import { publishPages } from './publish.js';
import { type PublishOptions, publishClass } from './publish-class.js';
import { readRecord } from './record.js';
import { isMissing, type Result } from './results.js';

/** The rows that are joined, and how they are published. */
export interface MergeOptions extends PublishOptions {
  chosen: readonly ChosenRow[];
}

/** Writes the joined results and resolves to them. Rejects with FILE_UNREADABLE. */
export async function writeMerged(options: MergeOptions): Promise<Result[]> {
  const { out, chosen, marks } = options;
  const all = [...chosen].sort(byLearner);
  const withPage = all.filter(({ result }) => !isMissing(result));
  const names = pageNames(withPage.map(({ result }) => result));
  const pageOf = new Map(withPage.map((one, index) => [one, names[index]]));
  for (const { result, party } of all) if (party.folder !== out) copyRecord(party.folder, out, result);
  writeMarks(options);

  const rows = all.map((one) => {
    const page = pageOf.get(one);
    if (one.party.folder === out && one.page !== undefined && one.page !== page) removePages(out, one.page);
    return { result: one.result, ...(page === undefined ? {} : { page }) };
  });
  const outcomes = rows.map((row) => outcomeOf(row, marks));
  for (const outcome of outcomes) {
    const { learner, exercise } = outcome.result;
    await publishPages(out, outcome, readRecord(out, learner, exercise), options);
  }
  await publishClass(rows, outcomes, options);
  return outcomes.map(({ result }) => result);
}

const PAGES = ['feedback', 'report'];

function removePages(out: string, page: string): void {
  for (const folder of PAGES) rmSync(join(out, folder, page), { force: true });
}

/** Copies the record of a submission and other files of its name, such as its evidence; earlier files there are removed. */
function copyRecord(from: string, out: string, { learner, exercise }: Result): void {
  const stem = recordName(learner, exercise).replace(/json$/, '');
  const filesIn = (root: string): { folder: string; name: string }[] =>
    readdirSync(root, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !PAGES.includes(entry.name))
      .flatMap(({ name: folder }) => readdirSync(join(root, folder)).map((name) => ({ folder, name })))
      .filter(({ name }) => name.startsWith(stem));
  for (const { folder, name } of filesIn(out)) rmSync(join(out, folder, name), { force: true });
  for (const { folder, name } of filesIn(from)) copy(join(from, folder, name), join(out, folder), name);
}

function copy(file: string, folder: string, name: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    copyFileSync(file, join(folder, name));
  } catch (cause) {
    throw new KubelabError('FILE_UNREADABLE', `it cannot be copied: ${(cause as Error).message}`, {
      hint: 'make room and both folders readable, and merge again',
      place: { file },
      cause,
    });
  }
}

/** Writes marks.yaml. A file with equal marks stays, with its comments; another file is kept beside the new one. */
function writeMarks({ out, chosen, marks }: MergeOptions): void {
  const file = join(out, 'marks.yaml');
  const own = chosen.find(({ party }) => party.folder === out)?.party.book.marks ?? [];
  if (existsSync(file) && JSON.stringify(own) === JSON.stringify(marks)) return;
  if (existsSync(file)) copy(file, out, 'marks.before-merge.yaml');
  const folders = [...new Set(chosen.map(({ party }) => party.name))];
  if (marks.length === 0) rmSync(file, { force: true });
  else writeFileAtomically(file, formatMarks(marks, `Joined by kubelab merge, of ${folders.join(', ')}`), 0o600);
}

function byLearner(a: ChosenRow, b: ChosenRow): number {
  const [x, y] = [a, b].map(({ result }) => {
    return `${isMissing(result) ? 1 : 0}${result.learner}\0${result.exercise}`;
  });
  return (x ?? '') < (y ?? '') ? -1 : 1;
}
