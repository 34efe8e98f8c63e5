/** What could be written at the cursor, where tslab has no answer: in a string, and among the members of a function. */
import type { Completions } from './tslab.js';
import type { SourceFile, TypeScript } from './typescript-for-tslab.js';

/** What every function has; `show.` would begin with it. */
const OF_FUNCTIONS = new Set([...Object.getOwnPropertyNames(Function.prototype), 'prototype']);
const SOME_OF_FUNCTIONS = ['apply', 'bind', 'call'];

/**
 * The completions of `found` for a cursor in a string: those that go on from what is written before it, or else contain that,
 * each for all of the string. Undefined outside of strings. Positions in `found` and in the answer are without `offset`, the
 * length of what stands before the code in its file.
 */
export function completionsInString(
  { typescript, cell }: { typescript: TypeScript; cell: SourceFile },
  position: number,
  offset: number,
  found: Completions,
): Completions | undefined {
  const token = typescript.findPrecedingToken(position + offset, cell);
  if (!token || !typescript.isStringLiteralLike(token)) return undefined;
  const start = token.getStart(cell) + 1;
  const end = token.isUnterminated ? position + offset : token.end - 1;
  if (position + offset < start || position + offset > end) return undefined;
  const written = cell.text.slice(start, position + offset);
  const names = (found.original?.entries ?? []).map(({ name }) => name).sort();
  const going = names.filter((name) => name.startsWith(written));
  const candidates = going.length > 0 ? going : names.filter((name) => name.includes(written));
  return { start: start - offset, end: end - offset, candidates };
}

/** The names with those that every function has at the end, when they are members of one. */
export function ownMembersFirst({ candidates, original }: Completions): string[] {
  const members = new Set(original?.entries.map(({ name }) => name));
  if (!SOME_OF_FUNCTIONS.every((name) => members.has(name))) return candidates;
  const isOwn = (name: string): boolean => !OF_FUNCTIONS.has(name);
  return [...candidates.filter(isOwn), ...candidates.filter((name) => !isOwn(name))];
}
