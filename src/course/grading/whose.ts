/**
 * The learner and exercise of a file, by its name and the folders and zips above it. The learner is told by the first of
 * them below the place that was named, or by the file there: deeper names are given by learners.
 */
import { unmistakable } from '../../escape.js';
import type { Course, Lesson } from '../course.js';
import { lessonName } from '../find-lesson.js';
import { type HandedInFile, kindOf, type NamedPlace } from './handed-in-files.js';
import { type Learner, loosely, matchLearner } from './roster.js';

/** The course and roster that names are held against. */
export interface KnownNames {
  course: Course;
  /** The exercise of a file that names none. */
  exercise?: Lesson;
  roster?: readonly Learner[];
}

/** The learner and exercise of a file, as far as they can be told. */
export interface Whose {
  /** The id of the roster, or the name as it stands there; undefined when no learner of the roster fits. */
  learner: string | undefined;
  /** The word that was taken for a name, for messages. */
  word: string;
  /** Set when the names fit several learners of the roster. */
  several?: readonly string[];
  lesson: Lesson | undefined;
  /** The folder, zip or file whose name says the learner. */
  place: string;
  /** Canvas' mark in the name of each file: was it late. */
  canvas?: 'late' | 'in time';
  /** The zip in the named folder that seems to be a platform's download of the class, which a learner's zip is not. */
  download?: string;
  /** True where an LMS' way to name files says that the file was handed in. */
  isOfLms: boolean;
  /** True in a zip that was named and is one learner's own: times in it are the learner's. */
  isInOwnZip: boolean;
}

/** Names of folders and zips that say nothing about a learner. */
const GENERIC = new Set([
  ...['submitted', 'submissions', 'submission', 'downloaded', 'archive', 'extracted', 'all'],
  ...['abgabe', 'abgaben'],
]);

const MOODLE = /^(.+?)_(\d+)_assignsubmission_(?:file|onlinetext)_?$/i;
/** The names that Moodle gives to files outside of folders. */
const MOODLE_FILE = /^(.+?_\d+_assignsubmission_(?:file|onlinetext))_(.+)$/i;
/** How the identifiers in a grading worksheet of Moodle begin, in English and French, Spanish, German. */
const MOODLE_WORDS = ['Participant ', 'Participante ', 'Teilnehmer/in ', 'Teilnehmer/in'];
const CANVAS = /^(.+?)(_LATE)?_\d+_\d+_(.+)$/;

/** The learner and exercise of a file that was found at `place`. */
export function whoseIs(file: HandedInFile, place: NamedPlace, known: KnownNames): Whose {
  const { course, exercise, roster } = known;
  const below = file.names.slice(0, -1);
  const own = readName(file.names.at(-1) ?? '', course);
  const zip = place.zip === undefined ? undefined : readName(place.zip, course);
  const folders = [...place.above, ...below].map((name) => lessonOf(name, course) ?? zipName(name, course)?.lesson);
  const lesson = own.lesson ?? folders.findLast(Boolean) ?? zip?.lesson ?? exercise;

  const tells = (name: string): boolean => tellsLearner(name, course);
  const words = below.map((name) => folderWord(name, course));
  const telling = words.findIndex(tells);
  const first = words[telling];
  const around = { zip: zip && tells(zip.who) ? zip.who : '', folder: place.above.findLast(tells) };
  const word = ([first, own.who, around.zip, around.folder].find(Boolean) ?? '').normalize('NFC');
  // a file that was named by hand may be called anything, and the folder above it is not a learner's to name
  const candidates =
    below.length > 0 ? [first ?? own.who] : [own.who, ...(zip ? [zip.who] : []), place.above.at(-1) ?? ''];
  const matched = roster && candidates.map((name) => fromRoster(name, roster)).filter((one) => one !== undefined);
  const learner = matched ? matched[0]?.id : unmistakable((MOODLE.exec(word)?.[1] ?? word).trim());
  const ids = [...new Set(matched?.map(({ id }) => id))];
  const [outer = '', inner = ''] = file.names;
  const isDownload = kindOf(outer) === 'zip' && (MOODLE.test(inner) || CANVAS.test(inner));
  const within = namesOfLearner(file.names, course);
  // nbgrader's folder of the learner is that above the exercise's; one further up may be called so by chance
  const ownFolder = place.above.at(lessonOf(place.above.at(-1) ?? '', course) ? -2 : -1) ?? '';
  const isNamedBy = (name: string): boolean => isNameOf(learner, name, roster);
  // in a folder or zip of one learner, and deeper, names are the learner's, who may call a file as Canvas would
  const told = telling < 0 ? own : zipName(below[telling] ?? '', course);
  const canvas = isNamedBy(around.zip) ? zip?.canvas : isNamedBy(ownFolder) ? undefined : told?.canvas;
  return {
    learner: learner === '' ? undefined : learner,
    word,
    lesson,
    place: JSON.stringify([place.path, ...within]),
    isOfLms: canvas !== undefined || MOODLE.test(word),
    isInOwnZip:
      zip !== undefined && ((within.length === 0 && Boolean(learner)) || [around.zip, ownFolder].some(isNamedBy)),
    ...(ids.length > 1 ? { several: ids } : {}),
    ...(canvas ? { canvas } : {}),
    ...(isDownload ? { download: outer } : {}),
  };
}

/** The names of a file down to that which says the learner; none where the place that was named says it. */
export function namesOfLearner(names: readonly string[], course: Course): readonly string[] {
  const telling = names.slice(0, -1).findIndex((name) => tellsLearner(folderWord(name, course), course));
  if (telling >= 0) return names.slice(0, telling + 1);
  return readName(names.at(-1) ?? '', course).who === '' ? [] : names;
}

/** What a folder or zip on the way to a file says of its learner. */
function folderWord(name: string, course: Course): string {
  return zipName(name, course)?.who ?? name;
}

function tellsLearner(name: string, course: Course): boolean {
  return name !== '' && !lessonOf(name, course) && !GENERIC.has(name.toLowerCase());
}

/** The learner and exercise in the name of a file or zip. */
interface ReadName {
  who: string;
  lesson?: Lesson;
  canvas?: 'late' | 'in time';
}

function readName(name: string, course: Course): ReadName {
  const whole = name.replace(/\.\w{1,5}$/, '');
  const moodle = MOODLE_FILE.exec(whole);
  const canvas = moodle ? null : CANVAS.exec(whole);
  const stem = moodle?.[2] ?? canvas?.[3] ?? whole;
  const named = exerciseIn(stem, course);
  return {
    who: moodle?.[1] ?? canvas?.[1] ?? named?.rest ?? stem,
    ...(named ? { lesson: named.lesson } : {}),
    ...(canvas ? { canvas: canvas[2] ? ('late' as const) : ('in time' as const) } : {}),
  };
}

/** The learner and exercise in the name of a zip; undefined for another name. */
function zipName(name: string, course: Course): ReadName | undefined {
  return kindOf(name) === 'zip' ? readName(name, course) : undefined;
}

function fromRoster(word: string, roster: readonly Learner[]): Learner | undefined {
  const moodle = MOODLE.exec(word);
  const names = moodle ? [moodle[1], moodle[2], ...MOODLE_WORDS.map((title) => `${title}${moodle[2]}`)] : [word];
  return names.map((name) => (name ? matchLearner(roster, name) : undefined)).find(Boolean);
}

function isNameOf(learner: string | undefined, name: string, roster: readonly Learner[] | undefined): boolean {
  if (learner === undefined || name === '') return false;
  if (roster) return fromRoster(name, roster)?.id === learner;
  return loosely(MOODLE.exec(name)?.[1] ?? name) === loosely(learner);
}

function lessonOf(name: string, course: Course): Lesson | undefined {
  const wanted = name.toLowerCase();
  return course.lessons.find((lesson) => lesson.id === wanted || lessonName(lesson).toLowerCase() === wanted);
}

/** The exercise that a file's name holds, and the rest of the name: `ada_04-activity` is 04-activity of ada. */
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
