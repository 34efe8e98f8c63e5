/**
 * The files below a folder of submissions. Names in it are learners': a file that cannot be read is reported with its learner,
 * and the rest is found all the same.
 */
import { lstatSync, readdirSync, type Stats, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { KubelabError } from '../../errors.js';
import { unmistakable } from '../../escape.js';
import { statNamed } from '../../named-file.js';
import { linkTarget } from '../../notebook/link-target.js';
import { FOLDERS_OF_RESULTS, holdsResults } from './results-folder.js';

/** A file that was handed in, or (with `fault`) a place in which there may be one that cannot be read. */
export interface HandedInFile {
  kind: 'notebook' | 'zip' | 'other';
  /** The path of its bytes; for a file in a zip, the path that it was unpacked to. */
  file: string;
  /** How people find it, on one line: `submitted/ada/abgabe.zip: 04-activity.ipynb`. */
  shown: string;
  /** The folders and zips below the place that was named, outermost first, and its own name. */
  names: readonly string[];
  /** When the file was handed in, as far as its time can tell, and the clock of that time. */
  time: { at: Date; clock: 'file' | 'zip' } | undefined;
  /** Why it cannot be read, without the path. */
  fault?: string;
  /** Set for a symbolic link whose name is not that of a notebook or zip: what it leads to. */
  link?: 'folder' | 'other';
}

/** The files at a path that a person named. */
export interface NamedPlace {
  path: string;
  /** The folders on the way to it, and itself when it is a folder. */
  above: readonly string[];
  isFile: boolean;
  /** The name of the zip that was named, when the files lie in it. */
  zip?: string;
  /** The time of that zip itself, which counts when it is one learner's own. */
  zipTime?: HandedInFile['time'];
  files: HandedInFile[];
  /** Folders of results that gradings wrote there, as people find them; they were not handed in. */
  results: string[];
}

/**
 * The files at a path that a person named, a file or a folder. Links in a folder are reported and not followed: a learner may
 * have made them, to a solution or to another learner's notebook. Throws FILE_MISSING when nothing is there, and
 * FILE_UNREADABLE when that cannot be told.
 */
export function filesAt(path: string): NamedPlace {
  const stats = statNamed(path);
  if (!stats) {
    const target = linkTarget(path);
    const message =
      target === undefined
        ? 'there is no such notebook, zip or folder'
        : `this is a link to ${unmistakable(target)}, and nothing is there`;
    throw new KubelabError('FILE_MISSING', message, {
      hint: `check the name${target === undefined ? '' : ', or name what was handed in itself'}`,
      place: { file: path },
    });
  }
  const whole = resolve(path);
  const isFile = !stats.isDirectory();
  const above = (isFile ? dirname(whole) : whole).split(sep).filter(Boolean);
  const results: string[] = [];
  const files = isFile ? [fileOf(path, [basename(whole)], stats)] : filesBelow(path, [], results);
  return { path, above, isFile, files, results };
}

/** The kind of a file by its name. */
export function kindOf(name: string): HandedInFile['kind'] {
  if (/\.ipynb$/i.test(name)) return 'notebook';
  return /\.zip$/i.test(name) ? 'zip' : 'other';
}

/** Whether a file or folder is one that programs make beside the learner's own. */
export function isByTheWay(name: string): boolean {
  return name.startsWith('.') || name === 'node_modules' || name === '__MACOSX';
}

/** The depth to which folders are searched; submissions are a few folders deep. */
export const DEEPEST = 32;

/** Files and folders that nbgrader keeps in the folder of a course beside `submitted`. */
const TEACHERS: ReadonlySet<string> = new Set([
  ...['source', 'release', 'autograded', 'feedback', 'nbgrader_config.py', 'gradebook.db'],
]);

function isNbgraderCourse(names: readonly string[]): boolean {
  return names.includes('submitted') && names.some((name) => TEACHERS.has(name));
}

/** The files below a folder; folders of results among them are added to `results`. */
function filesBelow(folder: string, above: readonly string[], results: string[]): HandedInFile[] {
  const faulty = (file: string, names: readonly string[], fault: string): HandedInFile[] => {
    return [{ kind: 'other', file, shown: shownPath(file), names, time: undefined, fault }];
  };
  if (above.length > DEEPEST) return faulty(folder, above, `its folders are more than ${DEEPEST} deep`);
  let entries: Buffer[];
  try {
    entries = readdirSync(folder, { encoding: 'buffer' });
  } catch (error) {
    return faulty(folder, above, reasonOf(error));
  }
  const isCourse = isNbgraderCourse(entries.map(String));
  const isOfResults = holdsResults(folder);
  if (isOfResults) results.push(shownPath(folder));
  return entries.sort(Buffer.compare).flatMap((bytes) => {
    const name = bytes.toString();
    if (isByTheWay(name) || (isOfResults && FOLDERS_OF_RESULTS.has(name)) || (isCourse && TEACHERS.has(name)))
      return [];
    const file = join(folder, name);
    const names = [...above, name];
    try {
      const stats = lstatSync(Buffer.concat([Buffer.from(`${folder}/`), bytes]));
      if (!Buffer.from(name).equals(bytes)) return faulty(file, names, 'its name is not in UTF-8, as in some old zips');
      if (stats.isDirectory()) return filesBelow(file, names, results);
      if (!stats.isFile()) return [notAFile(file, names, stats)];
      // results may lie in the folder of the class itself, beside what was handed in; no grading writes notebooks
      return isOfResults && kindOf(name) === 'other' ? [] : [fileOf(file, names, stats)];
    } catch (error) {
      return faulty(file, names, reasonOf(error));
    }
  });
}

/** The reason in the row of a link. */
export const LINK_FAULT = 'it is a symbolic link, and links are not followed: put what it leads to in its place';

/** A link, pipe or the like: with a fault where its name is that of a submission. */
function notAFile(file: string, names: readonly string[], stats: Stats): HandedInFile {
  const entry = fileOf(file, names, stats);
  const isLink = stats.isSymbolicLink();
  if (entry.kind !== 'other') return { ...entry, kind: 'other', fault: isLink ? LINK_FAULT : 'it is not a file' };
  return isLink ? { ...entry, link: leadsToFolder(file) ? 'folder' : 'other' } : entry;
}

function leadsToFolder(link: string): boolean {
  try {
    return statSync(link).isDirectory();
  } catch {
    return false;
  }
}

function fileOf(file: string, names: readonly string[], { mtime }: Stats): HandedInFile {
  const time = { at: mtime, clock: 'file' as const };
  return { kind: kindOf(names.at(-1) ?? ''), file, shown: shownPath(file), names, time };
}

/** The path from here, on one line and of a length that can be read. */
function shownPath(path: string): string {
  const shown = unmistakable(relative('.', path) || path);
  return shown.length <= LONGEST_SHOWN ? shown : `…${shown.slice(-LONGEST_SHOWN)}`;
}

const LONGEST_SHOWN = 160;

function reasonOf(error: unknown): string {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'EACCES':
    case 'EPERM':
      return 'you may not read it';
    case 'ENAMETOOLONG':
      return 'its path is too long';
    default:
      return (error as NodeJS.ErrnoException).code ?? 'it cannot be read';
  }
}
