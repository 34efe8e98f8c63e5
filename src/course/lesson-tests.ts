/**
 * The tests of a lesson, `tests/03-rbac.yaml` beside the lesson in `03-rbac.ipynb`: the requests that its text speaks of, and
 * wrong answers with the words that their checks have to say. `check-course` goes by them.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { checkYaml } from '../checked-yaml.js';
import type { Course, Lesson } from './course.js';
import { lessonName } from './find-lesson.js';

/** A request, as the audit log has to show it. Fields left out are not checked, save the user: that is the administrator. */
export interface ExpectedRequest {
  verb: string;
  /** `pods`, `pods/exec`, `deployments`; left out for a path. */
  resource?: string;
  /** The path of a request for no resource. */
  path?: string;
  /** Empty for a request across all namespaces. */
  namespace?: string;
  name?: string;
  /** A user name, or `nobody` for a request whose credential was refused. */
  user?: string;
  /** The user that it acts as. */
  as?: string;
  code: number;
  /** How often exactly the lesson sends it, when that is the point: 0 for one that must never reach the server. */
  times?: number;
}

/** A wrong answer: the source of the task's cell, and a regular expression for what its check says. */
export interface WrongAnswer {
  source: string;
  seen: RegExp;
}

/** The tests of a lesson. */
export interface LessonTests {
  /** The requests in the order of the cells that send them. */
  requests: ExpectedRequest[];
  /** Runs of the solved lesson with wrong answers in the place of some solutions, by the ids of the tasks' cells. */
  wrong: Record<string, WrongAnswer>[];
}

const text = z.string().min(1, 'is empty');
const request = z.strictObject({
  verb: text,
  resource: text.optional(),
  path: text.optional(),
  namespace: z.string().optional(),
  name: text.optional(),
  user: text.optional(),
  as: text.optional(),
  code: z.number().int().min(100).max(599),
  times: z.number().int().min(0).optional(),
});
const answer = z.strictObject({ source: text, seen: text });
const schema = z.strictObject({
  requests: z.array(request).default([]),
  wrong: z.array(z.record(text, answer)).default([]),
});

/** The file of a lesson's tests, whether it is there or not. */
export function lessonTestsFile(course: Course, lesson: Lesson): string {
  return join(course.folder, 'tests', `${lessonName(lesson)}.yaml`);
}

/** The tests of a lesson; none without a file. Throws COURSE_INVALID with the place of the fault. */
export function readLessonTests(course: Course, lesson: Lesson): LessonTests {
  const file = lessonTestsFile(course, lesson);
  if (!existsSync(file)) return { requests: [], wrong: [] };
  const { value, failAt } = checkYaml(
    {
      text: readFileSync(file, 'utf8'),
      file,
      what: 'the tests of the lesson',
      code: 'COURSE_INVALID',
      hint: 'see "Tests of a lesson" in notebooks/README.md',
    },
    schema,
  );
  const wrong = value.wrong.map((round, index) =>
    Object.fromEntries(
      Object.entries(round).map(([task, { source, seen }]): [string, WrongAnswer] => {
        try {
          return [task, { source: source.trimEnd(), seen: new RegExp(seen) }];
        } catch (error) {
          return failAt(
            ['wrong', index, task, 'seen'],
            `is no regular expression: ${(error as Error).message}`,
            'mend it',
          );
        }
      }),
    ),
  );
  return { requests: value.requests as ExpectedRequest[], wrong };
}
