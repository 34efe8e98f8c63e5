/** Files of kubelab on this machine: the list behind `doctor` and `clean`. */
import { lstatSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Home } from '../home.js';

/** A file or folder in kubelab's own folder. */
export interface WrittenFile {
  /** Its name in that folder. */
  name: string;
  path: string;
  /** Bytes, of a folder with all that is in it. */
  size: number;
  what: string;
}

/** What each path of kubelab's own folder is for, in the order in which they are told. */
const purposes: { readonly [name in Exclude<keyof Home, 'root'>]: string } = {
  running: 'the record of the running practice cluster',
  starting: 'the claim of a practice cluster that is being started',
  kubeconfig: 'the admin kubeconfig of the practice cluster',
  data: 'the state of the practice cluster and its audit log',
  log: 'the log of the practice cluster in the background',
  jupyter: 'the kernel, as Jupyter is told of it',
  lessons: 'your copy of the lessons, with the cells you edited',
  lessonsFolder: 'the folder that was chosen for the copy of the lessons',
  courses: 'your copies of other courses',
  progress: 'your place in the lessons',
  solved: 'the tasks that you solved',
  page: 'the record of the process that serves the lessons as a page',
  promptHistory: 'what you typed at the prompt of "repl"',
  cache: 'the start-up snapshot of the kernel',
  machineKey: 'the key behind the pseudonyms of "grade --anonymous" and the seals of records',
};

/** The things that are there, of those that kubelab writes. */
export function writtenFiles(home: Home): WrittenFile[] {
  const known = Object.entries(purposes).map(([name, what]) => ({ path: home[name as keyof Home], what }));
  const broken = brokenProgress(home).map((path) => ({ path, what: 'a record of progress that could not be read' }));
  return [...known, ...broken].flatMap(({ path, what }) => {
    const size = sizeOf(path);
    return size === undefined ? [] : [{ name: basename(path), path, size, what }];
  });
}

/** The files that `readProgress` put aside. */
function brokenProgress({ root, progress }: Home): string[] {
  try {
    return readdirSync(root)
      .filter((name) => name.startsWith(`${basename(progress)}.broken`))
      .map((name) => join(root, name));
  } catch {
    return []; // there is no such folder yet
  }
}

/** Bytes in a file, or in all files of a folder; undefined when there is none. Links are not followed. */
function sizeOf(path: string): number | undefined {
  try {
    const stats = lstatSync(path);
    if (!stats.isDirectory()) return stats.size;
    return readdirSync(path).reduce((total, name) => total + (sizeOf(join(path, name)) ?? 0), 0);
  } catch {
    return undefined; // It has gone, or what should be its folder is none.
  }
}
