/**
 * Where a reader stands in each lesson, kept in one JSON file from one time to the next. The reader's edits of cells are in
 * the copy of the lesson, and the solved tasks in the record that `check()` writes.
 */
import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { writeFileAtomically } from '../atomic-file.js';
import { KubelabError } from '../errors.js';
import { putAside } from './put-aside.js';

/** A prediction that the reader made before a cell ran. */
export interface MadePrediction {
  said: string;
  /** Whether it came true; null until that is known. */
  right: boolean | null;
}

/** The progress in one lesson. Cells go by their ids, so that a lesson may change in between. */
export interface LessonProgress {
  /** The id of the cell that comes next; null at the end or before the beginning. */
  place: string | null;
  /** Ids of the code cells that ran and passed. */
  passed: string[];
  /** The HTTP answers that a cell showed when it ran last, by its id: `201 Created`. A replay is held against them. */
  answers: Record<string, string[]>;
  /** By the id of the cell that the reader predicted. */
  predictions: Record<string, MadePrediction>;
  /** How many hints were given, by the id of the check. */
  hints: Record<string, number>;
  /** The draw of the cases (`random:SEED`); undefined for the lesson as it is handed out. */
  cases?: string | undefined;
  /** Cells as an earlier version of kubelab kept them; they move into the copy of the lesson when it is opened. */
  edits?: Record<string, string> | undefined;
  /** When the end was reached (RFC 3339); null before. */
  finishedAt: string | null;
}

/** The progress in all lessons, by the lesson's id. */
export interface Progress {
  version: 2;
  lessons: Record<string, LessonProgress>;
}

const lessonSchema = z.object({
  place: z.string().nullable(),
  passed: z.array(z.string()),
  answers: z.record(z.string(), z.array(z.string())).default({}),
  predictions: z.record(z.string(), z.object({ said: z.string(), right: z.boolean().nullable() })).default({}),
  hints: z.record(z.string(), z.number().int().nonnegative()).default({}),
  cases: z.string().optional(),
  edits: z.record(z.string(), z.string()).optional(),
  finishedAt: z.string().nullable(),
});

const progressSchema = z.object({
  version: z.union([z.literal(1), z.literal(2)]),
  lessons: z.record(z.string(), lessonSchema),
});

/**
 * The progress in `file`; a blank one when there is none. A file that is no progress is put aside as `FILE.broken`, a second one as
 * `FILE.broken-2`, so that nothing a reader wrote is lost, and `onBroken` is told of that name. Throws FILE_UNREADABLE for one that is there and
 * cannot be read: a blank one would be written over it.
 */
export function readProgress(file: string, onBroken: (aside: string) => void = () => {}): Progress {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return { version: 2, lessons: {} };
    throw new KubelabError(
      'FILE_UNREADABLE',
      `the progress in the lessons cannot be read: ${(cause as Error).message}`,
      {
        hint: 'make the file readable for this user, or move it away: then the lessons begin anew',
        place: { file },
        cause,
      },
    );
  }
  try {
    return { version: 2, lessons: progressSchema.parse(JSON.parse(text)).lessons };
  } catch {
    onBroken(putAside(file));
    return { version: 2, lessons: {} };
  }
}

/** The progress in one lesson; a beginner's when there is none. */
export function lessonProgress(progress: Progress, lesson: string): LessonProgress {
  return (
    progress.lessons[lesson] ?? { place: null, passed: [], answers: {}, predictions: {}, hints: {}, finishedAt: null }
  );
}

/**
 * The draw of a lesson's cases that is under way: the one that the reader began (`--random`), or that of `KUBELAB_CASES`;
 * undefined for the lesson as it is handed out.
 */
export function drawUnderWay({ cases }: LessonProgress, env: Record<string, string | undefined>): string | undefined {
  return cases ?? (env.KUBELAB_CASES || undefined);
}

/** In the place of a draw: the cases as the lesson has them. */
export const OWN_CASES = 'lesson';

/** A lesson's progress with these cases; other cases are another lesson: runs and predictions begin anew. */
export function withDraw(kept: LessonProgress, cases: string | undefined): LessonProgress {
  const { cases: before = OWN_CASES, ...rest } = kept;
  if (cases === undefined || cases === before) return kept;
  const anew = { ...rest, place: null, passed: [], answers: {}, predictions: {}, hints: {}, finishedAt: null };
  return cases === OWN_CASES ? anew : { ...anew, cases };
}

/** Makes a draw the one that is under way in a lesson, for a front end without a session. Throws FILE_UNREADABLE. */
export function beginDraw(file: string, lesson: string, cases: string): void {
  saveLessonProgress(file, lesson, withDraw(lessonProgress(readProgress(file), lesson), cases));
}

/** Writes one lesson's progress, beside the others in the file. Throws FILE_UNREADABLE. */
export function saveLessonProgress(file: string, lesson: string, state: LessonProgress): void {
  const progress = readProgress(file);
  progress.lessons[lesson] = state;
  writeProgress(file, progress);
}

/** Forgets the place in one lesson. Throws FILE_UNREADABLE. */
export function forgetProgress(file: string, lesson: string): void {
  const progress = readProgress(file);
  if (!progress.lessons[lesson]) return;
  delete progress.lessons[lesson];
  writeProgress(file, progress);
}

function writeProgress(file: string, progress: Progress): void {
  writeFileAtomically(file, `${JSON.stringify(progress, null, 2)}\n`, 0o600);
}
