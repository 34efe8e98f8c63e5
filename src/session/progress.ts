/**
 * Where a reader stands in each lesson, kept in one JSON file from one time to the next: place, cells that ran, edited
 * cells, and when the lesson was finished.
 */
import { readFileSync, renameSync } from 'node:fs';
import { z } from 'zod';
import { writeFileAtomically } from '../atomic-file.js';

/** What is kept of one lesson. Cells go by their ids, so that a lesson may change in between. */
export interface LessonProgress {
  /** The id of the cell that comes next; null at the end or before the beginning. */
  place: string | null;
  /** Ids of the code cells that ran and passed. */
  passed: string[];
  /** What the reader made of cells, by id. */
  edits: Record<string, string>;
  /** When the end was reached (RFC 3339); null before. */
  finishedAt: string | null;
}

/** The progress in all lessons, by the lesson's id. */
export interface Progress {
  version: 1;
  lessons: Record<string, LessonProgress>;
}

const progressSchema = z.object({
  version: z.literal(1),
  lessons: z.record(
    z.string(),
    z.object({
      place: z.string().nullable(),
      passed: z.array(z.string()),
      edits: z.record(z.string(), z.string()),
      finishedAt: z.string().nullable(),
    }),
  ),
});

/**
 * The progress in `file`; a blank one when there is none. A file that is no progress is put aside as `FILE.broken`, so
 * that nothing a reader wrote is lost, and `onBroken` is told of that name.
 */
export function readProgress(file: string, onBroken: (aside: string) => void = () => {}): Progress {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return { version: 1, lessons: {} };
  }
  try {
    return progressSchema.parse(JSON.parse(text));
  } catch {
    const aside = `${file}.broken`;
    renameSync(file, aside);
    onBroken(aside);
    return { version: 1, lessons: {} };
  }
}

/** The progress in one lesson; that of a beginner when there is none. */
export function lessonProgress(progress: Progress, lesson: string): LessonProgress {
  return progress.lessons[lesson] ?? { place: null, passed: [], edits: {}, finishedAt: null };
}

/** Writes what is kept of one lesson, beside what the file holds of the others. Throws FILE_UNREADABLE. */
export function saveLessonProgress(file: string, lesson: string, state: LessonProgress): void {
  const progress = readProgress(file);
  progress.lessons[lesson] = state;
  writeFileAtomically(file, `${JSON.stringify(progress, null, 2)}\n`, 0o600);
}
