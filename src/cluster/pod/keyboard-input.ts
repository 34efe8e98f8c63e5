/** Which command lines wait for the keyboard: the library gives a command all its input at once, so it is gathered before. */

/** Input up to Ctrl-D, or one line. */
export type KeyboardInput = 'all' | 'line';

/** Programs that read their standard input when they are given no file. */
const readers = new Set([
  'cat',
  'base64',
  'wc',
  'sort',
  'uniq',
  'tac',
  'rev',
  'nl',
  'od',
  'md5sum',
  'sha1sum',
  'sha256sum',
]);
/** Programs that read it whatever they are given. */
const alwaysReaders = new Set(['tee', 'tr']);

/** The keyboard input of a line's first command; undefined when it reads none. */
export function keyboardInput(script: string): KeyboardInput | undefined {
  const [first = ''] = script.split(/[|;&\n]/);
  // input from elsewhere, and what cannot be read off the words alone
  if (/[<`(){}]/.test(first)) return undefined;
  const [name = '', ...words] = first
    .replace(/\d?>>?\s*\S+/g, ' ')
    .trim()
    .split(/\s+/);
  if (name === 'read') return 'line';
  if (alwaysReaders.has(name)) return 'all';
  return readers.has(name) && words.every((word) => word.startsWith('-')) ? 'all' : undefined;
}
