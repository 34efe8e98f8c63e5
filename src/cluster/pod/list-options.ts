/** The options of `ls` (coreutils): those that change what people look for in a container. */
import { commandOptions } from './command-options.js';

const OPTIONS = {
  all: 'a',
  'almost-all': 'A',
  Long: 'l',
  NoOwner: 'g',
  'no-group': 'G',
  OnlyOwner: 'o',
  'numeric-uid-gid': 'n',
  'human-readable': 'h',
  directory: 'd',
  recursive: 'R',
  reverse: 'r',
  Time: 't',
  Size: 'S',
  Single: '1',
  Columns: 'C',
  classify: 'F',
  Slash: 'p',
};

/** How one `ls` is to be printed. */
export interface ListOptions {
  /** `all` has `.` and `..`, too. */
  hidden: 'none' | 'all' | 'almost all';
  long: boolean;
  /** The owner's columns of the long form. */
  columns: readonly ('user' | 'group')[];
  numeric: boolean;
  human: boolean;
  directory: boolean;
  recursive: boolean;
  reverse: boolean;
  by: 'name' | 'time' | 'size';
  single: boolean;
  /** Columns even where nothing says how wide the terminal is. */
  inColumns: boolean;
  /** What stands behind a name: `/` for a folder, and with `all` also `@` for a link and `*` for a program. */
  indicators: 'none' | 'slash' | 'all';
}

/** The options and paths of the words behind `ls`; with an option that it does not have, what is said about it. */
export function listOptions(args: readonly string[]): { options: ListOptions; paths: string[] } | { problem: string } {
  const end = args.includes('--') ? args.indexOf('--') : args.length;
  // nothing has colours here
  const words = args.filter((word, i) => i >= end || !/^--color(?:=|$)/.test(word));
  const asked = commandOptions(words, OPTIONS);
  if ('problem' in asked) return asked;
  const { is, rest } = asked;
  const withoutGroup = is('no-group') || is('OnlyOwner');
  return {
    options: {
      hidden: is('all') ? 'all' : is('almost-all') ? 'almost all' : 'none',
      long: is('Long') || is('NoOwner') || is('OnlyOwner') || is('numeric-uid-gid'),
      columns: [...(is('NoOwner') ? [] : ['user' as const]), ...(withoutGroup ? [] : ['group' as const])],
      numeric: is('numeric-uid-gid'),
      human: is('human-readable'),
      directory: is('directory'),
      recursive: is('recursive'),
      reverse: is('reverse'),
      by: is('Time') ? 'time' : is('Size') ? 'size' : 'name',
      single: is('Single'),
      inColumns: is('Columns'),
      indicators: is('classify') ? 'all' : is('Slash') ? 'slash' : 'none',
    },
    paths: rest.length > 0 ? rest : ['.'],
  };
}
