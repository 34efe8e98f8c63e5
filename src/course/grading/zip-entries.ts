/**
 * The entries of a zip that anybody may have made, by yauzl. Names and sizes are checked before a byte is unpacked, and no
 * name of an entry ever becomes the name of a file here.
 */
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { crc32 } from 'node:zlib';
import { type Entry, getFileNameLowLevel, openPromise, type ZipFile } from 'yauzl';

/** One file in a zip. */
export interface ZipEntry {
  /** The folders in the zip and the file's own name; without any for a path that leads out of the zip. */
  names: readonly string[];
  /** Why it cannot be unpacked; undefined when it can, as far as is known before. */
  fault: string | undefined;
  /** The size that the zip's folder says; more or fewer bytes are an error of `unpack`. */
  bytes: number;
  /** When it was changed last; the zip's own time has no zone, and is taken for this machine's. */
  modified: Date;
  /** Writes its content to a new file. Rejects when it is damaged. */
  unpack(file: string): Promise<void>;
}

/** A file that shrinks by this factor was made to do so: notebooks shrink to a tenth, rarely to a fiftieth. */
const MOST_RATIO = 250;
const SMALL = 1024 * 1024;
const LONGEST_NAME = 1024;

/** The files in a zip, in its order. Throws yauzl's error for a file that is no zip, and an Error for too many entries. */
export async function* zipEntries(file: string, mostEntries: number): AsyncGenerator<ZipEntry> {
  const zip = await openPromise(file, { lazyEntries: true, decodeStrings: false, autoClose: false });
  try {
    if (zip.entryCount > mostEntries) throw new Error(`it holds more than ${mostEntries} files`);
    for await (const entry of zip.eachEntry()) {
      const { names, fault, isFolder } = readName(entry);
      if (isFolder) continue;
      yield {
        names,
        fault: fault ?? contentFault(entry),
        bytes: entry.uncompressedSize,
        modified: entry.getLastModDate(),
        unpack: (to) => unpack(zip, entry, to),
      };
    }
  } finally {
    zip.close();
  }
}

function readName(entry: Entry): { names: string[]; fault?: string; isFolder: boolean } {
  const { text, isUtf8 } = decodeName(entry);
  const parts = text.replaceAll('\\', '/').split('/');
  const names = parts.filter((part) => part !== '' && part !== '.');
  const isFolder = parts.at(-1) === '' || parts.at(-1) === '.';
  const climbs = parts[0] === '' || parts.includes('..') || /^[a-z]:/i.test(text);
  if (climbs) return { names: [], fault: 'its path leads out of the zip', isFolder: false };
  if (text.length > LONGEST_NAME) return { names: names.slice(0, 2), fault: 'its path is too long', isFolder };
  return { names, isFolder, ...(isUtf8 ? {} : { fault: 'its name is not in the UTF-8 that it is said to be in' }) };
}

/** The name, read as UTF-8 where it is valid, marked or not, as in zips of a Mac; else by the code page of DOS, as the format has it. */
function decodeName({ fileNameRaw: raw, generalPurposeBitFlag: flags, extraFields }: Entry): {
  text: string;
  isUtf8: boolean;
} {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(raw), isUtf8: true };
  } catch {
    return { text: getFileNameLowLevel(flags, raw, extraFields, false), isUtf8: (flags & 0x800) === 0 };
  }
}

const FILE_TYPE = 0o170000;
const REGULAR = 0o100000;

function contentFault(entry: Entry): string | undefined {
  const type = (entry.externalFileAttributes >>> 16) & FILE_TYPE;
  if (type !== 0 && type !== REGULAR) return 'it is a link or a device';
  if (entry.isEncrypted()) return 'it is encrypted';
  if (!entry.canDecodeFileData()) return 'it is packed by a method that is not read here; pack it as a plain zip';
  const isBomb = entry.uncompressedSize > SMALL && entry.uncompressedSize > MOST_RATIO * entry.compressedSize;
  return isBomb ? `it grows to more than ${MOST_RATIO} times its size, as a bomb does` : undefined;
}

async function unpack(zip: ZipFile, entry: Entry, to: string): Promise<void> {
  let sum = 0;
  await pipeline(
    await zip.openReadStreamPromise(entry),
    async function* (pieces: AsyncIterable<Buffer>) {
      for await (const piece of pieces) {
        sum = crc32(piece, sum);
        yield piece;
      }
      if (sum !== entry.crc32) throw new Error('its checksum is another one');
    },
    createWriteStream(to, { flags: 'wx', mode: 0o600 }),
  );
}
