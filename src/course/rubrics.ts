/** Where the rubrics of a course lie: `rubrics/03-rbac.yaml` for the lesson in `03-rbac.ipynb`. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseRubric } from '../grader/parse-rubric.js';
import type { Rubric } from '../grader/rubric.js';
import type { Course, Lesson } from './course.js';
import { lessonName } from './find-lesson.js';

/** The folder of the course's rubrics. */
export function rubricFolder(course: Course): string {
  return join(course.folder, 'rubrics');
}

/** The file of a lesson's rubric, whether it is there or not. */
export function rubricFile(course: Course, lesson: Lesson): string {
  return join(rubricFolder(course), `${lessonName(lesson)}.yaml`);
}

/** A lesson's rubric; undefined when it has none. Throws what `parseRubric` throws. */
export function readRubric(course: Course, lesson: Lesson): Rubric | undefined {
  const file = rubricFile(course, lesson);
  return existsSync(file) ? parseRubric(readFileSync(file, 'utf8'), file) : undefined;
}
