/**
 * A CSV file of a learning platform that is given back with some fields filled in: `parseSheet(text, file)` and
 * `formatSheet(sheet)`. The rest of the file stays as it was, to the byte: quotes, separators, the mark at its beginning.
 */

import { CsvError, parse } from 'csv-parse/sync';
import { KubelabError } from '../../errors.js';
import { hundredths } from '../../hundredths.js';
import { csvField } from '../grading/csv.js';

/** One field as it stands in the file. */
export interface Field {
  text: string;
  quoted: boolean;
}

/** A table with a line of titles. */
export interface Sheet {
  head: Field[];
  rows: Field[][];
  delimiter: string;
  newline: string;
  /** The text behind the last line: nothing, or a line end. */
  end: string;
  /** True for a file that begins with a byte order mark, as spreadsheets want it. */
  marked: boolean;
}

/** The largest file that is read: a row for each of ten thousand learners. */
const MOST_CHARACTERS = 20_000_000;

/** The table in `text`. Throws ARGUMENT_INVALID with the line for text that is no CSV; `file` is for the message. */
export function parseSheet(text: string, file: string): Sheet {
  const fail = (message: string, line: number, cause?: unknown): never => {
    const hint = 'take the file as the platform gives it, saved as CSV (UTF-8)';
    throw new KubelabError('ARGUMENT_INVALID', message, { hint, place: { file, line }, cause });
  };
  if (text.length > MOST_CHARACTERS) fail('this file is too large for a list of learners', 1);
  const first = text.split('\n', 1)[0] ?? '';
  const delimiter = [',', ';', '\t'].sort((a, b) => first.split(b).length - first.split(a).length)[0] ?? ',';
  try {
    const records: unknown = parse(text, {
      bom: true,
      delimiter,
      relax_column_count: true,
      skip_empty_lines: true,
      cast: (value, { quoting }) => ({ text: value, quoted: quoting }),
    });
    const [head, ...rows] = records as Field[][];
    if (!head) return fail('this file is empty', 1);
    const newline = first.endsWith('\r') ? '\r\n' : '\n';
    const end = /[\r\n]$/.test(text) ? newline : '';
    return { head, rows, delimiter, newline, end, marked: text.startsWith('\uFEFF') };
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    return fail(`this is not CSV: ${cause.message}`, typeof cause.lines === 'number' ? cause.lines : 1, cause);
  }
}

/** The text of the table. */
export function formatSheet({ head, rows, delimiter, newline, end, marked }: Sheet): string {
  const line = (fields: readonly Field[]): string =>
    fields.map(({ text, quoted }) => (quoted ? `"${text.replaceAll('"', '""')}"` : text)).join(delimiter);
  return (marked ? '\uFEFF' : '') + [head, ...rows].map(line).join(newline) + end;
}

/** A text of ours as a field: quoted where it is needed, and never a formula that a spreadsheet would run. */
export function filledField(text: string): Field {
  const safe = csvField(text);
  const quoted = safe.startsWith('"');
  return { text: quoted ? safe.slice(1, -1).replaceAll('""', '"') : safe, quoted };
}

/**
 * Points as a field, written as the file writes numbers: with a decimal comma where `example`, a number of the file, has
 * one. Never quoted without need, so that a platform takes it for a number.
 */
export function pointsField(points: number, example: string): Field {
  const text = String(hundredths(points));
  return filledField(/^\s*\d+,\d+\s*$/.test(example) ? text.replace('.', ',') : text);
}

/** The number in a field with a decimal point or comma; undefined when there is none. */
export function numberIn(text: string | undefined): number | undefined {
  const trimmed = (text ?? '').trim().replace(',', '.');
  return /^\d+(\.\d+)?$/.test(trimmed) ? Number(trimmed) : undefined;
}

/** Where the first of these titles stands in the head, compared without case and signs; -1 when none does. */
export function columnOf(head: readonly Field[], titles: readonly string[]): number {
  const plain = (title: string): string => title.toLowerCase().replaceAll(/[^\p{L}\p{N}()]/gu, '');
  const known = head.map(({ text }) => plain(text));
  return titles.map((title) => known.indexOf(plain(title))).find((index) => index >= 0) ?? -1;
}
