/** Finding a lesson by its id, file or number. */
import { basename } from 'node:path';
import { distance } from 'fastest-levenshtein';
import { KubelabError } from '../errors.js';
import type { Course, Lesson } from './course.js';

/**
 * The lesson that a reader means: by its id (`rbac`), its file (`03-rbac`, with or without `.ipynb`) or its number (`3`,
 * `03`). Throws ARGUMENT_INVALID.
 */
export function findLesson(course: Course, name: string): Lesson {
  const wanted = basename(name, '.ipynb');
  const found =
    course.lessons.find((lesson) => lesson.id === wanted || lessonName(lesson) === wanted) ??
    (/^\d+$/.test(wanted)
      ? course.lessons.find((lesson) => Number.parseInt(lessonName(lesson), 10) === Number(wanted))
      : undefined);
  if (found) return found;
  const near = nearestLessons(course, wanted).map(lessonName);
  const names = course.lessons.map(lessonName).join(', ');
  throw new KubelabError('ARGUMENT_INVALID', `there is no such lesson: ${JSON.stringify(name)}`, {
    hint: near.length > 0 ? `did you mean ${near.join(' or ')}? There are ${names}` : `choose from ${names}`,
  });
}

/** The number that a lesson goes by everywhere, that of its file: `03`; its place in the course for a file without one. */
export function lessonNumber(course: Course, lesson: Lesson): string {
  return /^\d+/.exec(lessonName(lesson))?.[0] ?? String(course.lessons.indexOf(lesson) + 1);
}

/** Lessons whose id, name or a word of the id is nearly `wanted`. */
function nearestLessons(course: Course, wanted: string): Lesson[] {
  const text = wanted.toLowerCase();
  const allowed = Math.max(2, Math.floor(text.length / 3));
  if (!/[a-z]/.test(text)) return [];
  return course.lessons
    .map((lesson) => ({ lesson, distance: Math.min(...wordsOf(lesson).map((word) => distance(word, text))) }))
    .filter((near) => near.distance <= allowed)
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 2)
    .map(({ lesson }) => lesson);
}

function wordsOf(lesson: Lesson): string[] {
  const words = lesson.id.split('-').filter((word) => word.length > 3);
  return [lesson.id, lessonName(lesson), ...words];
}

/** The name of a lesson's file without its ending: `03-rbac`. */
export function lessonName({ file }: Lesson): string {
  return file.replace(/^.*[/\\]/, '').replace(/\.ipynb$/, '');
}
