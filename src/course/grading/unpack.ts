/**
 * Zips that were handed in, taken apart: an LMS' download of a whole class, a learner's own, one within the other. Notebooks
 * in them are unpacked into a folder of the grader's; of all other files only the name is read.
 */
import { rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { KubelabError } from '../../errors.js';
import { oneLine } from '../../escape.js';
import { temporaryFolder } from '../../temporary-folder.js';
import type { Course } from '../course.js';
import { DEEPEST, type HandedInFile, isByTheWay, kindOf, type NamedPlace } from './handed-in-files.js';
import { MOST_NOTEBOOK_BYTES, tooLarge } from './read-submission.js';
import { namesOfLearner } from './whose.js';
import { type ZipEntry, zipEntries } from './zip-entries.js';

const MB = 1024 * 1024;
/** The limits for unpacking: of one learner, and of all. */
const MOST_BYTES = 64 * MB;
const MOST_BYTES_OF_ALL = 1024 * MB;
const MOST_FILES = 100;
/** Files in a zip, most of which are not unpacked. */
const MOST_ENTRIES = 5000;
const MOST_ENTRIES_OF_CLASS = 200_000;
const MOST_ZIPS_IN_EACH_OTHER = 3;

/** The folder to which zips are unpacked. */
export interface Unpacker {
  /** The place with the files of its zips; a zip without a notebook stays as it is. Rejects for a named file that is no zip. */
  unpack(place: NamedPlace): Promise<NamedPlace>;
  /** Removes all unpacked files. */
  remove(): void;
}

/** Who may have made a file, by the folders and zips that it lies in: the limits are for each of them. */
type MakerOf = (names: readonly string[]) => string;

/** An unpacker with a folder of its own, which is made for the first file. An aborted signal ends its work. */
export function makeUnpacker(course: Course, signal?: AbortSignal): Unpacker {
  let folder: string | undefined;
  let made = 0;
  let bytesOfAll = 0;
  const spent = new Map<string, { bytes: number; files: number }>();

  const take = async (entry: ZipEntry, kind: HandedInFile['kind'], whose: string): Promise<string> => {
    if (signal?.aborted) throw new Error('it was interrupted');
    const own = spent.get(whose) ?? { bytes: 0, files: 0 };
    spent.set(whose, { bytes: own.bytes + entry.bytes, files: own.files + 1 });
    if (kind === 'notebook' && entry.bytes > MOST_NOTEBOOK_BYTES) throw new Error(tooLarge(entry.bytes));
    if (own.bytes + entry.bytes > MOST_BYTES) throw new Error(`more than ${MOST_BYTES / MB} MB are not unpacked`);
    if (own.files >= MOST_FILES) throw new Error(`more than ${MOST_FILES} notebooks and zips are not unpacked`);
    bytesOfAll += entry.bytes;
    if (bytesOfAll > MOST_BYTES_OF_ALL) throw new Error('the zips of all together hold more than 1 GB');
    // named as the folders of runs are, so that what a killed grading left is removed with them
    folder ??= temporaryFolder(`kubelab-grade-${process.pid}-`);
    const file = join(folder, `${++made}.${kind === 'zip' ? 'zip' : 'ipynb'}`);
    await entry.unpack(file);
    return file;
  };

  const makersAt =
    (path: string, outer = 0): MakerOf =>
    (names) =>
      JSON.stringify([path, ...namesOfLearner(names.slice(outer), course)]);
  const fileIn = async (
    zip: HandedInFile,
    entry: ZipEntry,
    depth: number,
    makerOf: MakerOf,
  ): Promise<HandedInFile[]> => {
    const isOfClass = zip.names.length === 0;
    const names = [...zip.names, ...entry.names];
    const shown = `${zip.shown}: ${oneLine(entry.names.join('/')).slice(0, 160) || 'a file'}`;
    const kind = entry.names.length === 0 ? 'notebook' : kindOf(entry.names.at(-1) ?? '');
    const time = isOfClass ? { at: entry.modified, clock: 'zip' as const } : zip.time;
    const found: HandedInFile = { kind, file: zip.file, shown, names, time };
    const fault = names.length > DEEPEST ? `its folders are more than ${DEEPEST} deep` : entry.fault;
    if (kind === 'other') return [found];
    if (fault !== undefined) return [{ ...found, fault }];
    try {
      const file = await take(entry, kind, makerOf(names));
      if (kind === 'zip') return await filesIn({ ...found, file }, makerOf, depth + 1);
      return [{ ...found, file }];
    } catch (error) {
      return [{ ...found, fault: (error as Error).message }];
    }
  };

  const filesIn = async (zip: HandedInFile, makerOf: MakerOf, depth = 1): Promise<HandedInFile[]> => {
    if (depth > MOST_ZIPS_IN_EACH_OTHER) return [{ ...zip, fault: 'it lies in a zip in a zip in a zip' }];
    try {
      const found: HandedInFile[] = [];
      for await (const entry of zipEntries(zip.file, MOST_ENTRIES)) {
        if (!entry.names.some(isByTheWay)) found.push(...(await fileIn(zip, entry, depth, makerOf)).filter(isTelling));
        if (found.length > 2 * MOST_FILES) throw new Error('it holds too many notebooks and zips');
      }
      return found.length > 0 ? found : [zip];
    } catch (error) {
      return [{ ...zip, fault: (error as Error).message }];
    }
  };

  const unpackNamed = async (zip: HandedInFile): Promise<HandedInFile[]> => {
    const found: HandedInFile[] = [];
    try {
      const outer = (await isWrapped(zip.file)) ? 1 : 0;
      for await (const entry of zipEntries(zip.file, MOST_ENTRIES_OF_CLASS)) {
        if (entry.names.some(isByTheWay)) continue;
        const files = await fileIn({ ...zip, names: [] }, entry, 1, makersAt(zip.file, outer));
        found.push(...files.map((file) => ({ ...file, names: file.names.slice(outer) })));
      }
    } catch (cause) {
      throw new KubelabError('ARGUMENT_INVALID', `the zip cannot be read: ${(cause as Error).message}`, {
        hint: 'download it again, or unpack it and name its folder',
        place: { file: zip.file },
        cause,
      });
    }
    return found;
  };

  return {
    unpack: async (place) => {
      const [zip] = place.files;
      if (place.isFile && zip?.kind === 'zip') {
        const files = await unpackNamed(zip);
        return { ...place, isFile: false, zip: basename(zip.file), zipTime: zip.time, files };
      }
      const files: HandedInFile[] = [];
      for (const file of place.files) {
        files.push(
          ...(file.kind === 'zip' && file.fault === undefined ? await filesIn(file, makersAt(place.path)) : [file]),
        );
      }
      signal?.throwIfAborted();
      return { ...place, files };
    },
    remove: () => {
      if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Whether the grading has to name the file: a notebook, or a file that may be one. */
function isTelling({ kind, fault }: HandedInFile): boolean {
  return kind === 'notebook' || fault !== undefined;
}

/** Whether all of a zip lies in the folder that it was made of, which is called as the zip and tells no more. */
async function isWrapped(file: string): Promise<boolean> {
  const folder = stemOf(file).toLowerCase();
  let isInFolder = true;
  for await (const { names, fault } of zipEntries(file, MOST_ENTRIES_OF_CLASS)) {
    if (names.length === 0) throw new Error(fault ?? 'a path in it leads nowhere');
    if (!names.some(isByTheWay)) isInFolder &&= names.length > 1 && names[0]?.toLowerCase() === folder;
  }
  return isInFolder;
}

function stemOf(file: string): string {
  return basename(file).replace(/\.zip$/i, '');
}
