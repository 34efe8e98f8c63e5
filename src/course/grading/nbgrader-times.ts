/** nbgrader's own record of when a submission was handed in: `timestamp.txt` in the folder of the exercise. */
import { closeSync, openSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import type { Course } from '../course.js';
import { lessonName } from '../find-lesson.js';
import type { HandedInFile } from './handed-in-files.js';
import { readMoment } from './moment.js';

const TIMESTAMP = 'timestamp.txt';

/** A function that gives the time beside a notebook; undefined where nbgrader has written none. */
export function nbgraderTimes(
  files: readonly HandedInFile[],
  course: Course,
): (notebook: HandedInFile) => { at: Date; clock: 'nbgrader' } | undefined {
  const names = new Set(course.lessons.flatMap((lesson) => [lesson.id, lessonName(lesson)]));
  const folderOf = (file: HandedInFile): string => JSON.stringify(file.names.slice(0, -1));
  const times = new Map<string, Date | undefined>();
  for (const file of files) {
    // of a file in a zip, which a learner may have made, the path is that of the zip
    const isOfNbgrader = basename(file.file) === TIMESTAMP && names.has(file.names.at(-2) ?? '');
    if (isOfNbgrader) times.set(folderOf(file), readTime(file.file));
  }
  return (notebook) => {
    const at = times.get(folderOf(notebook));
    return at && { at, clock: 'nbgrader' };
  };
}

/** The time in a file: `2026-11-30 17:58:23.948203 UTC`, or with another zone as `+0100`. */
function readTime(file: string): Date | undefined {
  try {
    const opened = openSync(file, 'r');
    try {
      const bytes = Buffer.alloc(64);
      return readMoment(bytes.toString('utf8', 0, readSync(opened, bytes)));
    } finally {
      closeSync(opened);
    }
  } catch {
    return undefined; // it may not be read
  }
}
