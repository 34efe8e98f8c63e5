/**
 * The solved tasks of a lesson, with time and runner, and the beginning of the lesson: `solved.jsonl` in kubelab's folder.
 * `check()` writes it from the kernel, so that the player, `check`, `run` and Jupyter all leave the same record; they read it
 * to tell what is done. A kernel writes only where `KUBELAB_RECORD` names who runs it.
 */
import { appendFileSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { writeFileAtomically } from './atomic-file.js';
import { fileStamp } from './file-stamp.js';

/** A task that was solved once, which it stays. */
export interface SolvedTask {
  /** The task's name, as in `check('LESSON/TASK')`. */
  task: string;
  /** When (RFC 3339). */
  at: string;
  /** The notebook's runner: `the player`, `kubelab check`, `Jupyter`. */
  by: string;
}

/** The record of one lesson. */
export interface LessonRecord {
  /** When the kernel started in which its first check ran (RFC 3339); undefined before. */
  begunAt: string | undefined;
  /** In the order in which they were solved, each task once. */
  solved: SolvedTask[];
}

/** Which lesson; a lesson whose cases were drawn anew (`start --random`) has a record for each draw. */
export interface RecordedLesson {
  lesson: string;
  /** The value of `KUBELAB_CASES`; undefined for the lesson as it is handed out. */
  cases?: string | undefined;
}

type Entry = { lesson: string; cases?: string } & ({ begun: string } | SolvedTask);

/** The record of a lesson in `file`; a blank one when there is none. Lines that say nothing are passed over. Never throws. */
export function readLessonRecord(file: string, { lesson, cases }: RecordedLesson): LessonRecord {
  const record: LessonRecord = { begunAt: undefined, solved: [] };
  for (const entry of entriesIn(file)) {
    if (entry.lesson !== lesson || entry.cases !== cases) continue;
    if ('begun' in entry) record.begunAt ??= entry.begun;
    else if (!record.solved.some(({ task }) => task === entry.task)) {
      record.solved.push({ task: entry.task, at: entry.at, by: entry.by });
    }
  }
  return record;
}

/** A record that is asked again and again. */
export interface RecordFile {
  /** As `readLessonRecord`, which reads the file again when it has changed. Never throws. */
  read(lesson: RecordedLesson): LessonRecord;
}

/** The record in `file`, for a front end that asks for it at every key. */
export function recordFile(file: string): RecordFile {
  const known = new Map<string, LessonRecord>();
  let stamp = '';
  return {
    read(lesson) {
      const now = fileStamp(file);
      if (now !== stamp) known.clear();
      stamp = now;
      const key = JSON.stringify([lesson.lesson, lesson.cases]);
      const record = known.get(key) ?? readLessonRecord(file, lesson);
      known.set(key, record);
      return record;
    },
  };
}

/** Writes down that a lesson was begun, unless that is known. Throws the file system's error. */
export function recordBegun(file: string, { lesson, cases }: RecordedLesson, at: Date): void {
  if (readLessonRecord(file, { lesson, cases }).begunAt !== undefined) return;
  append(file, { lesson, ...(cases === undefined ? {} : { cases }), begun: at.toISOString() });
}

/** Writes down that a task was solved, unless that is known. Throws the file system's error. */
export function recordSolved(file: string, { lesson, cases }: RecordedLesson, solved: SolvedTask): void {
  if (readLessonRecord(file, { lesson, cases }).solved.some(({ task }) => task === solved.task)) return;
  append(file, { lesson, ...(cases === undefined ? {} : { cases }), ...solved });
}

/** Takes all that is known of a lesson, of every draw of its cases, out of the file. Throws FILE_UNREADABLE. */
export function forgetLesson(file: string, lesson: string): void {
  const entries = entriesIn(file);
  const kept = entries.filter((entry) => entry.lesson !== lesson);
  if (kept.length === entries.length) return;
  writeFileAtomically(file, kept.map((entry) => `${JSON.stringify(entry)}\n`).join(''), 0o600);
}

/** One short write at the end of the file: two kernels that append at once do not lose each other's lines. */
function append(file: string, entry: Entry): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  appendFileSync(file, `${JSON.stringify(entry)}\n`, { mode: 0o600 });
}

function entriesIn(file: string): Entry[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return [];
  }
  return text.split('\n').flatMap((line) => {
    try {
      const entry: unknown = JSON.parse(line);
      return isEntry(entry) ? [entry] : [];
    } catch {
      return [];
    }
  });
}

function isEntry(value: unknown): value is Entry {
  if (typeof value !== 'object' || value === null) return false;
  const { lesson, begun, task, at, by } = value as Record<string, unknown>;
  const dated = (text: unknown): boolean => typeof text === 'string' && !Number.isNaN(Date.parse(text));
  if (typeof lesson !== 'string') return false;
  return dated(begun) || (typeof task === 'string' && dated(at) && typeof by === 'string');
}
