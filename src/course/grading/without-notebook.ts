/** Files that were handed in without a notebook: the learner's row names them, and they never count as nothing. */
import { oneLine } from '../../escape.js';
import type { Lesson } from '../course.js';
import { groupBy } from './group-by.js';
import { type HandedInFile, LINK_FAULT } from './handed-in-files.js';
import type { Submission } from './submissions.js';
import type { KnownNames, Whose } from './whose.js';

/** A file that is no notebook, and a zip without one. */
export interface NoNotebook {
  file: HandedInFile;
  whose: Whose;
  /** True when the file was named on the command line itself. */
  wasNamed: boolean;
}

/** The files and refusal in a learner's row instead of a notebook. */
export interface RefusedFiles {
  submission: Submission;
  files: HandedInFile[];
}

/** Files that may have been meant as a solution. */
const MEANT = /\.(zip|rar|7z|tar|t?gz|xz|[cm]?[jt]sx?|json|py|txt|md|html?|pdf|docx?|odt)$/i;
const MOST_SHOWN = 3;

/** A refusal for each learner who handed in files and, as far as `found` tells, no notebook; the rest is set aside. */
export function withoutNotebook(
  others: readonly NoNotebook[],
  found: readonly Submission[],
  { roster, exercise }: KnownNames,
): { refused: RefusedFiles[]; aside: string[]; links: string[] } {
  const withNotebook = new Set(found.map(({ learner }) => learner));
  const isMeant = ({ file, whose: { learner, isOfLms, lesson }, wasNamed }: NoNotebook): boolean => {
    const { kind, names, link } = file;
    if (link === 'folder') return true;
    if (wasNamed && kind !== 'zip') return false;
    if (isOfLms || (roster && learner !== undefined)) return true;
    return (
      kind === 'zip' || (MEANT.test(names.at(-1) ?? '') && (names.length > 1 || (!roster && lesson !== undefined)))
    );
  };
  const left = others.filter(({ whose: { learner, word } }) => !withNotebook.has(learner ?? oneLine(word)));
  const groups = groupBy(left.filter(isMeant), ({ whose: { learner, word } }) => learner ?? oneLine(word));
  // where all others handed in one exercise, it is this one's, too
  const lessons = new Map(found.flatMap(({ lesson }) => (lesson ? [[lesson.id, lesson] as const] : [])));
  const [usual] = lessons.size === 1 ? lessons.values() : [];
  const shown = (ones: readonly NoNotebook[]): string[] => ones.map(({ file }) => file.shown);
  const isRefused = new Set([...groups.values()].flat());
  return {
    refused: [...groups].map(([who, group]) => refusedFiles(who || '?', group, exercise ?? usual)),
    aside: shown(left.filter((one) => !isMeant(one) && one.file.link === undefined)),
    links: shown(others.filter((one) => one.file.link !== undefined && !isRefused.has(one))),
  };
}

function refusedFiles(learner: string, group: readonly NoNotebook[], usual: Lesson | undefined): RefusedFiles {
  const files = group.map(({ file }) => file);
  const [first] = group;
  const lesson = group.map(({ whose }) => whose.lesson).find(Boolean) ?? usual;
  const names = files.slice(0, MOST_SHOWN).map((file) => oneLine(file.names.at(-1) || file.shown).slice(0, 80));
  const more = files.length > MOST_SHOWN ? ` and ${files.length - MOST_SHOWN} more` : '';
  const inIt = files.every(({ kind }) => kind === 'zip') ? (files.length > 1 ? ' in them' : ' in it') : '';
  const refusal =
    first?.whose.learner === undefined
      ? `no learner of the roster fits ${first?.file.shown}`
      : first.file.link !== undefined
        ? `${first.file.shown} cannot be read: ${LINK_FAULT}`
        : `handed in ${names.join(', ')}${more}: no notebook${inIt}`;
  const time = first?.file.time;
  return { files, submission: { learner, lesson, file: first?.file.file ?? '', refusal, ...(time ? { time } : {}) } };
}
