/**
 * `--anonymous`: a pseudonym in place of a learner's name wherever it stands. It is made with a secret key of this
 * machine, so that the same learner has the same one in each run, and a list of names does not lead back.
 */
import { createHmac, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { writeFileAtomically } from '../../atomic-file.js';
import type { Home } from '../../home.js';
import type { Learner } from './roster.js';

/** The key of this machine, made when there is none. Throws FILE_UNREADABLE when it cannot be kept. */
export function anonymousKey({ anonymousKey: file }: Pick<Home, 'anonymousKey'>): Buffer {
  try {
    const key = Buffer.from(readFileSync(file, 'utf8').trim(), 'hex');
    if (key.length === 32) return key;
  } catch {
    // There is none yet.
  }
  const key = randomBytes(32);
  writeFileAtomically(file, `${key.toString('hex')}\n`, 0o600);
  return key;
}

/** The pseudonym of a learner: `learner-3f9a0c41`. */
export function pseudonym(key: Buffer, learner: string): string {
  return `learner-${createHmac('sha256', key).update(learner).digest('hex').slice(0, 8)}`;
}

/** Replaces the names of a learner in a text: the id, and the words that the roster has. */
export function nameRemover(
  learner: string,
  inRoster: Learner | undefined,
  replacement: string,
): (text: string) => string {
  const names = [learner, ...(inRoster ? [inRoster.firstName, inRoster.lastName, ...inRoster.names] : [])];
  const telling = [...new Set(names)].filter((name) => name.length >= 3).sort((a, b) => b.length - a.length);
  if (telling.length === 0) return (text) => text;
  const escaped = telling.map((name) => name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(?:${escaped.join('|')})(?![\\p{L}\\p{N}])`, 'giu');
  return (text) => text.replace(pattern, replacement);
}
