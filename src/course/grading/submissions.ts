/**
 * Finding what was handed in: notebooks and folders of them, as nbgrader (`submitted/LEARNER/EXERCISE/x.ipynb`), Moodle
 * (`Name_123_assignsubmission_file/x.ipynb`) and Canvas (`name_123_456_x.ipynb`) lay them down, or named by hand.
 */
import { lstatSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { KubelabError } from '../../errors.js';
import { oneLine } from '../../escape.js';
import type { Course, Lesson } from '../course.js';
import { lessonName } from '../find-lesson.js';
import { type Learner, matchLearner } from './roster.js';

/** One notebook that was handed in. */
export interface Submission {
  learner: string;
  /** Undefined when it is not known; such a submission has a refusal. */
  lesson: Lesson | undefined;
  file: string;
  /** Why it cannot be graded, known before anything is run. */
  refusal?: string;
}

/** Where to look. */
export interface FindOptions {
  paths: readonly string[];
  course: Course;
  /** The exercise of all notebooks that do not say so; those of another one are left out. */
  exercise?: Lesson;
  roster?: readonly Learner[];
}

/** Names of folders that say nothing about a learner. */
const GENERIC = new Set(['submitted', 'submissions', 'downloaded', 'archive', 'extracted']);

const MOODLE = /^(.+?)_(\d+)_assignsubmission_(?:file|onlinetext)_?$/i;
const CANVAS = /^(.+?)(?:_LATE)?_\d+_\d+_(.+)$/;

/**
 * The submissions in the order of learner and exercise. Links in a folder are not followed: a learner may have made them.
 * Throws FILE_MISSING for a path that is not there, ARGUMENT_INVALID for one that holds no notebook.
 */
export function findSubmissions(options: FindOptions): Submission[] {
  const found = options.paths.flatMap((path) => {
    const notebooks = notebooksIn(path);
    if (notebooks.length > 0) return notebooks.map((file) => identify(file, path, options));
    throw new KubelabError('ARGUMENT_INVALID', 'there is no notebook', {
      hint: 'name notebooks (.ipynb), or folders that hold some',
      place: { file: path },
    });
  });
  const { exercise } = options;
  const wanted = exercise ? found.filter(({ lesson }) => lesson === undefined || lesson.id === exercise.id) : found;
  const groups = new Map<string, Submission[]>();
  for (const submission of wanted) {
    const key = JSON.stringify([submission.learner, submission.lesson?.id]);
    groups.set(key, [...(groups.get(key) ?? []), submission]);
  }
  return [...groups.values()].map((group) => oneOf(group)).sort(byLearner);
}

function notebooksIn(path: string): string[] {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats) {
    throw new KubelabError('FILE_MISSING', 'there is no such notebook or folder', {
      hint: 'check the name',
      place: { file: path },
    });
  }
  if (!stats.isDirectory()) return isNotebook(path) ? [path] : [];
  return notebooksBelow(path);
}

function notebooksBelow(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => !name.startsWith('.') && name !== 'node_modules' && name !== '__MACOSX')
    .sort()
    .flatMap((name) => {
      const path = join(folder, name);
      const stats = lstatSync(path);
      if (stats.isDirectory()) return notebooksBelow(path);
      return stats.isFile() && isNotebook(name) ? [path] : [];
    });
}

function isNotebook(path: string): boolean {
  return /\.ipynb$/i.test(path);
}

/** Whose notebook it is, and of which exercise, by its name and the folders above it. */
function identify(file: string, root: string, { course, exercise, roster }: FindOptions): Submission {
  const above = resolve(root).split(sep).filter(Boolean);
  const below = relative(resolve(root), dirname(resolve(file)))
    .split(sep)
    .filter(Boolean);
  if (resolve(file) === resolve(root)) {
    above.pop();
    below.length = 0;
  }
  const canvas = CANVAS.exec(basename(file).replace(/\.ipynb$/i, ''));
  const stem = canvas?.[2] ?? basename(file).replace(/\.ipynb$/i, '');
  const named = exerciseIn(stem, course);
  const folders = [...above, ...below];
  const lesson = named?.lesson ?? folders.map((name) => lessonOf(name, course)).findLast(Boolean) ?? exercise;
  const tells = (name: string): boolean => !lessonOf(name, course) && !GENERIC.has(name.toLowerCase());
  const ownName = canvas?.[1] ?? (named ? named.rest : stem);
  const words = [below.find(tells), ownName, above.findLast(tells)].filter((word) => word !== undefined && word !== '');
  const name = (words[0] ?? '').normalize('NFC');

  const learner = roster
    ? [...below.toReversed(), ownName, above.at(-1) ?? ''].map((word) => fromRoster(word, roster)).find(Boolean)?.id
    : oneLine(MOODLE.exec(name)?.[1] ?? name).trim();
  if (!learner) {
    return {
      learner: oneLine(name) || '?',
      lesson,
      file,
      refusal: `no learner of the roster fits ${relative('.', file)}`,
    };
  }
  if (lesson) return { learner, lesson, file };
  const refusal = `which exercise ${relative('.', file)} belongs to is not known; name the file after it, or say --exercise`;
  return { learner, lesson, file, refusal };
}

function fromRoster(word: string, roster: readonly Learner[]): Learner | undefined {
  const moodle = MOODLE.exec(word);
  const names = moodle ? [moodle[1], moodle[2], `Participant ${moodle[2]}`] : [word];
  return names.map((name) => (name ? matchLearner(roster, name) : undefined)).find(Boolean);
}

function lessonOf(name: string, course: Course): Lesson | undefined {
  const wanted = name.toLowerCase();
  return course.lessons.find((lesson) => lesson.id === wanted || lessonName(lesson).toLowerCase() === wanted);
}

/** The exercise that a file's name holds, and what else it holds: `ada_04-activity` is 04-activity of ada. */
function exerciseIn(stem: string, course: Course): { lesson: Lesson; rest: string } | undefined {
  const whole = lessonOf(stem.replace(/ \(\d+\)$/, ''), course);
  if (whole) return { lesson: whole, rest: '' };
  const lower = stem.toLowerCase();
  for (const lesson of course.lessons) {
    for (const name of [lessonName(lesson).toLowerCase(), lesson.id]) {
      const [before = '', after = ''] = [
        /^(.+)[-_ .]+$/.exec(lower.endsWith(name) ? stem.slice(0, -name.length) : '')?.[1],
        /^[-_ .]+(.+)$/.exec(lower.startsWith(name) ? stem.slice(name.length) : '')?.[1],
      ];
      const rest = before || after;
      // `04-activity-1`, `04-activity (2)`: the second download of the same file
      if (rest !== '') return { lesson, rest: /^\(?\d+\)?$/.test(rest) ? '' : rest };
    }
  }
  return undefined;
}

/** Of several notebooks for one exercise, the one that bears its name; else none, and the reason says which there are. */
function oneOf(group: Submission[]): Submission {
  const [first] = group;
  if (!first) throw new Error('an empty group');
  if (group.length === 1) return first;
  const byName = group.filter(({ file, lesson }) => lesson && basename(file) === basename(lesson.file));
  const [only] = byName;
  if (only && byName.length === 1) return only;
  const files = group.map(({ file }) => relative('.', file)).join(', ');
  return {
    ...first,
    refusal: first.refusal ?? `there are ${group.length} notebooks of ${first.learner}: ${files}; leave one`,
  };
}

function byLearner(a: Submission, b: Submission): number {
  const [x, y] = [a, b].map(({ learner, lesson }) => `${learner}\0${lesson?.id ?? ''}`);
  return (x ?? '') < (y ?? '') ? -1 : 1;
}
