/** Tab at the prompt: completes a word, and shows the facts about a whole name and about a call. */
import { sanitise } from '../terminal/sanitise.js';
import type { Paint } from '../terminal/style.js';
import type { Io } from '../terminal/terminal.js';
import { indentText, wrapText } from '../terminal/text.js';
import type { Completer } from './line-reader.js';
import type { PromptKernel } from './prompt-kernel.js';

/** Completer options. */
export interface TypingOptions {
  kernel: PromptKernel;
  /** The lines before this one. */
  before: () => string;
  /** The names of the commands that begin with a dot. */
  commands: readonly string[];
  /** Shows a text above the line. */
  show: (text: string) => void;
  io: Io;
}

/** More names than this, without a letter of one, are no help. */
const MOST_UNASKED = 60;

/** The completer of a prompt. */
export function promptCompleter({ kernel, before, commands, show, io }: TypingOptions): Completer {
  return async (text) => {
    if (before() === '' && /^\.\w*$/.test(text)) {
      return [commands.filter((name) => name.startsWith(text)).map((name) => `${name} `), text];
    }
    const code = before() + text;
    const position = { code, at: [...code].length };
    const found = await kernel.help('complete', position);
    const start = Number(found?.cursor_start ?? position.at);
    const written = [...code].slice(start).join('');
    const all = (Array.isArray(found?.matches) ? found.matches.map(String) : []).filter(isPlain);
    const words = all.filter((word) => word.startsWith(written));
    const isOpen = written === '' && !/[.'"`]$/.test(text);
    if (words.includes(written) || isOpen || words.length === 0) {
      const docs = (await kernel.help('inspect', position))?.data;
      const said = (docs as Record<string, unknown> | undefined)?.['text/plain'];
      if (typeof said === 'string') show(docsText(said, io));
      if (isOpen && (typeof said === 'string' || words.length > MOST_UNASKED)) return [[], text];
    }
    return [words.filter((word) => word !== written), written];
  };
}

function isPlain(word: string): boolean {
  return sanitise(word) === word && !word.includes('\n');
}

/** The declaration in bold, its documentation below. */
function docsText(text: string, { out }: Io): string {
  const [head = '', ...rest] = sanitise(text).split(/\n\n/);
  const set = (part: string, paint: Paint): string => {
    const lines = indentText(wrapText(part, out.columns - 2), '  ').split('\n');
    return lines.map((line) => `${paint(line)}\n`).join('');
  };
  return set(head, out.style.bold) + rest.map((part) => set(part, out.style.dim)).join('');
}
