/**
 * The draw of a lesson's cases in Jupyter. It is kept in the reader's progress as the player keeps it, so that it is the one under
 * way when Jupyter is opened again. All kernels of Jupyter share one environment, which therefore names the lesson, too.
 */
import type { Course, Lesson } from '../course/course.js';
import { kubelabHome } from '../home.js';
import { beginDraw, lessonProgress, OWN_CASES, readProgress } from '../session/progress.js';

/** The draw for `lessonEnvironment`; empty when no lesson has a draw. */
export interface JupyterDraw {
  cases?: string;
  casesOf?: string;
}

/** Keeps the draw of the named lesson, or finds the one that is under way. Throws FILE_UNREADABLE. */
export function jupyterDraw(
  { course, lesson, cases }: { course: Course; lesson?: Lesson; cases?: string },
  env: Record<string, string | undefined>,
): JupyterDraw {
  const { progress } = kubelabHome(env);
  if (lesson && cases !== undefined) {
    beginDraw(progress, lesson.id, cases);
    return cases === OWN_CASES ? {} : { cases, casesOf: lesson.id };
  }
  const kept = readProgress(progress);
  for (const { id } of course.lessons) {
    const { cases: underWay } = lessonProgress(kept, id);
    if (underWay !== undefined) return { cases: underWay, casesOf: id };
  }
  return {};
}
