/**
 * The zip that Moodle takes under "Upload multiple feedback files in a zip": a folder for each participant, named as in
 * Moodle's own download of submissions. Moodle reads the number and the kind between underscores; versions before 4.1
 * need the underscore at the end, and later ones take it.
 */
import type { ZipEntry } from '../../zip-file.js';
import { readPage } from './graded-work.js';
import type { Participant } from './moodle-worksheet.js';

/** The pages of the participants who have one, read as they are asked for. Throws FILE_UNREADABLE. */
export function* feedbackFiles(participants: readonly Participant[]): Generator<ZipEntry> {
  for (const { work, name, number } of participants) {
    if (work.page === undefined) continue;
    yield { name: `${folderName(name, number)}/feedback.html`, bytes: readPage(work.page) };
  }
}

function folderName(name: string, number: string): string {
  // underscores part what Moodle reads, and slashes part folders
  const safe = name
    .replaceAll(/[_/\\:*?"<>|\p{Cc}]+/gu, ' ')
    .replace(/^[.~\s]+/, '')
    .trim();
  return `${Array.from(safe).slice(0, 60).join('').trim() || 'Participant'}_${number}_assignsubmission_file_`;
}
