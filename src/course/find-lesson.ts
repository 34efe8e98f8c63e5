/** Finding a lesson by what people call it. */
import { KubelabError } from '../errors.js';
import type { Course, Lesson } from './course.js';

/**
 * The lesson that a reader means: by its id (`rbac`), its file (`03-rbac`, with or without `.ipynb`) or its number (`3`,
 * `03`). Throws ARGUMENT_INVALID.
 */
export function findLesson(course: Course, name: string): Lesson {
  const wanted = name.replace(/^.*\//, '').replace(/\.ipynb$/, '');
  const found =
    course.lessons.find((lesson) => lesson.id === wanted || lessonName(lesson) === wanted) ??
    (/^\d+$/.test(wanted)
      ? course.lessons.find((lesson) => Number.parseInt(lessonName(lesson), 10) === Number(wanted))
      : undefined);
  if (found) return found;
  throw new KubelabError('ARGUMENT_INVALID', `there is no lesson ${JSON.stringify(name)}`, {
    hint: `choose from ${course.lessons.map(lessonName).join(', ')}`,
  });
}

/** The name of a lesson's file without its ending: `03-rbac`. */
export function lessonName({ file }: Lesson): string {
  return file.replace(/^.*[/\\]/, '').replace(/\.ipynb$/, '');
}
