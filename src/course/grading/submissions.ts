/**
 * Finding submissions: notebooks and folders of them, as nbgrader (`submitted/LEARNER/EXERCISE/x.ipynb`), Moodle
 * (`Name_123_assignsubmission_file/x.ipynb`) and Canvas (`name_123_456_x.ipynb`) lay them down, or named by hand; each of
 * them in a zip, too.
 */
import { KubelabError } from '../../errors.js';
import { oneLine } from '../../escape.js';
import type { Lesson } from '../course.js';
import { groupBy } from './group-by.js';
import type { HandedInFile, NamedPlace } from './handed-in-files.js';
import { nbgraderTimes } from './nbgrader-times.js';
import type { HandedIn } from './results.js';
import { type KnownNames, type Whose, whoseIs } from './whose.js';
import { type NoNotebook, withoutNotebook } from './without-notebook.js';

/** One notebook that was handed in, or the file in its place. */
export interface Submission {
  learner: string;
  /** Undefined when it is not known; such a submission has a refusal. */
  lesson: Lesson | undefined;
  file: string;
  /** Why it cannot be graded, known before the run. */
  refusal?: string;
  /** When it was handed in, as far as its place tells, and by which clock. */
  time?: { at: Date; clock: 'file' | 'zip' | 'nbgrader' };
  /** Canvas' mark in the file's name. */
  canvas?: 'late' | 'in time';
  /** The published time. */
  handedIn?: HandedIn;
}

/** The places to search. */
export interface FindOptions extends KnownNames {
  /** The files at the paths that were named, with their zips unpacked. */
  places: readonly NamedPlace[];
}

/** The submissions that were found. */
export interface FoundSubmissions {
  /** The submissions in the order of learner and exercise; with an exercise, of that one alone. */
  submissions: Submission[];
  /** Files that seem to be no submission, as people find them. */
  aside: string[];
  /** Symbolic links that no row names, as people find them. */
  links: string[];
}

/** A submission with the folder or file whose name says the learner. */
interface PlacedSubmission extends Submission {
  place: string;
  shown: string;
  /** The notebook's own name. */
  name: string;
  download?: string;
}

/** The submissions. Throws ARGUMENT_INVALID for a path without a submission. */
export function findSubmissions(options: FindOptions): FoundSubmissions {
  const { exercise, places } = options;
  const found: PlacedSubmission[] = [];
  const others: NoNotebook[] = [];
  for (const place of places) {
    const times = nbgraderTimes(place, options.course);
    for (const file of place.files) {
      const whose = whoseIs(file, place, options);
      if (file.kind === 'notebook' || file.fault !== undefined) {
        // a learner may set the times within a zip
        const own = whose.isInOwnZip ? place.zipTime : file.time;
        const time = whose.isOfLms ? own : (times.of(file) ?? own);
        found.push(placed(file, whose, time));
      } else if (!times.wrote(file)) {
        others.push({ file, whose, wasNamed: place.isFile });
      }
    }
  }
  const { refused, aside, links } = withoutNotebook(others, found, options);
  for (const { path, files, results } of places) {
    const own = new Set(files);
    const isThere = files.some(({ kind, fault }) => kind === 'notebook' || fault !== undefined);
    if (isThere || refused.some(({ files: named }) => named.some((file) => own.has(file)))) continue;
    const beside =
      results.length > 0
        ? ', only what a grading wrote'
        : files.some(({ link }) => link !== undefined)
          ? '; symbolic links in a folder are not followed'
          : '';
    throw new KubelabError('ARGUMENT_INVALID', `there is no notebook${beside}`, {
      hint: 'name notebooks (.ipynb), zips, or folders that hold some',
      place: { file: path },
    });
  }
  const wanted = exercise ? found.filter(({ lesson }) => lesson?.id === exercise.id) : found;
  const groups = groupBy(wanted, ({ learner, lesson }) => JSON.stringify([learner, lesson?.id]));
  const submissions = [
    ...[...groups.values()].map((group) => oneOf(group)),
    ...refused.map(({ submission }) => submission),
  ];
  return { submissions: submissions.sort(byLearner), aside, links };
}

function placed(
  { file, names, shown, fault }: HandedInFile,
  { learner, word, several, lesson, place, canvas, download }: Whose,
  time: Submission['time'],
): PlacedSubmission {
  const submission = {
    ...{ learner: learner ?? (oneLine(word).slice(0, LONGEST_NAME) || '?'), lesson, file, place, shown },
    ...{ name: names.at(-1) ?? '', ...(time ? { time } : {}), ...(canvas ? { canvas } : {}) },
    ...(download === undefined ? {} : { download }),
  };
  const refused = (refusal: string): PlacedSubmission => ({ ...submission, refusal });
  if (fault !== undefined) return refused(`${shown} cannot be read: ${fault}`);
  if (learner === undefined) return refused(`no learner of the roster fits ${shown}${ofDownload(download)}`);
  if (several) return refused(`${shown} could be of ${several.join(' or of ')}: name it after one of them`);
  if (lesson) return submission;
  return refused(`which exercise ${shown} belongs to is not known; name the file after it, or say --exercise`);
}

const LONGEST_NAME = 80;
const MOST_SHOWN = 3;

/**
 * Of several notebooks for one exercise, the one that bears its name; else a refusal that names them. Of two folders
 * that both claim to be one learner's, neither is taken.
 */
function oneOf(group: PlacedSubmission[]): Submission {
  const [first] = group;
  if (!first) throw new Error('an empty group');
  if (group.length === 1) return submissionOf(first);
  const isOnePlace = group.every(({ place }) => place === first.place);
  const byName = group.filter(({ name, lesson }) => lesson && name === baseName(lesson));
  const [only] = byName;
  if (isOnePlace && only && byName.length === 1) return submissionOf(only);
  const files = group.slice(0, MOST_SHOWN).map(({ shown }) => shown);
  const more = group.length > MOST_SHOWN ? ` and ${group.length - MOST_SHOWN} more` : '';
  const next = isOnePlace ? 'leave one' : 'leave one, or name a roster that tells two of that name apart';
  const both = `there are ${group.length} notebooks of ${first.learner}: ${files.join(', ')}${more}; ${next}${ofDownload(first.download)}`;
  return { ...submissionOf(first), refusal: first.refusal ?? both };
}

/** Files in a folder are one learner's, or each could hand in for others: a download of all has to be named itself. */
const ofDownload = (zip: string | undefined): string =>
  zip === undefined ? '' : `; is ${zip} the download of a whole class, name it itself, or unpack it into the folder`;

function submissionOf({ place: _, shown: __, name: ___, download: ____, ...submission }: PlacedSubmission): Submission {
  return submission;
}

function baseName({ file }: Lesson): string {
  return file.split(/[/\\]/).at(-1) ?? '';
}

function byLearner(a: Submission, b: Submission): number {
  const [x, y] = [a, b].map(({ learner, lesson }) => `${learner}\0${lesson?.id ?? ''}`);
  return (x ?? '') < (y ?? '') ? -1 : 1;
}
