/** A word of a shell command, for commands in messages that people paste. */

/** The word as the shell reads it back; `$TOKEN` inside double quotes is meant as a variable. */
export function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
