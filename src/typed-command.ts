/** Commands of kubelab for people to type: where they typed one already, and in a notebook, wherever that was opened. */
import { join } from 'node:path';
import { findProgram } from './find-program.js';
import { packageRoot } from './package-root.js';
import { shellWord } from './shell.js';

/** The command line of `kubelab ARGS` in a terminal on this machine, in any folder. Throws ENVIRONMENT. */
export function typedCommand(args: string, env: Record<string, string | undefined>): string {
  if (findProgram('kubelab', env) !== undefined) return `kubelab ${args}`;
  const program = join(packageRoot(), 'dist', 'bin.js');
  return `node ${shellWord(program)} ${args}`;
}

/** The commands that messages name; a test holds them against those that the program has. */
export const namedCommands: readonly string[] = [
  'check',
  'check-course',
  'clean',
  'cluster',
  'doctor',
  'export',
  'grade',
  'kernel',
  'lessons',
  'new-lesson',
  'rejudge',
  'release',
  'repl',
  'request',
  'run',
  'start',
  'worker',
];
/** A command with the options and numbers of lessons that follow it: `start` has a word of its own for those (npm start -- 03). */
const named = new RegExp(
  `\\b(?:npx )?kubelab ((?:${namedCommands.join('|')})(?![\\w-])(?: --[a-z-]+| \\d\\d\\b)*)`,
  'g',
);

/** A message with each `kubelab ARGS` in it as `commandFor(ARGS)` gives it, which is how it is typed where the message is read. */
export function withTypedCommands(message: string, commandFor: (args: string) => string): string {
  return message.replace(named, (_found, args: string) => commandFor(args));
}
