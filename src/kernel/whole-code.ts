/**
 * Whether code is at its end, as is_complete_request asks. tslab looks for what TypeScript expects behind the code, and takes a
 * template string that is still open for a whole one: a manifest between backticks could not be typed line by line.
 */
import type { TslabConverter, TypeScript } from './typescript-for-tslab.js';

/** TypeScript's number for "Unterminated template literal". */
const OPEN_TEMPLATE = 1160;
const LATEST = 99;

/** Lets open template strings go on. Two empty lines end every cell, as tslab has it. */
export function waitForTemplates(converters: TslabConverter, typescript: TypeScript): void {
  const { isCompleteCode } = converters;
  converters.isCompleteCode = (code) => {
    const answer = isCompleteCode(code);
    if (!answer.completed || /\n\s*\n\s*$/.test(code)) return answer;
    const { parseDiagnostics } = typescript.createSourceFile('cell.ts', code, LATEST);
    return parseDiagnostics.some((found) => found.code === OPEN_TEMPLATE) ? { completed: false, indent: '' } : answer;
  };
}
