/** Errors of a cell as they concern its author. */
import { stripVTControlCharacters } from 'node:util';

/** An error's stack without the frames of the kernel itself, which say nothing about the cell. */
export function shortStack(text: string): string {
  return withoutLines(text, (line) => {
    const plain = stripVTControlCharacters(line);
    return KERNEL_FRAME.test(plain) || FRAMES_OF_CAUSE.test(plain);
  });
}

/** The text without some of its lines. A frame that opens the block of an error's cause hands the brace to the line before. */
export function withoutLines(text: string, isLeftOut: (line: string) => boolean): string {
  const kept: string[] = [];
  for (const line of text.split('\n')) {
    if (!isLeftOut(line)) kept.push(line);
    else if (/ \{$/.test(line) && kept.length > 0) kept.push(`${kept.pop()} {`);
  }
  return kept.join('\n');
}

const KERNEL_FRAME =
  /^\s+at .*([\\/](tslab[\\/]dist|typescript-for-tslab|dist[\\/]kernel|zeromq)[\\/]|\(?node:(internal|vm|events|async_hooks)\b|async Promise\.all)/;
/** Node counts the frames that an error shares with its cause; they are the kernel's. */
const FRAMES_OF_CAUSE = /^\s+\.\.\. \d+ lines matching cause stack trace \.\.\.$/;
