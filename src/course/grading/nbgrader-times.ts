/** nbgrader's own record of when a submission was handed in: `timestamp.txt` in the folder of the exercise. */
import { closeSync, openSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import type { Course } from '../course.js';
import { lessonName } from '../find-lesson.js';
import type { HandedInFile, NamedPlace } from './handed-in-files.js';
import { readMoment } from './moment.js';

const TIMESTAMP = 'timestamp.txt';

/** What nbgrader wrote beside the notebooks at a place. */
export interface NbgraderTimes {
  /** The time of a notebook; undefined where nbgrader has written none. */
  of(notebook: HandedInFile): { at: Date; clock: 'nbgrader' } | undefined;
  /** Whether nbgrader wrote a file that lies in the named folder itself, where a name may be a learner's. */
  wrote(file: HandedInFile): boolean;
}

/**
 * The times at a place. nbgrader writes into the first folder that is called as an exercise: a file of that name further down was
 * handed in.
 */
export function nbgraderTimes({ files, above }: Pick<NamedPlace, 'files' | 'above'>, course: Course): NbgraderTimes {
  const names = new Set(course.lessons.flatMap((lesson) => [lesson.id, lessonName(lesson)]));
  const isInExercise = names.has(above.at(-1) ?? '');
  /** The folders down to that of the exercise; none for a file that lies in no such folder, or in the named one. */
  const exerciseOf = ({ names: own }: HandedInFile): readonly string[] =>
    isInExercise ? [] : own.slice(0, own.findIndex((name) => names.has(name)) + 1);
  const isRecord = (file: HandedInFile): boolean => {
    const exercise = exerciseOf(file);
    const liesThere = file.names.length - 1 === exercise.length && (isInExercise || exercise.length > 0);
    // of a file in a zip, which a learner may have made, the path is that of the zip
    return liesThere && basename(file.file) === TIMESTAMP;
  };
  const times = new Map<string, Date | undefined>();
  for (const file of files) if (isRecord(file)) times.set(JSON.stringify(exerciseOf(file)), readTime(file.file));
  return {
    of(notebook) {
      const at = times.get(JSON.stringify(exerciseOf(notebook)));
      return at && { at, clock: 'nbgrader' };
    },
    wrote: (file) => isInExercise && isRecord(file),
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
