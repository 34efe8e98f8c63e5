/** How far a reader is in a lesson, without opening it: for the list of lessons. */
import type { Lesson } from '../course/course.js';
import { tasksOf } from '../course/tasks.js';
import { kubelabHome } from '../home.js';
import { readLessonRecord } from '../lesson-record.js';
import { readNotebook } from '../notebook/document.js';
import { drawUnderWay, lessonProgress, readProgress } from './progress.js';

/** A lesson in the list. */
export interface LessonOverview {
  /** How many of its tasks are solved, of how many. */
  done: number;
  total: number;
  /** True when the reader has begun and it is not finished. */
  begun: boolean;
  /** True when the reader is in the middle of it. */
  underWay: boolean;
  /** True when the end was reached, also with open tasks, or every task is solved, as in Jupyter, which has no end. */
  ended: boolean;
  /** True when every task is solved; in a lesson without tasks, when the end was reached. */
  finished: boolean;
}

/** The overview of one lesson; a notebook that cannot be read has no tasks. */
export function lessonOverview(lesson: Lesson, env: Record<string, string | undefined>): LessonOverview {
  const home = kubelabHome(env);
  const progress = lessonProgress(readProgress(home.progress), lesson.id);
  const { place, finishedAt } = progress;
  const { solved } = readLessonRecord(home.solved, { lesson: lesson.id, cases: drawUnderWay(progress, env) });
  const names = taskNames(lesson);
  const done = names.filter((name) => solved.some(({ task }) => task === name)).length;
  const finished = done === names.length && (names.length > 0 || finishedAt !== null);
  const [underWay, ended] = [place !== null, finished || finishedAt !== null];
  return { done, total: names.length, begun: !finished && (underWay || ended || done > 0), underWay, ended, finished };
}

function taskNames({ file }: Lesson): string[] {
  try {
    return tasksOf(readNotebook(file)).map(({ name }) => name);
  } catch {
    return []; // the reader hears of it when the lesson is opened
  }
}
