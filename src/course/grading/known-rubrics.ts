/** The rubrics of a course, as far as a grading needs them: `rubrics/NN-topic.yaml` beside course.yaml. */

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { KubelabError } from '../../errors.js';
import { parseRubric } from '../../grader/parse-rubric.js';
import { hundredths } from '../../hundredths.js';
import type { Course } from '../course.js';
import { rubricFile } from '../rubrics.js';
import type { KnownRubric } from './grade-one.js';

/**
 * The rubrics of exercises, by their ids; an exercise without one is left out. Throws RUBRIC_INVALID for a faulty rubric,
 * and FILE_UNREADABLE.
 */
export function knownRubrics(course: Course, exercises: Iterable<string>): Map<string, KnownRubric> {
  const wanted = new Set(exercises);
  const lessons = course.lessons.filter(({ id }) => wanted.has(id));
  const rubrics = new Map<string, KnownRubric>();
  for (const lesson of lessons) {
    const file = rubricFile(course, lesson);
    const text = readIfThere(file);
    if (text === undefined) continue;
    const rubric = parseRubric(text, file);
    const maxPoints = hundredths(rubric.checks.reduce((total, { points }) => total + points, 0));
    rubrics.set(lesson.id, { rubric, maxPoints, hash: hash(text), lessonHash: hash(readIfThere(lesson.file) ?? '') });
  }
  return rubrics;
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new KubelabError('FILE_UNREADABLE', `it cannot be read: ${(cause as Error).message}`, {
      hint: 'make it a readable file',
      place: { file },
      cause,
    });
  }
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
