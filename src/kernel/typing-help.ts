/**
 * Shift-Tab and Tab, as inspect_request and complete_request
 * (https://jupyter-client.readthedocs.io/en/stable/messaging.html#introspection). tslab explains the name at the cursor and
 * nothing else; here the call around the cursor is explained too, and the words of a string are completed.
 */
import { toCodePoints, toUnits } from './code-points.js';
import { completionsInString, ownMembersFirst } from './completions.js';
import { changePrograms, isCell } from './mend.js';
import { type AskedCode, signatureText, textOf } from './signature.js';
import type { QuickInfo, TslabJupyter } from './tslab.js';
import type { TypeScript } from './typescript-for-tslab.js';

/** What TypeScript made a program of last, which is the code that is asked about. */
let asked: AskedCode | undefined;

/** TypeScript whose last program can be asked. */
export function withAskedPrograms(typescript: TypeScript): TypeScript {
  return changePrograms(typescript, (builder) => {
    const cell = builder.getSourceFiles().find(({ fileName }) => isCell(fileName));
    asked = cell && { typescript, program: builder.getProgram(), cell };
  });
}

/** Answers both requests in full. */
export function helpWhileTyping(handler: TslabJupyter['JupyterHandlerImpl']['prototype']): void {
  handler.handleInspect = function ({ code, cursor_pos: at }) {
    const position = toUnits(code, at);
    const info = this.executor.inspect(code, position);
    const signature = asked && signatureText(asked, position + asked.cell.text.length - code.length);
    const text = [info && quickInfoText(info), signature].filter(Boolean).join('\n\n');
    return { status: 'ok', found: text !== '', data: text === '' ? {} : { 'text/plain': text }, metadata: {} };
  };
  handler.handleComplete = function ({ code, cursor_pos: at }) {
    const position = toUnits(code, at);
    const found = this.executor.complete(code, position);
    const inString = asked && completionsInString(asked, position, asked.cell.text.length - code.length, found);
    const completions = inString ?? found;
    return {
      status: 'ok',
      matches: ownMembersFirst(completions),
      cursor_start: toCodePoints(code, completions.start),
      cursor_end: toCodePoints(code, completions.end),
      metadata: {},
    };
  };
}

/** A name's type, and below it what its comment says. */
function quickInfoText({ displayParts, documentation, tags = [] }: QuickInfo): string {
  const said = tags.map(({ name, text }) => (name === 'param' ? `@param ${textOf(text)}` : textOf(text)));
  const below = [textOf(documentation), ...said].filter((line) => line !== '');
  return [textOf(displayParts), ...(below.length > 0 ? ['', ...below] : [])].join('\n');
}
