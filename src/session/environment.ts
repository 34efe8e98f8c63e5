/** The environment of a lesson's kernel, the same for every front end. */
import type { Course } from '../course/course.js';
import { rubricFolder } from '../course/rubrics.js';

/** The course, the folder and the record that a lesson is taken with. */
export interface LessonSurroundings {
  course: Course;
  /** With `KUBECONFIG` or `KUBELAB_HOME` for the cluster to use. */
  env: Record<string, string | undefined>;
  /** The runner's name, as it is kept with a solved task: `the player`. Without it nothing is kept. */
  by?: string | undefined;
  /** A draw of the lesson's cases: `random:SEED`. */
  cases?: string | undefined;
  /** The id of the lesson with these cases, where kernels of other lessons get the same environment. */
  casesOf?: string | undefined;
}

/**
 * `env` with the folder of rubrics, the keeper of the record of solved tasks, and the draw of cases. Without a draw the
 * `KUBELAB_CASES` that the reader set stays.
 */
export function lessonEnvironment({
  course,
  env,
  by,
  cases,
  casesOf,
}: LessonSurroundings): Record<string, string | undefined> {
  const drawn = cases === undefined ? {} : { KUBELAB_CASES: cases, KUBELAB_CASES_OF: casesOf };
  return { ...env, KUBELAB_RUBRICS: rubricFolder(course), KUBELAB_RECORD: by, ...drawn };
}
