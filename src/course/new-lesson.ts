/** Beginning a lesson: `addLesson(file, { id, title })` writes its files and its entry in the course. */
import { existsSync, mkdirSync } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';
import { isSeq, parseDocument } from 'yaml';
import { writeFileAtomically } from '../atomic-file.js';
import { KubelabError } from '../errors.js';
import { readNamedFile } from '../named-file.js';
import { formatNotebook } from '../notebook/format.js';
import { type Course, parseCourse, readCourse } from './course.js';
import { lessonNumber } from './find-lesson.js';
import {
  TEMPLATE_MINUTES,
  templateNotebook,
  templateRubric,
  templateSolution,
  templateTests,
} from './lesson-template.js';

/** The lesson to begin. */
export interface NewLesson {
  /** Lower-case words with dashes: `network-policies`. */
  id: string;
  /** The title; made of the id when undefined. */
  title?: string;
}

/**
 * Writes notebook, solution, rubric and tests of a lesson beside the course in `file`, adds its entry at the end of the list,
 * and returns the files' paths, the list among them. A course that is not there is begun. No file is written when it throws
 * ARGUMENT_INVALID, for an id that is invalid or taken, for a file that is there, for a released course, and for the lessons of
 * an installed package; or as `readCourse` throws. Throws FILE_UNREADABLE where it may not write.
 */
export function addLesson(file: string, { id, title = titleOf(id) }: NewLesson): string[] {
  const folder = dirname(file);
  const course: Course = existsSync(file)
    ? readCourse(file)
    : { title: titleOf(basename(folder)), folder, lessons: [] };
  const refuse = (message: string, hint: string): never => {
    throw new KubelabError('ARGUMENT_INVALID', message, { hint, place: { file } });
  };
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id)) {
    refuse(`${JSON.stringify(id)} is no id of a lesson`, 'take lower-case words with dashes, such as network-policies');
  }
  if (title.trim() === '') refuse('the title is empty', 'leave --title out, or give it words');
  if (course.lessons.some((lesson) => lesson.id === id)) {
    refuse(`the course has a lesson ${id}`, 'take another id, or remove that lesson and its files');
  }
  if (file.split(sep).includes('node_modules')) {
    refuse(
      'the lessons of an installed package are replaced when it is installed again',
      'begin a course of your own: --course FOLDER',
    );
  }
  if (course.released) refuse('the course is a release', 'add the lesson to the course that it was made of');
  const numbers = course.lessons.map((lesson) => Number(lessonNumber(course, lesson)));
  const name = `${String(Math.max(-1, ...numbers) + 1).padStart(2, '0')}-${id}`;
  const files = new Map([
    [`${name}.ipynb`, formatNotebook(templateNotebook(id, title))],
    [`solutions/${name}.ipynb`, formatNotebook(templateSolution(id, title, `${name}.ipynb`))],
    [`rubrics/${name}.yaml`, templateRubric(id, title)],
    [`tests/${name}.yaml`, templateTests(id)],
  ]);
  const taken = [...files.keys()].find((path) => existsSync(join(folder, path)));
  if (taken !== undefined) refuse(`the file ${taken} is there already`, 'take another id, or remove that file');
  for (const [path, text] of files) {
    makeFolder(dirname(join(folder, path)));
    writeFileAtomically(join(folder, path), text);
  }
  // the entry comes last: until then the course is as it was
  writeFileAtomically(file, withEntry(file, course.title, { id, title, name }));
  return [...[...files.keys()].map((path) => join(folder, path)), file];
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (cause) {
    throw new KubelabError('FILE_UNREADABLE', `the folder cannot be made: ${(cause as Error).message}`, {
      hint: 'name a folder that you may write after --course',
      place: { file: folder },
      cause,
    });
  }
}

/** The list with one lesson more; comments and the rest of it stay. A missing list is begun, with the course's title. */
function withEntry(
  file: string,
  course: string,
  { id, title, name }: { id: string; title: string; name: string },
): string {
  const document = parseDocument(
    existsSync(file)
      ? readNamedFile(file, 'the list of lessons', 'name a course.yaml')
      : `title: ${JSON.stringify(course)}\nlessons: []\n`,
  );
  const lessons = document.get('lessons');
  const entry = {
    id,
    title,
    file: `${name}.ipynb`,
    minutes: TEMPLATE_MINUTES,
    summary: 'TODO, in one sentence.',
    solution: `solutions/${name}.ipynb`,
    makes: { untilItsEnd: [`default/configmaps/lesson-${id}`] },
  };
  if (isSeq(lessons)) {
    lessons.flow = false;
    lessons.add(document.createNode(entry));
  }
  const text = document.toString({ lineWidth: 0, flowCollectionPadding: false });
  parseCourse(text, file);
  return text;
}

/** The title by an id: `Network policies` for `network-policies`. */
function titleOf(id: string): string {
  const words = id.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
