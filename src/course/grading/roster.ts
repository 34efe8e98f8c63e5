/**
 * The roster of a class, a CSV file as nbgrader, Moodle and Canvas export it: `readRoster(file)` gives its learners, and
 * `matchLearner(roster, name)` the learner whom a folder or file is named after.
 */
import { CsvError, parse } from 'csv-parse/sync';
import { KubelabError } from '../../errors.js';
import { readNamedFile } from '../../named-file.js';

/** One learner of the roster. */
export interface Learner {
  id: string;
  firstName: string;
  lastName: string;
  email: string;
  /** Other words for the learner in the names of folders and files. */
  names: readonly string[];
  /** When this learner's work is due, and when it was handed in, as the file has it. */
  due?: string;
  submitted?: string;
  /** The line of the file. */
  line: number;
}

/** The titles of the columns, in small letters and without signs; Moodle's also in German, French and Spanish. */
const columns = {
  id: [
    ...['id', 'learner', 'learnerid', 'student', 'studentid', 'username', 'sisuserid', 'idnumber', 'login'],
    ...['idnummer', 'anmeldename', 'numérodidentification', 'nomdutilisateur', 'númerodeid', 'nombredeusuario'],
    // a grading worksheet of Moodle may have no other
    ...['identifier', 'identifiant', 'identificador'],
  ],
  firstName: ['firstname', 'givenname', 'vorname', 'prénom', 'nombre'],
  lastName: ['lastname', 'surname', 'familyname', 'nachname', 'nomdefamille', 'nom', 'apellidos'],
  name: ['name', 'fullname', 'studentname', 'vollständigername', 'nomcomplet', 'nombrecompleto'],
  email: ['email', 'emailaddress', 'mail', 'emailadresse', 'adressedecourriel', 'direccióndecorreo'],
  due: ['due', 'dueat', 'duedate', 'deadline', 'extension'],
  submitted: ['submitted', 'submittedat', 'handedin', 'timestamp', 'lastmodifiedsubmission'],
  other: ['submission', 'folder', 'file', 'lmsuserid', 'identifier'],
} as const;

/**
 * The learners in `file`. Throws as `readNamedFile`, and ARGUMENT_INVALID with the line for text that is no CSV, for a roster
 * without a column of ids, and for an id that is empty or there twice.
 */
export function readRoster(file: string): Learner[] {
  return parseRoster(readNamedFile(file, 'the roster', 'check the name after --roster'), file);
}

/** As {@link readRoster}, of a text. */
export function parseRoster(text: string, file: string): Learner[] {
  const [head, ...rows] = records(text, file);
  const fail = (line: number, message: string, hint: string): never => {
    throw new KubelabError('ARGUMENT_INVALID', message, { hint, place: { file, line } });
  };
  if (!head)
    return fail(1, 'the roster is empty', 'give it a line with the names of its columns, and one for each learner');
  const titles = head.fields.map((title) => title.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, ''));
  // The columns' names stand in the order of preference: an `id` beats a `username`.
  const place = (names: readonly string[]): number =>
    names.map((name) => titles.indexOf(name)).find((index) => index >= 0) ?? -1;
  const idAt = place(columns.id);
  if (idAt < 0) {
    return fail(
      1,
      'the roster has no column of ids',
      `call one of its columns ${columns.id.slice(0, 3).join(', or ')}`,
    );
  }
  const lines = new Map<string, number>();
  return rows.map(({ fields, line }) => {
    const at = (names: readonly string[]): string => fields[place(names)]?.trim() ?? '';
    const id = fields[idAt]?.trim() ?? '';
    if (id === '') fail(line, 'this learner has no id', `fill in the column ${head.fields[idAt]}`);
    const earlier = lines.get(id);
    if (earlier !== undefined)
      fail(line, `the id ${id} is on line ${earlier}, too`, 'give each learner an id of their own');
    lines.set(id, line);
    const [firstName, lastName, email] = [at(columns.firstName), at(columns.lastName), at(columns.email)];
    const whole = firstName !== '' && lastName !== '' ? [`${firstName} ${lastName}`, `${lastName} ${firstName}`] : [];
    const others = columns.other.map((name) => at([name]));
    const names = [...whole, at(columns.name), email, ...others].filter((name) => name !== '' && name !== id);
    const time = (names: readonly string[]): string | undefined => at(names).replace(/^-$/, '') || undefined;
    const [due, submitted] = [time(columns.due), time(columns.submitted)];
    const times = { ...(due === undefined ? {} : { due }), ...(submitted === undefined ? {} : { submitted }) };
    return { id, firstName, lastName, email, names, line, ...times };
  });
}

/** The learner whom `name` means: the id, or another word for one learner alone; undefined when none or several fit. */
export function matchLearner(roster: readonly Learner[], name: string): Learner | undefined {
  const { ids, looseIds, names } = indexOf(roster);
  const wanted = loosely(name);
  return ids.get(name) ?? looseIds.get(wanted) ?? names.get(wanted);
}

interface RosterIndex {
  ids: Map<string, Learner>;
  looseIds: Map<string, Learner>;
  /** The learners by name; undefined for a name that several learners have. */
  names: Map<string, Learner | undefined>;
}

/** The index of each roster, kept since thousands of files of a class are held against it. */
const indexes = new WeakMap<readonly Learner[], RosterIndex>();

function indexOf(roster: readonly Learner[]): RosterIndex {
  const there = indexes.get(roster);
  if (there) return there;
  const index: RosterIndex = { ids: new Map(), looseIds: new Map(), names: new Map() };
  for (const learner of roster) {
    index.ids.set(learner.id, learner);
    const id = loosely(learner.id);
    if (!index.looseIds.has(id)) index.looseIds.set(id, learner);
    for (const name of new Set(learner.names.map(loosely)))
      index.names.set(name, index.names.has(name) ? undefined : learner);
  }
  indexes.set(roster, index);
  return index;
}

/** A name as it is compared: without case, accents and the signs that file systems and people put between words. */
export function loosely(name: string): string {
  return name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[\s_,.-]+/g, ' ')
    .trim();
}

function records(text: string, file: string): { fields: string[]; line: number }[] {
  try {
    const delimiter = [',', ';', '\t'].sort((a, b) => countIn(text, b) - countIn(text, a))[0] ?? ',';
    const parsed = parse(text, {
      bom: true,
      delimiter,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
    }) as unknown as { record: string[]; info: { lines: number } }[];
    return parsed.map(({ record, info }) => ({ fields: record, line: info.lines }));
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    const line = typeof cause.lines === 'number' ? cause.lines : 1;
    throw new KubelabError('ARGUMENT_INVALID', `the roster is not CSV: ${cause.message}`, {
      hint: 'save it again as CSV (UTF-8)',
      place: { file, line },
      cause,
    });
  }
}

/** How often a character stands in the first line. */
function countIn(text: string, character: string): number {
  return (text.split('\n')[0] ?? '').split(character).length - 1;
}
