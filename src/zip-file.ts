/** Writing a zip file in one step, entry by entry, so that no more than one of them is in memory. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { Zip, ZipDeflate } from 'fflate';
import { writeInOneStep } from './atomic-file.js';

/** One file in a zip; `name` has slashes between its folders. */
export interface ZipEntry {
  name: string;
  bytes: Uint8Array;
}

/** The earliest time that a zip can hold: the same entries give the same file. */
const NO_TIME = new Date(1980, 0, 1);

/**
 * Writes the entries to `file` (mode 0600), whose folder is made (mode 0700) when it is not there. Throws FILE_UNREADABLE
 * when it cannot be written; an older file is then as it was.
 */
export function writeZip(file: string, entries: Iterable<ZipEntry>): void {
  writeInOneStep(file, 'the zip', (draft) => {
    const descriptor = openSync(draft, 'wx', 0o600);
    try {
      const zip = new Zip((error, chunk) => {
        if (error) throw error;
        for (let at = 0; at < chunk.length; ) at += writeSync(descriptor, chunk, at);
      });
      for (const { name, bytes } of entries) {
        const entry = new ZipDeflate(name);
        entry.mtime = NO_TIME;
        zip.add(entry);
        entry.push(bytes, true);
      }
      zip.end();
    } finally {
      closeSync(descriptor);
    }
  });
}
