/**
 * The list of lessons, `notebooks/course.yaml`: its types, and reading it with errors that point at the place.
 * `readCourse(file)` gives a {@link Course} with the lessons in the order in which they are taken.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { KubelabError } from '../errors.js';

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
}

/** The list of lessons. */
export interface Course {
  title: string;
  /** The folder of the list, which all paths in it start from. */
  folder: string;
  lessons: Lesson[];
}

const text = z.string().trim().min(1, 'is empty');
const notebookPath = text.regex(/\.ipynb$/, 'is no notebook: its name does not end in .ipynb');

const lessonSchema = z.strictObject({
  id: text.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'is no id: lower-case letters, digits and single dashes'),
  title: text,
  file: notebookPath,
  minutes: z.number().int().positive(),
  summary: text,
  needs: z.array(text).default([]),
  exercise: z.boolean().default(false),
  solution: notebookPath.optional(),
});

const courseSchema = z.strictObject({ title: text, lessons: z.array(lessonSchema).min(1, 'holds no lesson') });

type Path = readonly PropertyKey[];

/**
 * The course in `file`. Throws FILE_MISSING when it is not there, and COURSE_INVALID with line, column and a caret for
 * the first thing that is wrong: YAML, shape, an id that is there twice, a notebook that is not there.
 */
export function readCourse(file: string): Course {
  let source: string;
  try {
    source = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new KubelabError('FILE_MISSING', `the list of lessons cannot be read: ${(cause as Error).message}`, {
      hint: 'name a course.yaml, or install kubelab again',
      place: { file },
      cause,
    });
  }
  return parseCourse(source, file);
}

/** As {@link readCourse}, of a text; `file` is for the messages, and paths in the list start from its folder. */
export function parseCourse(source: string, file: string): Course {
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines, prettyErrors: false });
  const fail = (message: string, offset: number, hint: string): never => {
    const { line, col: column } = lines.linePos(offset);
    throw new KubelabError('COURSE_INVALID', `${message}\n${caret(source, line, column)}`, {
      hint,
      place: { file, line, column },
    });
  };
  const failAt = (path: Path, message: string, hint: string, find = offsetOf): never => {
    const key = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`)).join('');
    return fail(`${key.replace(/^\./, '') || 'the list'} ${message}`, find(document, path), hint);
  };

  const fault = document.errors[0];
  if (fault) fail(`the list of lessons is not YAML: ${fault.message}`, fault.pos[0], 'mend that place');
  const parsed = courseSchema.safeParse(toJS(document, fail));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    if (issue?.code === 'unrecognized_keys') {
      const path = [...issue.path, issue.keys[0] ?? ''];
      return failAt(path, 'is no known entry', 'remove it, or mend its spelling', offsetOfKey);
    }
    const path = issue?.path ?? [];
    const missing = path.length > 0 && document.getIn(path) === undefined;
    return failAt(
      path,
      missing ? 'is missing' : `is wrong: ${issue?.message}`,
      'see "course.yaml" in notebooks/README.md',
    );
  }
  const folder = dirname(file);
  const known = new Set<string>();
  const lessons = parsed.data.lessons.map((lesson, index): Lesson => {
    const at = (key: string): Path => ['lessons', index, key];
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
    const { solution, ...rest } = lesson;
    return {
      ...rest,
      file: path('file', lesson.file),
      ...(solution === undefined ? {} : { solution: path('solution', solution) }),
    };
  });
  return { title: parsed.data.title, folder, lessons };
}

function toJS(document: Document, fail: (message: string, offset: number, hint: string) => never): unknown {
  try {
    return document.toJS();
  } catch (error) {
    // An alias without its anchor, or one that would grow without end; yaml does not say where.
    return fail(`the list of lessons cannot be read: ${(error as Error).message}`, 0, 'write it without aliases');
  }
}

/** Where the value at `path` stands; for one that is missing, the thing around it. */
function offsetOf(document: Document, path: Path): number {
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return document.contents?.range?.[0] ?? 0;
}

/** Where the key at the end of `path` stands. */
function offsetOfKey(document: Document, path: Path): number {
  const map = path.length > 1 ? document.getIn(path.slice(0, -1), true) : document.contents;
  const key = isMap(map) && map.items.find((item) => isScalar(item.key) && item.key.value === path.at(-1))?.key;
  return isScalar(key) && key.range ? key.range[0] : offsetOf(document, path);
}

function caret(source: string, line: number, column: number): string {
  const number = `${line} | `;
  return `  ${number}${source.split('\n')[line - 1] ?? ''}\n  ${' '.repeat(number.length + column - 1)}^`;
}
