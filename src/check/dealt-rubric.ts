/** The rubric of cases that were dealt by a seed: it is made of the deal, since no file can hold it. */
import { basename } from 'node:path';
import { stringify } from 'yaml';
import { parseRubric } from '../grader/parse-rubric.js';
import type { Rubric } from '../grader/rubric.js';
import { dealOf } from '../workshop/deal.js';
import { workshopRubric } from '../workshop/rubric.js';

/**
 * The rubric in the place of `file` where `KUBELAB_CASES` deals the cases of the workshop; undefined for any other lesson and
 * for the lesson's own deal. Throws ARGUMENT_INVALID when the variable deals nothing.
 */
export function dealtRubric(file: string, env: Record<string, string | undefined>): Rubric | undefined {
  if (basename(file) !== '07-debugging-access.yaml') return undefined;
  const deal = dealOf(env);
  if (deal.name === 'lesson') return undefined;
  return parseRubric(stringify(workshopRubric(deal)), `the deal ${deal.name}`);
}
