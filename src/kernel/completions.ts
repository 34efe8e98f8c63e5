/** Completions at the cursor, where tslab has no answer: in a string, and among the members of a function. */
import { type AskedCode, parameterAt } from './signature.js';
import type { Completions } from './tslab.js';
import type { SyntaxNode, TypeScript } from './typescript-for-tslab.js';

/** Members of every function; `show.` would begin with them. */
const OF_FUNCTIONS = new Set([...Object.getOwnPropertyNames(Function.prototype), 'prototype']);
const SOME_OF_FUNCTIONS = ['apply', 'bind', 'call'];

/** A string that the cursor stands in. */
export interface StringAtCursor {
  /** Where its text lies in the file. */
  start: number;
  end: number;
  /** Its text, and the part of it before the cursor. */
  text: string;
  written: string;
  /** The name of the parameter or the field that it is for. */
  place: string;
}

/** The string at a position of the file that was asked about; undefined outside of strings. */
export function stringAt({ typescript, program, cell }: AskedCode, position: number): StringAtCursor | undefined {
  const token = typescript.findPrecedingToken(position, cell);
  if (!token || !typescript.isStringLiteralLike(token)) return undefined;
  const start = token.getStart(cell) + 1;
  const end = token.isUnterminated ? position : token.end - 1;
  if (position > end) return undefined;
  const place = fieldOf(typescript, token) ?? parameterAt({ typescript, program, cell }, position);
  return { start, end, text: cell.text.slice(start, end), written: cell.text.slice(start, position), place };
}

/** The field of an object that a string is the value of, or an item of. */
function fieldOf(typescript: TypeScript, { parent }: SyntaxNode): string | undefined {
  const owner = parent && typescript.isArrayLiteralExpression(parent) ? parent.parent : parent;
  return owner && typescript.isPropertyAssignment(owner) ? owner.name.text : undefined;
}

/** Words that go on from the written text; without any, words that contain it. */
export function matching(words: readonly string[], written: string): string[] {
  const going = words.filter((word) => word.startsWith(written));
  return going.length > 0 ? going : words.filter((word) => word.includes(written));
}

/** A function's own members first, then those of every function; other names unchanged. */
export function ownMembersFirst({ candidates, original }: Completions): string[] {
  const members = new Set(original?.entries.map(({ name }) => name));
  if (!SOME_OF_FUNCTIONS.every((name) => members.has(name))) return candidates;
  const isOwn = (name: string): boolean => !OF_FUNCTIONS.has(name);
  return [...candidates.filter(isOwn), ...candidates.filter((name) => !isOwn(name))];
}
