/** The rubric of cases that were dealt by a seed: it is made of the deal, since no file can hold it. */
import { stringify } from 'yaml';
import { parseRubric } from '../grader/parse-rubric.js';
import type { Rubric } from '../grader/rubric.js';
import { dealOf } from '../workshop/deal.js';
import { workshopExercise, workshopRubric } from '../workshop/rubric.js';

/**
 * The rubric in the place of one that a file holds, where that is the workshop's and `KUBELAB_CASES` deals its cases; undefined
 * for any other exercise and for the lesson's own deal. Throws ARGUMENT_INVALID when the variable deals nothing.
 */
export function dealtRubric(
  { exercise }: Pick<Rubric, 'exercise'>,
  env: Record<string, string | undefined>,
): Rubric | undefined {
  if (exercise !== workshopExercise) return undefined;
  const deal = dealOf(env);
  if (deal.name === 'lesson') return undefined;
  return parseRubric(stringify(workshopRubric(deal)), `the deal ${deal.name}`);
}
