/**
 * The class as its folder of results knows it, `log/class.json`: how it was graded, and all submissions, also those that could
 * not be graded. With the records beside it, all results can be made again. Of a large class the file is not written anew after
 * each submission: `log/class-rows.jsonl` holds the rows that have come since.
 */
import { accessSync, appendFileSync, constants, existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomically } from '../../atomic-file.js';
import { KubelabError } from '../../errors.js';
import { NOT_YOURS } from '../../named-file.js';
import { isBook, isRow } from './kept-shapes.js';
import type { MarkEntry } from './marks.js';
import type { Result } from './results.js';

/** The files that a grading was told of, as absolute paths, and whether it wrote pseudonyms. */
export interface GradedWith {
  /** Without it, the lessons of this package. */
  course?: string;
  roster?: string;
  marks?: string;
  anonymous?: true;
}

/** One row of the results, without a teacher's marks. */
export interface ClassRow {
  /** The name of its pages; undefined for a learner who handed in nothing. */
  page?: string;
  result: Result;
}

/** The content of the file. */
export interface ClassBook {
  version: 1;
  with: GradedWith;
  /** The marks that were merged into the published results. */
  marks: MarkEntry[];
  rows: ClassRow[];
}

/** Writes the book in one step. Throws FILE_UNREADABLE. */
export function writeBook(out: string, book: Omit<ClassBook, 'version'>): void {
  writeFileAtomically(bookFile(out), `${JSON.stringify({ version: 1, ...book }, null, 1)}\n`, 0o600);
  // read once more over the new book, they would change nothing
  rmSync(rowsFile(out), { force: true });
}

/** Adds a row to the book that is there, in the place of an earlier one of the same submission. Throws the file system's error. */
export function addToBook(out: string, row: ClassRow): void {
  appendFileSync(rowsFile(out), `${JSON.stringify(row)}\n`, { mode: 0o600 });
}

/** The book of a folder of results. Throws FILE_MISSING for a folder without one, and FILE_UNREADABLE for another user's. */
export function readBook(out: string): ClassBook {
  const book = readBookIfThere(out);
  if (book) return book;
  if (isDenied(bookFile(out))) {
    throw new KubelabError('FILE_UNREADABLE', 'the results in this folder may not be read', {
      hint: NOT_YOURS,
      place: { file: out },
    });
  }
  throw new KubelabError('FILE_MISSING', 'this folder holds no grading of this version of kubelab', {
    hint: 'name the folder of results that a grading wrote (--out)',
    place: { file: out },
  });
}

function isDenied(file: string): boolean {
  try {
    accessSync(file, constants.R_OK);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EACCES';
  }
}

/** The book of a folder; undefined without one, and for a book that was changed by hand. */
export function readBookIfThere(out: string): ClassBook | undefined {
  try {
    const book: unknown = JSON.parse(readFileSync(bookFile(out), 'utf8'));
    return isBook(book) ? { ...book, rows: withRows(book.rows, addedRows(out)) } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The book that a grading into this folder goes on with; undefined for a folder without results. Throws FILE_UNREADABLE when
 * there are results and no book that can be read: their marks would be lost.
 */
export function bookToGoOn(out: string): ClassBook | undefined {
  const book = readBookIfThere(out);
  if (book || !existsSync(join(out, 'results.json'))) return book;
  throw new KubelabError('FILE_UNREADABLE', 'the results in this folder cannot be gone on with', {
    hint: 'put the file back from a copy, or name another folder after --out',
    place: { file: bookFile(out) },
  });
}

/**
 * The number of submissions in the book that results.json may not hold yet: their grading still runs, or was killed before it wrote
 * its files.
 */
export function rowsAhead(out: string): number {
  return new Set(addedRows(out).map(({ result }) => rowKey(result))).size;
}

/** The key of a row. */
export function rowKey({ learner, exercise }: Pick<Result, 'learner' | 'exercise'>): string {
  return JSON.stringify([learner, exercise]);
}

function withRows(rows: readonly ClassRow[], added: readonly ClassRow[]): ClassRow[] {
  return [...new Map([...rows, ...added].map((row) => [rowKey(row.result), row])).values()];
}

/** The rows that a killed grading has added; the end of its last line may be missing. */
function addedRows(out: string): ClassRow[] {
  const file = rowsFile(out);
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line) => {
      try {
        const row: unknown = JSON.parse(line);
        return isRow(row) ? [row] : [];
      } catch {
        return [];
      }
    });
}

/** Where the book of a folder of results lies. */
export function bookFile(out: string): string {
  return join(out, 'log', 'class.json');
}

function rowsFile(out: string): string {
  return join(out, 'log', 'class-rows.jsonl');
}
