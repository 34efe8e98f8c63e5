/** The session of a lesson that was named on a command line, or is played. */
import type { Lesson } from '../course/course.js';
import { kubelabHome } from '../home.js';
import type { NotebookRun } from '../notebook/execute.js';
import { drawUnderWay, lessonProgress, readProgress } from '../session/progress.js';
import { LessonSession, type SessionOptions } from '../session/session.js';
import { type NamedCopy, unreadableCopy } from './lesson-copy.js';
import { sanitise } from './terminal/sanitise.js';
import type { Io } from './terminal/terminal.js';

/**
 * A session whose record is in kubelab's folder. Throws FILE_MISSING or NOTEBOOK_INVALID for a copy that cannot be read, with
 * the command that puts it back.
 */
export function openSession(
  { namedBy, ...options }: Omit<SessionOptions, 'progressFile' | 'solvedFile' | 'onBroken'> & { namedBy: string },
  io: Io,
): LessonSession {
  const { out } = io;
  const { progress: progressFile, solved: solvedFile } = kubelabHome(io.env);
  try {
    return new LessonSession({
      ...options,
      progressFile,
      solvedFile,
      onBroken: (aside) =>
        out.line(out.style.yellow(`The record of your progress could not be read; it is now ${sanitise(aside)}`)),
    });
  } catch (cause) {
    throw unreadableCopy(cause, { ...options, namedBy }, io);
  }
}

/** The draw of a lesson's cases that the reader has under way; undefined for the lesson as it is handed out. */
export function casesUnderWay(lesson: Lesson | undefined, io: Io): string | undefined {
  if (!lesson) return undefined;
  return drawUnderWay(lessonProgress(readProgress(kubelabHome(io.env).progress), lesson.id), io.env);
}

/** Takes what became of a lesson's cells in a run into its session, so that the player goes on from there. */
export function keepRun(
  { course, folder, namedBy }: NamedCopy,
  lesson: Lesson,
  run: NotebookRun,
  by: string,
  io: Io,
): void {
  openSession({ course, lesson, folder, namedBy, env: io.env, by }, io).takeRun(run.cells);
}
