/** Commands as they work here: by how this one was started, `npm start`, `npx kubelab` or `kubelab`. */
import { basename, relative } from 'node:path';
import { shellWord } from '../shell.js';
import { withTypedCommands } from '../typed-command.js';

/** How the process was started. */
export interface Started {
  env: Record<string, string | undefined>;
  /** `process.argv`. */
  argv?: readonly string[];
}

/** The command line for `kubelab ARGS`, to be typed where this process was started. */
export function commandHere(args: string, { env, argv = process.argv }: Started): string {
  const [command, ...rest] = args.split(' ');
  if (env.npm_lifecycle_event === 'start' && command === 'start') {
    return ['npm start', ...(rest.length > 0 ? ['--', ...rest] : [])].join(' ');
  }
  return `${programHere({ env, argv })} ${args}`;
}

/** A message with each command of kubelab in it as it is typed where this process was started. */
export function commandsHere(message: string, started: Started): string {
  return withTypedCommands(message, (args) => commandHere(args, started));
}

function programHere({ env, argv = process.argv }: Started): string {
  if (env.npm_lifecycle_event === 'start' || env.npm_command === 'exec') return 'npx kubelab';
  const program = argv[1] ?? 'kubelab';
  if (basename(program) === 'kubelab') return 'kubelab';
  const path = relative(process.cwd(), program);
  return `node ${shellWord(path.startsWith('..') ? program : path)}`;
}
