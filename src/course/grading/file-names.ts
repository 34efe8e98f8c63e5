/** Names of files for learners, whose ids may hold anything. */
import { createHash } from 'node:crypto';

/** The file of a submission's record: readable, and of this submission alone. */
export function recordName(learner: string, exercise: string): string {
  return `${safe(learner)}.${safe(exercise)}.${hash(`${learner}\0${exercise}`)}.json`;
}

/** The file of a submission's evidence. */
export function evidenceName(learner: string, exercise: string): string {
  return `${recordName(learner, exercise)}.gz`;
}

/**
 * The names of the pages, one for each submission and in their order: `ada.html`, or `ada.activity.html` where there are
 * several exercises. Two names that a file system without capitals would confuse get a suffix.
 */
export function pageNames(submissions: readonly { learner: string; exercise: string }[]): string[] {
  const several = new Set(submissions.map(({ exercise }) => exercise)).size > 1;
  const stems = submissions.map(({ learner, exercise }) =>
    several && exercise !== '' ? `${safe(learner)}.${safe(exercise)}` : safe(learner),
  );
  const count = new Map<string, number>();
  for (const stem of stems) count.set(alike(stem), (count.get(alike(stem)) ?? 0) + 1);
  return submissions.map(({ learner, exercise }, index) => {
    const stem = stems[index] ?? '';
    return (count.get(alike(stem)) ?? 0) > 1 ? `${stem}.${hash(`${learner}\0${exercise}`)}.html` : `${stem}.html`;
  });
}

function safe(text: string): string {
  const kept = text.normalize('NFC').replaceAll(/[^\p{L}\p{N}\p{M}_@ -]+/gu, '_');
  // a file name has 255 bytes, and a letter up to four
  return Array.from(kept).slice(0, 48).join('').trim() || '_';
}

function alike(stem: string): string {
  return stem.toLowerCase().normalize('NFKC');
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}
