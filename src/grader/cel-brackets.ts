/** Brackets and quotes of an expression that have no counterpart: the parser of CEL tells of them where they open, if at all. */
import type { CelFault } from './cel.js';

const closing: Record<string, string> = { '(': ')', '[': ']', '{': '}' };

/** Texts in their quotes, and comments: brackets in them mean nothing. Texts in three quotes may hold line breaks. */
const passedOver = [
  /[rR](?:'''[\s\S]*?'''|"""[\s\S]*?"""|'[^'\n]*'|"[^"\n]*")/,
  /'''(?:\\[\s\S]|[\s\S])*?'''/,
  /"""(?:\\[\s\S]|[\s\S])*?"""/,
  /'(?:\\.|[^'\\\n])*'/,
  /"(?:\\.|[^"\\\n])*"/,
  /\/\/[^\n]*/,
];
const token = new RegExp(`(?<text>${passedOver.map(({ source }) => source).join('|')})|[()[\\]{}'"]`, 'g');

/** The fault of the brackets and quotes, and its character (from 1); undefined when they match. */
export function bracketFault(expression: string): CelFault | undefined {
  const open: { bracket: string; character: number }[] = [];
  for (const { 0: found, index, groups } of expression.matchAll(token)) {
    const character = index + 1;
    if (groups?.text !== undefined) continue;
    if (found === "'" || found === '"')
      return { message: `the text that begins with ${found} is never closed`, character };
    if (closing[found] !== undefined) {
      open.push({ bracket: found, character });
      continue;
    }
    const last = open.pop();
    if (last === undefined) return { message: `this ${found} closes nothing`, character };
    if (closing[last.bracket] !== found) {
      return {
        message: `${found} stands where the ${last.bracket} of character ${last.character} is still open`,
        character,
      };
    }
  }
  const unclosed = open.at(-1);
  return unclosed && { message: `this ${unclosed.bracket} is never closed`, character: unclosed.character };
}
