/** Words of a shell command as lines that a person can paste. */

/**
 * Words as one command, in lines of at most `width` characters that end in a backslash. A line is never broken between an
 * option and what follows it.
 */
export function commandLine(words: readonly string[], width = 100): string {
  const lines: string[] = [];
  let line = '';
  for (const word of withValues(words)) {
    if (line && line.length + 1 + word.length > width) {
      lines.push(line);
      line = `  ${word}`;
    } else line = line ? `${line} ${word}` : word;
  }
  return [...lines, line].join(' \\\n');
}

function withValues(words: readonly string[]): string[] {
  const units: string[] = [];
  for (const word of words) {
    const before = units.at(-1) ?? '';
    const takesIt = /^-[-\w]*$/.test(before) && before !== '--' && !word.startsWith('-');
    if (takesIt) units[units.length - 1] = `${before} ${word}`;
    else units.push(word);
  }
  return units;
}
