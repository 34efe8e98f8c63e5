/** The loop of `kubelab repl`: a line, or several that belong together, then the outputs. */
import { KubelabError } from '../../errors.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { cutTo } from '../terminal/text.js';
import { isDotCommand, runDotCommand } from './dot-commands.js';
import type { PromptHistory } from './history-file.js';
import { CANCELLED } from './line-reader.js';
import type { PromptSession } from './session.js';
import { codeOfRequest, shortRequest } from './short-request.js';

/** The lines before the one that is typed, where several belong together. */
export interface Draft {
  text: string;
}

/** Inputs that leave a prompt, and that ask for help. */
const LEAVES = /^\s*\.?(exit|quit)(\(\))?;?\s*$/i;
const WANTS_HELP = /^\s*(help|\?)\s*$/i;

/** How wide the prompt may be: the rest of 80 columns is for the input. */
const WIDEST = 36;

/**
 * Takes lines until their end. A person may fail and go on; a script ends with 1 at the first cell or command that fails. Rejects
 * with the reason of an interruption.
 */
export async function takeLines(session: PromptSession, draft: Draft, history: PromptHistory): Promise<ExitCode> {
  const { lines, io } = session;
  const { style } = io.out;
  for (;;) {
    const where = draft.text === '' && lines.interactive ? await session.where() : '';
    const prompt = draft.text === '' ? `${style.cyan(cutTo(where, WIDEST))}> ` : style.dim('... ');
    const read = await lines.read(prompt);
    const line = draft.text === '' && typeof read === 'string' && WANTS_HELP.test(read) ? '.help' : read;
    if (line === CANCELLED) {
      draft.text = '';
      continue;
    }
    if (line !== undefined && draft.text === '' && LEAVES.test(line)) return EXIT.ok;
    if (line !== undefined && lines.interactive) history.keep(line);
    const text = line === undefined ? draft.text : draft.text + line;
    if (line !== undefined && (await goesOn(text, line, session))) {
      draft.text = `${text}\n`;
      continue;
    }
    draft.text = '';
    const passed = text.trim() === '' || (await take(text, session));
    if (line === undefined) return passed ? endOf(session) : EXIT.failed;
    if (!passed && !lines.interactive) return EXIT.failed;
  }
}

function endOf({ lines, io }: PromptSession): ExitCode {
  if (lines.interactive) io.out.line();
  return EXIT.ok;
}

/** True for code that is not whole; an empty line behind it ends it all the same. */
async function goesOn(text: string, line: string, { kernel }: PromptSession): Promise<boolean> {
  if (text.trim() === '' || isDotCommand(text) || (line.trim() === '' && text.includes('\n'))) return false;
  const short = shortRequest(text);
  if (!short) return kernel.needsMore(text);
  return short.body !== '' && kernel.needsMore(`const body = ${short.body}`);
}

async function take(text: string, session: PromptSession): Promise<boolean> {
  if (isDotCommand(text)) return runDotCommand(text, session);
  const short = shortRequest(text);
  try {
    if (/^\s*kubectl\s+[\w-]/.test(text)) {
      throw new KubelabError('ARGUMENT_INVALID', 'kubectl is a program for the shell, and here requests are sent', {
        hint: 'GET pods; after it, .kubectl writes the command of kubectl for it',
      });
    }
    return await session.run(short ? codeOfRequest(short) : text.trimEnd());
  } catch (error) {
    session.io.signals.interruption.throwIfAborted();
    session.fail(error);
    return false;
  }
}
