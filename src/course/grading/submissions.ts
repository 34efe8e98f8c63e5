/**
 * Finding what was handed in: notebooks and folders of them, as nbgrader (`submitted/LEARNER/EXERCISE/x.ipynb`), Moodle
 * (`Name_123_assignsubmission_file/x.ipynb`) and Canvas (`name_123_456_x.ipynb`) lay them down, or named by hand.
 */
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { KubelabError } from '../../errors.js';
import { oneLine } from '../../escape.js';
import type { Course, Lesson } from '../course.js';
import { lessonName } from '../find-lesson.js';
import { type FoundNotebook, findNotebooks } from './find-notebooks.js';
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
 * The submissions in the order of learner and exercise. Throws FILE_MISSING for a path that is not there, ARGUMENT_INVALID
 * for one that holds no notebook.
 */
export function findSubmissions(options: FindOptions): Submission[] {
  const found = options.paths.flatMap((path) => {
    const notebooks = findNotebooks(path);
    if (notebooks.length > 0) return notebooks.map((notebook) => identify(notebook, path, options));
    throw new KubelabError('ARGUMENT_INVALID', 'there is no notebook', {
      hint: 'name notebooks (.ipynb), or folders that hold some',
      place: { file: path },
    });
  });
  const { exercise } = options;
  const wanted = exercise ? found.filter(({ lesson }) => lesson === undefined || lesson.id === exercise.id) : found;
  const groups = new Map<string, PlacedSubmission[]>();
  for (const submission of wanted) {
    const key = JSON.stringify([submission.learner, submission.lesson?.id]);
    groups.set(key, [...(groups.get(key) ?? []), submission]);
  }
  return [...groups.values()].map((group) => oneOf(group)).sort(byLearner);
}

/** A submission with the folder or file, the first below the class, whose name says who handed it in. */
interface PlacedSubmission extends Submission {
  place: string;
}

/**
 * Whose notebook it is, and of which exercise, by its name and the folders above it. Who handed it in is said by the first
 * folder below the one that was named, or by the file there: what lies deeper is named by learners.
 */
function identify({ file, fault }: FoundNotebook, root: string, options: FindOptions): PlacedSubmission {
  const { course, exercise, roster } = options;
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
  const place = join(resolve(root), below[0] ?? basename(file));
  // a file that was named by hand may be called anything, and the folder above it is not a learner's to name
  const candidates = below.length > 0 ? [below.find(tells) ?? ownName] : [ownName, above.at(-1) ?? ''];
  const known = roster && candidates.map((word) => fromRoster(word, roster)).filter((learner) => learner !== undefined);
  const learner = known ? known[0]?.id : oneLine(MOODLE.exec(name)?.[1] ?? name).trim();
  const shown = oneLine(relative('.', file));
  const refused = (refusal: string): PlacedSubmission => {
    return { learner: learner ?? (oneLine(name) || '?'), lesson, file, place, refusal };
  };
  if (fault !== undefined) return refused(`${shown} cannot be read: ${fault}`);
  if (!learner) return refused(`no learner of the roster fits ${shown}`);
  if (known?.some(({ id }) => id !== learner)) {
    return refused(`${shown} could be of ${known.map(({ id }) => id).join(' or of ')}: name it after one of them`);
  }
  if (lesson) return { learner, lesson, file, place };
  return refused(`which exercise ${shown} belongs to is not known; name the file after it, or say --exercise`);
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

/**
 * Of several notebooks for one exercise, the one that bears its name; else none, and the reason says which there are. Of two
 * folders that both claim to be one learner's, neither is taken.
 */
function oneOf(group: PlacedSubmission[]): Submission {
  const [first] = group;
  if (!first) throw new Error('an empty group');
  const { place: _, ...submission } = first;
  if (group.length === 1) return submission;
  const isOnePlace = group.every(({ place }) => place === first.place);
  const byName = group.filter(({ file, lesson }) => lesson && basename(file) === basename(lesson.file));
  const [only] = byName;
  if (isOnePlace && only && byName.length === 1) return only;
  const files = group.map(({ file }) => oneLine(relative('.', file))).join(', ');
  return {
    ...submission,
    refusal: first.refusal ?? `there are ${group.length} notebooks of ${first.learner}: ${files}; leave one`,
  };
}

function byLearner(a: Submission, b: Submission): number {
  const [x, y] = [a, b].map(({ learner, lesson }) => `${learner}\0${lesson?.id ?? ''}`);
  return (x ?? '') < (y ?? '') ? -1 : 1;
}
