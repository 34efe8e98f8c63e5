/** The call that a cursor stands in, in words: its parameters, its result, and the argument at the cursor. */
import { stripVTControlCharacters } from 'node:util';
import type { TextPart } from './tslab.js';
import type { Program, SignatureItem, SourceFile, TypeScript } from './typescript-for-tslab.js';

/** Code that was asked about, as TypeScript knows it. */
export interface AskedCode {
  typescript: TypeScript;
  program: Program;
  cell: SourceFile;
}

/** Longer signatures than this get a line for each parameter. */
const WIDTH = 80;
/** TypeScript asks it now and then whether to go on. */
const neverCancelled = { isCancellationRequested: () => false, throwIfCancellationRequested: () => {} };

/**
 * The signature that fits best, with the parameter at `position` in bold, and its documentation; further forms of the
 * function below. Undefined outside of calls.
 */
export function signatureText(asked: AskedCode, position: number): string | undefined {
  const call = callAt(asked, position);
  if (!call) return undefined;
  const { items, chosen, at } = call;
  const { parameters, documentation } = chosen;
  const parameter = parameters[at];
  const said = parameter && textOf(parameter.documentation);
  const others = items.filter((item) => item !== chosen).map((item) => signature(item));
  return [
    signature(chosen, at),
    textOf(documentation),
    said ? `${bold(parameter.name)}: ${said}` : '',
    others.length > 0 ? ['It can also be called so:', ...others].join('\n') : '',
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** The name of the parameter that the argument at a position is for; empty when there is none. */
export function parameterAt(asked: AskedCode, position: number): string {
  const call = callAt(asked, position);
  return call?.chosen.parameters[call.at]?.name ?? '';
}

/** The forms of the function that is called at a position, the one that fits best, and the index of its parameter there. */
function callAt(
  { typescript, program, cell }: AskedCode,
  position: number,
): { items: readonly SignatureItem[]; chosen: SignatureItem; at: number } | undefined {
  const { SignatureHelp } = typescript;
  const help = SignatureHelp.getSignatureHelpItems(program, cell, position, undefined, neverCancelled);
  const chosen = help?.items[help.selectedItemIndex];
  if (!help || !chosen) return undefined;
  // which is that of `...more` for all arguments there
  return { items: help.items, chosen, at: help.argumentIndex };
}

function signature(item: SignatureItem, at?: number): string {
  const parameters = item.parameters.map(({ displayParts }, index) =>
    index === at ? bold(textOf(displayParts)) : textOf(displayParts),
  );
  const [before, between, after] = [item.prefixDisplayParts, item.separatorDisplayParts, item.suffixDisplayParts].map(
    textOf,
  ) as [string, string, string];
  const line = `${before}${parameters.join(between)}${after}`;
  if (stripVTControlCharacters(line).length <= WIDTH || parameters.length === 0) return line;
  return `${before}\n${parameters.map((parameter) => `  ${parameter},\n`).join('')}${after}`;
}

/** The text of TypeScript's parts. */
export function textOf(parts: readonly TextPart[] = []): string {
  return parts.map(({ text }) => text).join('');
}

function bold(text: string): string {
  return `\x1b[1m${text}\x1b[22m`;
}
