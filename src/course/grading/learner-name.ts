/** The learner's name on pages and in reports: the name that the roster gives, with the id. */
import type { ClassBook } from './class-book.js';
import { type Learner, readRoster } from './roster.js';

/** `Ada Lovelace (ada)` by an id; the bare id of a learner whom the roster does not name. */
export function learnerNames(roster: readonly Learner[]): (id: string) => string {
  const named = new Map(roster.map((learner) => [learner.id, nameOf(learner)]));
  return (id) => {
    const name = named.get(id);
    return name ? `${name} (${id})` : id;
  };
}

/** The roster that a class was graded with, for names alone: empty without one that can be read, since ids will do. */
export function rosterForNames(book: ClassBook | undefined): Learner[] {
  const { roster, anonymous } = book?.with ?? {};
  if (roster === undefined || anonymous) return [];
  try {
    return readRoster(roster);
  } catch {
    return [];
  }
}

/** The name, empty without one: the first of the other words is the whole name, where the roster has one. */
function nameOf({ firstName, lastName, email, names }: Learner): string {
  const parts = [firstName, lastName].filter((part) => part !== '').join(' ');
  if (parts !== '') return parts;
  const [whole = ''] = names;
  return whole !== email && whole.includes(' ') ? whole : '';
}
