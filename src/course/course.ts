/**
 * The list of lessons, `notebooks/course.yaml`: its types, and reading it with errors that point at the place.
 * `readCourse(file)` gives a {@link Course} with the lessons in the order in which they are taken.
 */
import { existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import * as z from 'zod';
import { checkYaml, type YamlPath } from '../checked-yaml.js';
import { readNamedFile } from '../named-file.js';

/** One lesson. */
export interface Lesson {
  /** The name it is called by: `03-rbac`. */
  id: string;
  title: string;
  /** The notebook, an absolute path. */
  file: string;
  /** How long a reader needs. */
  minutes: number;
  summary: string;
  /** The ids of the lessons to take before. */
  needs: string[];
  /** True when the reader fills in cells; such a lesson runs by its solution. */
  exercise: boolean;
  /** The solved notebook of an exercise, an absolute path. */
  solution?: string;
  /** The objects that it makes in a cluster; undefined when its author does not say. */
  makes?: LessonMakes;
}

/**
 * The objects that a lesson with solved tasks makes in a cluster, save those in a namespace that it makes: `namespaces/NAME`,
 * `clusterroles/NAME`, `default/pods/NAME`. A `*` at the end of a name stands for anything.
 */
export interface LessonMakes {
  /** Objects that are deleted again when the lesson is run to its end. */
  untilItsEnd: string[];
  /** Objects that are still there then. */
  stays: string[];
}

/** The list of lessons. */
export interface Course {
  title: string;
  /** The folder of the list, which all paths in it start from. */
  folder: string;
  lessons: Lesson[];
  /** True for a course that `release` wrote: its notebooks are the learner's own, worked on where they are. */
  released?: boolean;
}

const text = z.string().trim().min(1, 'is empty');
const notebookPath = text.regex(/\.ipynb$/, 'is no notebook: its name does not end in .ipynb');

const madeObjects = z
  .array(text.regex(/^([a-z0-9.-]+\/)?[a-z0-9.]+\/[\w.:-]+\*?$/, 'is no RESOURCE/NAME or NAMESPACE/RESOURCE/NAME'))
  .default([]);

const lessonSchema = z.strictObject({
  id: text.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'is no id: lower-case letters, digits and single dashes'),
  title: text,
  file: notebookPath,
  minutes: z.number().int().positive(),
  summary: text,
  needs: z.array(text).default([]),
  exercise: z.boolean().default(false),
  solution: notebookPath.optional(),
  makes: z.strictObject({ untilItsEnd: madeObjects, stays: madeObjects }).optional(),
});

const courseSchema = z.strictObject({
  title: text,
  released: z.boolean().default(false),
  lessons: z.array(lessonSchema).min(1, 'holds no lesson'),
});

/**
 * The course in `file`. Throws FILE_MISSING when it is not there, and COURSE_INVALID with line, column and a caret for
 * the first fault: YAML, shape, an id that is there twice, a notebook that is not there.
 */
export function readCourse(file: string): Course {
  const hint =
    'name a course.yaml or its folder (kubelab new-lesson ID --course FOLDER begins one), or install kubelab again';
  return parseCourse(readNamedFile(file, 'the list of lessons', hint), file);
}

/** As {@link readCourse}, of a text; `file` is for the messages, and paths in the list start from its folder. */
export function parseCourse(source: string, file: string): Course {
  const { value, failAt } = checkYaml(
    {
      text: source,
      file,
      what: 'the list of lessons',
      code: 'COURSE_INVALID',
      hint: 'see "course.yaml" in notebooks/README.md',
    },
    courseSchema,
  );
  const folder = dirname(file);
  const known = new Set<string>();
  const lessons = value.lessons.map((lesson, index): Lesson => {
    const at = (key: string): YamlPath => ['lessons', index, key];
    const path = (key: 'file' | 'solution', name: string): string => {
      const whole = join(folder, name);
      if (relative(folder, whole).startsWith('..')) failAt(at(key), 'leaves the folder', 'move it beside course.yaml');
      if (!existsSync(whole)) failAt(at(key), `names a file that is not there: ${whole}`, 'mend the name');
      return whole;
    };
    if (known.has(lesson.id)) failAt(at('id'), 'is the id of an earlier lesson, too', 'give it another');
    const unknown = lesson.needs.findIndex((id) => !known.has(id));
    if (unknown >= 0) failAt([...at('needs'), unknown], 'is no earlier lesson', 'name ids of lessons further up');
    if (lesson.exercise && !lesson.solution) {
      failAt(at('exercise'), 'asks for a solution, and there is none', 'add "solution: FILE.ipynb"');
    }
    known.add(lesson.id);
    const { solution, makes, ...rest } = lesson;
    return {
      ...rest,
      ...(makes ? { makes } : {}),
      file: path('file', lesson.file),
      ...(solution === undefined ? {} : { solution: path('solution', solution) }),
    };
  });
  return { title: value.title, folder, lessons, ...(value.released ? { released: true } : {}) };
}
