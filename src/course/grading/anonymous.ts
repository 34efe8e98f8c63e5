/**
 * `--anonymous`: a pseudonym in place of a learner's name wherever it stands. It is made with a secret key of this
 * machine, so that a learner has one pseudonym in all runs, and a list of names does not lead back.
 */
import { createHmac } from 'node:crypto';
import type { Learner } from './roster.js';

/** The pseudonym of a learner: `learner-3f9a0c41`. */
export function pseudonym(key: Buffer, learner: string): string {
  return `learner-${createHmac('sha256', key).update(learner).digest('hex').slice(0, 8)}`;
}

/** Whether a name is such a pseudonym. */
export function isPseudonym(name: string): boolean {
  return /^learner-[0-9a-f]{8}$/.test(name);
}

/** Names that are to be taken out of texts, and the text in their place. */
export interface HiddenNames {
  names: readonly string[];
  replacement: string;
}

/** The names of a learner: the id, and the words that the roster has. */
export function hiddenNames(learner: string, inRoster: Learner | undefined, replacement: string): HiddenNames {
  const names = [learner, ...(inRoster ? [inRoster.firstName, inRoster.lastName, ...inRoster.names] : [])];
  const telling = [...new Set(names)].filter((name) => name.length >= 3).sort((a, b) => b.length - a.length);
  return { names: telling, replacement };
}

/** Replaces the names in a text; without names the text stays as it is. */
export function nameRemover(hidden: HiddenNames | undefined): (text: string) => string {
  if (!hidden || hidden.names.length === 0) return (text) => text;
  const { names, replacement } = hidden;
  const escaped = names.map((name) => name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(?:${escaped.join('|')})(?![\\p{L}\\p{N}])`, 'giu');
  return (text) => text.replace(pattern, replacement);
}
