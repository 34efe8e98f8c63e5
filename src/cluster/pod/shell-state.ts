/**
 * What a shell keeps from one piece of a script to the next: variables, arrays, functions, options, parameters, the folder and the status.
 * Each piece is a run of its own for the library, so the state is set before it and read after it.
 */
import type { BashExecResult } from 'just-bash';

/** The state of a shell. */
export interface ShellState {
  /** The variables that commands see. */
  readonly exported: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** The exit code of the last command. */
  status: number;
  /** The positional parameters. */
  parameters: readonly string[];
  variable(name: string): string | undefined;
  assign(name: string, value: string): void;
  define(name: string, source: string): void;
  /** Commands that bring a new run into this state. */
  prologue(): string;
  /** The piece with the state before it, and commands that tell of the state after it. */
  around(piece: string): string;
  /** Takes over the state after a piece; what the piece itself said on its standard error, and whether it came to its end. */
  take(result: BashExecResult): { said: string; ended: boolean };
}

/** Variables that every new shell of the library sets by itself. */
const AUTOMATIC = new Set([
  'PWD',
  'OLDPWD',
  'SHELLOPTS',
  'BASHOPTS',
  'OSTYPE',
  'MACHTYPE',
  'HOSTTYPE',
  '?',
  'PIPESTATUS',
  '_',
  'RANDOM',
  'LINENO',
  'SECONDS',
  'BASH_VERSION',
]);
const DEFAULT_OPTIONS = new Set(['braceexpand', 'hashall', 'interactive-comments']);
const MARK = '\u0001kubelab-state\u0001';
/** The first line of the state: with `set -x` the trace of what prints it comes after it. */
const STATE = new RegExp(`${MARK}(\\d+) ([\\d ]*)\\n`);

/** A piece after which there may be functions that it does not show itself. */
const READS_CODE = /(?:^|[\s;&|(])(?:\.|source|eval)\s/;
/** A function as `type` shows it. */
const BODY = /^(\S+) is a function\n([\s\S]*?\n\})$/gm;

const quote = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** One word list as a script that runs exactly these words. */
export function quoteWords(argv: readonly string[]): string {
  return argv.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : quote(word))).join(' ');
}

/** The state of a new shell. */
export function shellState(options: {
  env: Readonly<Record<string, string>>;
  cwd: string;
  interactive: boolean;
}): ShellState {
  let exported: Record<string, string> = { ...options.env };
  let plain: Record<string, string> = {};
  let arrays: string[] = [];
  let flags: string[] = [];
  const functions = new Map<string, string>();
  let shellOptions: string[] = [];
  let cwd = options.cwd;
  let previous: string | undefined;
  /** The exit codes of the last pipeline. */
  let pipe: readonly string[] = [];

  const keepVariables = (env: Record<string, string>, declarations: string): void => {
    exported = {};
    plain = {};
    arrays = [];
    flags = [];
    const attributes = new Map<string, string>();
    for (const line of declarations.split('\n')) {
      const match = /^declare -([-a-zA-Z]+) ([A-Za-z_]\w*)(=.*)?$/s.exec(line);
      if (!match) continue;
      const [, letters = '', name = ''] = match;
      if (/[aA]/.test(letters)) {
        // in two steps, since a declaration with a value loses what stands behind a space
        if (!AUTOMATIC.has(name))
          arrays.push(`declare -${letters} ${name}`, ...(match[3] ? [`${name}${match[3]}`] : []));
      } else attributes.set(name, letters);
    }
    for (const [name, value] of Object.entries(env)) {
      if (AUTOMATIC.has(name) || !/^[A-Za-z_]\w*$/.test(name)) continue;
      const letters = attributes.get(name) ?? '';
      // read-only variables go through the environment: the library refuses any other assignment to them
      if (/[xr]/.test(letters) || name.startsWith('BASH_ALIAS_')) exported[name] = value;
      else plain[name] = value;
      if (letters.includes('i')) flags.push(`declare -i ${name}`);
    }
  };

  /** A command that does nothing but set `$?` and `PIPESTATUS`. */
  const lastStatus = (): string => {
    const codes = Number(pipe.at(-1)) === state.status ? pipe : [String(state.status)];
    const isPlain = codes.length < 2 && state.status === 0;
    return isPlain ? '' : codes.map((code) => `(exit ${code})`).join(' | ');
  };

  const state: ShellState = {
    status: 0,
    parameters: [],
    get exported() {
      // by it the library knows where `cd -` leads
      return previous === undefined ? exported : { ...exported, OLDPWD: previous };
    },
    get cwd() {
      return cwd;
    },
    variable: (name) => exported[name] ?? plain[name],
    assign: (name, value) => {
      plain = { ...plain, [name]: value };
    },
    define: (name, source) => functions.set(name, source),
    prologue: () =>
      [
        options.interactive ? 'shopt -s expand_aliases' : '',
        ...Object.entries(plain).map(([name, value]) => `${name}=${quote(value)}`),
        ...arrays,
        ...flags,
        ...functions.values(),
        state.parameters.length ? `set -- ${state.parameters.map(quote).join(' ')}` : '',
        ...shellOptions.map((name) => `set -o ${name}`),
        lastStatus(),
      ]
        .filter(Boolean)
        .join('\n'),
    around: (piece) => {
      const bodies = READS_CODE.test(piece) ? "type $(declare -F | cut -d' ' -f3);" : '';
      const tell = `{ printf '%s%s %s\\n' ${quote(MARK)} "$?" "\${PIPESTATUS[*]}"; declare -p; declare -F; ${bodies} } >&2`;
      return `${state.prologue()}\n${piece}\n${tell}`;
    },
    take: ({ env, stderr }) => {
      const match = STATE.exec(stderr);
      if (!match) return { said: stderr, ended: false };
      state.status = Number(match[1]);
      pipe = (match[2] ?? '').split(' ');
      const told = stderr.slice(match.index + match[0].length);
      keepVariables(env, told);
      cwd = env.PWD ?? cwd;
      previous = env.OLDPWD ?? previous;
      shellOptions = (env.SHELLOPTS ?? '').split(':').filter((name) => name && !DEFAULT_OPTIONS.has(name));
      state.parameters = Array.from({ length: Number(env['#']) || 0 }, (_, i) => env[String(i + 1)] ?? '');
      for (const [, name = '', source = ''] of told.matchAll(BODY)) functions.set(name, source);
      const lines = new Set(told.split('\n'));
      for (const name of functions.keys()) if (!lines.has(`declare -f ${name}`)) functions.delete(name);
      return { said: stderr.slice(0, match.index), ended: true };
    },
  };
  return state;
}
