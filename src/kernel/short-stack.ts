/** Errors of a cell as they concern whoever wrote it. */
import { stripVTControlCharacters } from 'node:util';

/** An error's stack without the frames of the kernel itself, which say nothing about the cell. */
export function shortStack(text: string): string {
  const lines = text.split('\n');
  return lines.filter((line) => !KERNEL_FRAME.test(stripVTControlCharacters(line))).join('\n');
}

const KERNEL_FRAME =
  /^\s+at .*(\/tslab\/dist\/|\/dist\/kernel\/|\(?node:(internal|vm|events|async_hooks)\b|async Promise\.all|\/zeromq\/)/;
