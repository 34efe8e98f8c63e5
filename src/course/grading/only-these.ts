/** The learners whom a grading is confined to. */
import { nearest } from '../../checked-yaml.js';
import { KubelabError } from '../../errors.js';
import { oneLine } from '../../escape.js';
import { type Learner, matchLearner } from './roster.js';
import type { Submission } from './submissions.js';

const MOST_NAMED = 12;

/**
 * The ids of the learners, who are named by id or by another word of the roster. Throws ARGUMENT_INVALID, with the nearest learner
 * that there is, for a learner who handed in nothing.
 */
export function onlyThese(
  names: readonly string[],
  submissions: readonly Submission[],
  roster: readonly Learner[],
): ReadonlySet<string> {
  const learners = [...new Set(submissions.map(({ learner }) => learner))];
  const some = learners.slice(0, MOST_NAMED).join(', ') + (learners.length > MOST_NAMED ? ', …' : '');
  const ids = names.map((name) => {
    const id = learners.includes(name) ? name : matchLearner(roster, name)?.id;
    if (id !== undefined && learners.includes(id)) return id;
    // a learner whom the roster knows was not misspelt
    const near = id === undefined ? nearest(name, learners) : undefined;
    throw new KubelabError('ARGUMENT_INVALID', `nothing of ${name} was handed in`, {
      hint: near ? `did you mean ${near}?` : `name one of ${oneLine(some)} after --only`,
    });
  });
  return new Set(ids);
}
