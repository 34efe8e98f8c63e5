/** Errors of a cell as they concern whoever wrote it. */
import { stripVTControlCharacters } from 'node:util';

/** An error's stack without the frames of the kernel itself, which say nothing about the cell. */
export function shortStack(text: string): string {
  const kept: string[] = [];
  for (const line of text.split('\n')) {
    if (!KERNEL_FRAME.test(stripVTControlCharacters(line))) kept.push(line);
    // the last frame opens the braces around the error's own fields, such as its cause
    else if (line.endsWith(' {') && kept.length > 0) kept.push(`${kept.pop()} {`);
  }
  return kept.join('\n');
}

const KERNEL_FRAME =
  /^\s+at .*(\/tslab\/dist\/|\/dist\/kernel\/|\(?node:(internal|vm|events|async_hooks)\b|async Promise\.all|\/zeromq\/)/;
