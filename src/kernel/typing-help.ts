/**
 * Shift-Tab and Tab, as inspect_request and complete_request
 * (https://jupyter-client.readthedocs.io/en/stable/messaging.html#introspection). tslab explains the name at the cursor and
 * nothing else; here the call around the cursor is explained too, and the words of a string are completed.
 */
import { toCodePoints, toUnits } from './code-points.js';
import { matching, ownMembersFirst, stringAt } from './completions.js';
import { knownWords } from './known-words.js';
import { changePrograms, isCell } from './mend.js';
import { type AskedCode, signatureText, textOf } from './signature.js';
import type { CodePlace, Completions, Executor, QuickInfo, TslabJupyter } from './tslab.js';
import type { TypeScript } from './typescript-for-tslab.js';

/** The code of TypeScript's last program, which is the code that is asked about. */
let asked: AskedCode | undefined;

/** TypeScript whose last program can be asked. */
export function withAskedPrograms(typescript: TypeScript): TypeScript {
  return changePrograms(typescript, (builder) => {
    const cell = builder.getSourceFiles().find(({ fileName }) => isCell(fileName));
    asked = cell && { typescript, program: builder.getProgram(), cell };
  });
}

/** Answers both requests in full. */
export function helpWhileTyping({ JupyterHandlerImpl, ZmqServer }: TslabJupyter): void {
  JupyterHandlerImpl.prototype.handleInspect = function ({ code, cursor_pos: at }) {
    const position = toUnits(code, at);
    const info = this.executor.inspect(code, position);
    const signature = asked && signatureText(asked, position + offsetOf(code));
    const text = [info && quickInfoText(info), signature].filter(Boolean).join('\n\n');
    return { status: 'ok', found: text !== '', data: text === '' ? {} : { 'text/plain': text }, metadata: {} };
  };
  ZmqServer.prototype.handleComplete = async function (socket, message) {
    const { code, cursor_pos: at } = message.content as unknown as CodePlace; // a complete_request has both
    const reply = message.createReply();
    reply.header.msg_type = 'complete_reply';
    const { start, end, candidates } = await completionsAt(this.handler.executor, code, toUnits(code, at));
    const place = { cursor_start: toCodePoints(code, start), cursor_end: toCodePoints(code, end) };
    reply.content = { status: 'ok', matches: candidates, ...place, metadata: {} };
    reply.signAndSend(this.connInfo.key, socket);
  };
}

async function completionsAt(executor: Executor, code: string, position: number): Promise<Completions> {
  const found = executor.complete(code, position);
  const offset = offsetOf(code);
  const string = asked && stringAt(asked, position + offset);
  if (!string) return { ...found, candidates: ownMembersFirst(found) };
  const names = found.original?.entries.map(({ name }) => name).sort() ?? [];
  // for a type that is inferred from this very string, TypeScript names what is written already
  const typed = names.filter((name) => name !== string.text).length > 0;
  const words = typed ? names : await knownWords(string.place, string.written);
  return { start: string.start - offset, end: string.end - offset, candidates: matching(words, string.written) };
}

/** How much stands before the code in the file that TypeScript knows. */
function offsetOf(code: string): number {
  return (asked?.cell.text.length ?? code.length) - code.length;
}

/** A name's type, and below it its comment. */
function quickInfoText({ displayParts, documentation, tags = [] }: QuickInfo): string {
  const said = tags.map(({ name, text }) => (name === 'param' ? `@param ${textOf(text)}` : textOf(text)));
  const below = [textOf(documentation), ...said].filter((line) => line !== '');
  return [textOf(displayParts), ...(below.length > 0 ? ['', ...below] : [])].join('\n');
}
