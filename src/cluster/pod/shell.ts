/**
 * A shell in a container: runs scripts statement by statement, so that output appears as it comes and a sleeping script
 * shows its output so far, and keeps variables, functions and the working folder from one to the next.
 */
import type { Bash, ExecResult } from 'just-bash';
import type { ShellLibrary } from './shell-library.js';

/** Where a shell's output goes. */
export interface ShellOutput {
  stdout(data: Uint8Array): void;
  stderr(data: Uint8Array): void;
}

/** The size of a terminal in characters. */
export interface TerminalSize {
  columns: number;
  rows: number;
}

/** How a script ended; `exited` when the shell is to end with it. */
export interface ScriptResult {
  exitCode: number;
  exited: boolean;
}

/** A shell. */
export interface Shell {
  /** Runs a script; `stdin` is all that its commands read. */
  run(
    script: string,
    options?: { stdin?: Buffer; signal?: AbortSignal; argv?: readonly string[] },
  ): Promise<ScriptResult>;
  /** True when the text is the beginning of a command whose end has not been typed yet. */
  isIncomplete(text: string): boolean;
  cwd(): string;
  env(name: string): string | undefined;
  /** The terminal it stands on, 80 by 24 until that is told. */
  terminal(): TerminalSize;
  /** True while a command's output goes to the terminal. */
  printsToTerminal(): boolean;
  resize(size: TerminalSize): void;
  /** Set while one command owns the output, for commands that stream. */
  live(): ((data: Uint8Array) => void) | undefined;
}

// the parts of the library's syntax tree that are looked at here
interface Node {
  type: string;
}
interface Statement extends Node {
  pipelines: Pipeline[];
  operators: string[];
  background: boolean;
  sourceText?: string;
}
interface Pipeline extends Node {
  commands: (Node & {
    name?: unknown;
    variable?: string;
    body?: Statement[];
    condition?: Statement[];
    redirections?: unknown[];
  })[];
  negated: boolean;
}

/** Variables that every new shell of the library sets by itself. */
const automatic = new Set([
  'PWD',
  'OLDPWD',
  'SHELLOPTS',
  'BASHOPTS',
  'OSTYPE',
  'MACHTYPE',
  'HOSTTYPE',
  'OPTIND',
  '?',
  'PIPESTATUS',
  '_',
  'RANDOM',
  'LINENO',
  'SECONDS',
  'BASH_VERSION',
]);
const defaultOptions = new Set(['braceexpand', 'hashall', 'interactive-comments']);
const marker = '\u0001kubelab-state\u0001';
/** A loop that never sleeps is stopped after so many rounds, as the library stops its own; it has the cluster's processor. */
const mostRounds = 3000;

const quote = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** One word list as a script that runs exactly these words. */
export function quoteWords(argv: readonly string[]): string {
  return argv.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : quote(word))).join(' ');
}

/**
 * Bytes of a result. The library gives text as text, and bytes that are no UTF-8 as a string with a character for each,
 * but does not say which: text has no C1 controls, and other bytes hardly ever do without them.
 */
function outputBytes(result: ExecResult): Buffer {
  const isBytes = result.stdoutKind === 'bytes' || result.stdoutEncoding === 'binary';
  const isNoText = /[\u0080-\u009f]/.test(result.stdout) && !/[\u0100-\uffff]/.test(result.stdout);
  return Buffer.from(result.stdout, isBytes || isNoText ? 'latin1' : 'utf8');
}

/** A shell on `bash`, which holds the files and commands; `beforeEach` runs before every piece, to freshen the volumes. */
export function createShell(
  library: ShellLibrary,
  bash: Pick<Bash, 'exec'>,
  options: {
    env: Readonly<Record<string, string>>;
    cwd: string;
    interactive: boolean;
    output: ShellOutput;
    beforeEach(): Promise<void>;
  },
): Shell {
  const { output, interactive, beforeEach } = options;
  let exported: Record<string, string> = { ...options.env };
  let plain: Record<string, string> = {};
  let arrays: string[] = [];
  let flags: string[] = [];
  const functions = new Map<string, string>();
  let shellOptions: string[] = [];
  let cwd = options.cwd;
  let status = 0;
  let size: TerminalSize = { columns: 80, rows: 24 };
  let live: ((data: Uint8Array) => void) | undefined;
  let ownsOutput = false;

  const source = (statement: Statement): string => {
    // the text of a statement lacks the body of its here-document
    if (statement.sourceText && !statement.sourceText.includes('<<')) return statement.sourceText;
    return library.serialize({ type: 'Script', statements: [statement] } as never);
  };
  const only = (pipeline: Pipeline): Statement => ({
    type: 'Statement',
    pipelines: [pipeline],
    operators: [],
    background: false,
  });

  const prologue = (argv: readonly string[]): string =>
    [
      interactive ? 'shopt -s expand_aliases' : '',
      ...Object.entries(plain).map(([name, value]) => `${name}=${quote(value)}`),
      ...arrays,
      ...flags,
      ...functions.values(),
      ...shellOptions.map((name) => `set -o ${name}`),
      argv.length ? `set -- ${argv.map(quote).join(' ')}` : '',
      status ? `(exit ${status})` : '',
    ]
      .filter(Boolean)
      .join('\n');

  const keep = (result: Awaited<ReturnType<Bash['exec']>>, dump: string): void => {
    const [first = '', ...lines] = dump.split('\n');
    status = Number(first) || 0;
    exported = {};
    plain = {};
    arrays = [];
    flags = [];
    const attributes = new Map<string, string>();
    for (const line of lines) {
      const match = /^declare -([-a-zA-Z]+) ([A-Za-z_]\w*)(=.*)?$/s.exec(line);
      if (!match) continue;
      const [, letters = '', name = ''] = match;
      if (/[aA]/.test(letters)) {
        // in two steps, since a declaration with a value loses what stands behind a space
        if (!automatic.has(name))
          arrays.push(`declare -${letters} ${name}`, ...(match[3] ? [`${name}${match[3]}`] : []));
      } else attributes.set(name, letters);
    }
    for (const [name, value] of Object.entries(result.env)) {
      if (automatic.has(name) || !/^[A-Za-z_]\w*$/.test(name)) continue;
      const letters = attributes.get(name) ?? '';
      // read-only variables go through the environment: the library refuses any other assignment to them
      if (/[xr]/.test(letters) || name.startsWith('BASH_ALIAS_')) exported[name] = value;
      else plain[name] = value;
      if (letters.includes('i')) flags.push(`declare -i ${name}`);
    }
    cwd = result.env.PWD ?? cwd;
    shellOptions = (result.env.SHELLOPTS ?? '').split(':').filter((name) => name && !defaultOptions.has(name));
  };

  /** Runs one piece of script with all that is kept; `exited` when it did not come to its end. */
  const piece = async (
    text: string,
    stdin: Buffer | undefined,
    signal: AbortSignal | undefined,
    argv: readonly string[],
  ): Promise<ScriptResult> => {
    await beforeEach();
    const before = prologue(argv);
    const script = `${before ? `${before}\n` : ''}${text}\n{ printf '%s%s\\n' ${quote(marker)} "$?"; declare -p; } >&2`;
    let result: Awaited<ReturnType<Bash['exec']>>;
    try {
      result = await bash.exec(script, {
        env: exported,
        replaceEnv: true,
        cwd,
        rawScript: true,
        ...(stdin ? { stdin: stdin.toString('latin1'), stdinKind: 'bytes' as const } : {}),
        ...(signal ? { signal } : {}),
      });
    } catch (error) {
      // the library lets faults of the file system through where a redirection meets them
      const [, what = '', path = ''] =
        /^E[A-Z]+: (.*), \w+ '(.*)'$/.exec(error instanceof Error ? error.message : '') ?? [];
      const said = what ? `bash: ${path}: ${what}` : `bash: ${error instanceof Error ? error.message : error}`;
      output.stderr(Buffer.from(`${said}\n`));
      status = signal?.aborted ? 130 : 1;
      return { exitCode: status, exited: false };
    }
    const at = result.stderr.lastIndexOf(marker);
    const said = at < 0 ? result.stderr : result.stderr.slice(0, at);
    const bytes = outputBytes(result);
    if (bytes.length) output.stdout(bytes);
    // that it was interrupted the person knows
    const aborted = signal?.aborted ? said.replace(/^bash: execution aborted\n/m, '') : said;
    if (aborted) output.stderr(Buffer.from(aborted));
    if (signal?.aborted) {
      status = 130;
      return { exitCode: 130, exited: false };
    }
    if (at < 0) return { exitCode: result.exitCode, exited: true };
    keep(result, result.stderr.slice(at + marker.length));
    return { exitCode: status, exited: false };
  };

  const remember = (node: unknown): void => {
    if (!node || typeof node !== 'object') return;
    if (Array.isArray(node)) {
      for (const each of node) remember(each);
      return;
    }
    const { type, name } = node as { type?: string; name?: unknown };
    if (type === 'FunctionDef' && typeof name === 'string') {
      functions.set(name, source(only({ type: 'Pipeline', commands: [node as Node], negated: false })));
      return;
    }
    for (const child of Object.values(node)) remember(child);
  };

  /** The words of a for loop, in the shell's state of this moment; undefined when that fails, which is told. */
  const wordsOf = async (
    loop: Pipeline['commands'][number] & { variable: string },
    signal: AbortSignal | undefined,
    argv: readonly string[],
  ): Promise<string[] | undefined> => {
    const { statements } = library.parse(`printf '%s\\n' "\${${loop.variable}}${marker}"`);
    const printed = { ...loop, body: statements as unknown as Statement[] };
    const text = source(only({ type: 'Pipeline', commands: [printed], negated: false }));
    const script = `${prologue(argv)}\n${text}`;
    const done = await bash.exec(script, {
      env: exported,
      replaceEnv: true,
      cwd,
      rawScript: true,
      ...(signal ? { signal } : {}),
    });
    if (done.stderr) output.stderr(Buffer.from(done.stderr));
    if (done.exitCode !== 0) status = done.exitCode;
    return done.exitCode === 0 ? outputBytes(done).toString().split(`${marker}\n`).slice(0, -1) : undefined;
  };

  /** A command alone: nothing is done with its output but showing it. */
  const isAlone = (pipeline: Pipeline, text: string): boolean => {
    const [command, more] = pipeline.commands;
    return (
      !more && command?.type === 'SimpleCommand' && (command.redirections?.length ?? 0) === 0 && !/\$\(|`/.test(text)
    );
  };

  const run: Shell['run'] = async (script, { stdin, signal, argv = [] } = {}) => {
    let rounds = 0;

    const runPipeline = async (pipeline: Pipeline, text: string): Promise<ScriptResult> => {
      const [command] = pipeline.commands;
      const { condition, body, variable, redirections } = command ?? {};
      // a loop with break or continue in it is left to the library: these act on loops, not on statements
      const isPlain =
        pipeline.commands.length === 1 &&
        !redirections?.length &&
        !pipeline.negated &&
        !/\b(break|continue|return|read)\b/.test(text);
      // by what it says, not by the clock alone: on a busy machine every round takes long
      const mayRest = /\b(sleep|curl)\b/.test(text);
      // of piped input each piece would have all, where the rounds share it
      const isFor = command?.type === 'For' && !stdin?.length;
      if (isPlain && mayRest && isFor && body && variable !== undefined) {
        const words = await wordsOf({ ...command, variable }, signal, argv);
        if (!words) return { exitCode: status, exited: false };
        let last = 0;
        for (const word of words) {
          const named = await piece(`${variable}=${quote(word)}`, undefined, signal, argv);
          if (named.exited || signal?.aborted) return named;
          const round = await runAll(body);
          if (round.exited || signal?.aborted) return round;
          last = round.exitCode;
        }
        status = last;
        return { exitCode: last, exited: false };
      }
      if (isPlain && (command?.type === 'While' || command?.type === 'Until') && condition && body) {
        let last = 0;
        for (;;) {
          const started = Date.now();
          const test = await runAll(condition);
          if (test.exited || signal?.aborted) return test;
          if ((test.exitCode === 0) !== (command.type === 'While')) break;
          const round = await runAll(body);
          if (round.exited || signal?.aborted) return round;
          last = round.exitCode;
          rounds = mayRest && Date.now() - started > 50 ? 0 : rounds + 1;
          if (rounds > mostRounds) {
            output.stderr(Buffer.from(`bash: while loop: too many iterations (${mostRounds})\n`));
            return { exitCode: 1, exited: true };
          }
        }
        status = last;
        return { exitCode: last, exited: false };
      }
      ownsOutput = isAlone(pipeline, text);
      live = ownsOutput && /^\s*(\/usr\/bin\/)?curl\s/.test(text) ? output.stdout : undefined;
      try {
        return await piece(text, stdin, signal, argv);
      } finally {
        ownsOutput = false;
        live = undefined;
      }
    };

    const runAll = async (statements: readonly Statement[]): Promise<ScriptResult> => {
      let result: ScriptResult = { exitCode: status, exited: false };
      for (const statement of statements) {
        remember(statement);
        if (signal?.aborted) return { exitCode: 130, exited: false };
        if (statement.background) {
          // a background command starts with a copy of the shell's state, and changes none of it
          const text = source({
            ...statement,
            background: false,
            sourceText: statement.sourceText?.replace(/&\s*$/, ''),
          });
          void bash.exec(`${prologue(argv)}\n${text}`, { env: exported, replaceEnv: true, cwd, signal }).then(
            (done) => {
              const bytes = outputBytes(done);
              if (bytes.length) output.stdout(bytes);
              if (done.stderr) output.stderr(Buffer.from(done.stderr));
            },
            () => {},
          );
          continue;
        }
        const { pipelines, operators } = statement;
        for (const [i, pipeline] of pipelines.entries()) {
          const operator = operators[i - 1];
          if (i > 0 && (operator === '&&') !== (result.exitCode === 0)) continue;
          const text = pipelines.length === 1 ? source(statement) : source(only(pipeline));
          result = await runPipeline(pipeline, text);
          if (result.exited || signal?.aborted) return result;
        }
      }
      return result;
    };

    let tree: { statements: Statement[] };
    try {
      tree = library.parse(script) as unknown as { statements: Statement[] };
    } catch {
      // the library words the syntax error
      const result = await bash.exec(script, { env: exported, replaceEnv: true, cwd, rawScript: true });
      output.stderr(Buffer.from(result.stderr));
      status = 2;
      return { exitCode: 2, exited: !interactive };
    }
    // errexit and here-documents need the script as one piece, and so do commands that share their input line by line
    const sharesInput = stdin !== undefined && stdin.length > 0 && /\b(read|mapfile|readarray)\b/.test(script);
    if ((sharesInput || /\bset\s+-[a-z]*e|<<|\btrap\b/.test(script)) && !interactive) {
      return piece(script, stdin, signal, argv);
    }
    return runAll(tree.statements);
  };

  return {
    run,
    isIncomplete: (text) => {
      if (/(^|[^\\])(\\\\)*\\$/.test(text)) return true;
      const here = /<<-?\s*(['"]?)(\w+)\1/.exec(text);
      if (here && !new RegExp(`^\\s*${here[2]}$`, 'm').test(text.slice(here.index + here[0].length))) return true;
      try {
        library.parse(text);
        return /(\||&&)\s*$/.test(text);
      } catch (error) {
        const message = error instanceof Error ? error.message : '';
        return /EOF|end of file|got EOF/i.test(message) || /(\||&&)\s*$/.test(text) || needsMore(text, message);
      }
    },
    cwd: () => cwd,
    env: (name) => exported[name] ?? plain[name],
    terminal: () => size,
    printsToTerminal: () => interactive && ownsOutput,
    resize: (told) => {
      size = told;
      if (interactive) plain = { ...plain, COLUMNS: String(told.columns), LINES: String(told.rows) };
    },
    live: () => live,
  };

  /** The library complains about the closing word that it put in itself where a compound command has no body yet. */
  function needsMore(text: string, message: string): boolean {
    return /near unexpected token `(fi|done|esac|})'/.test(message) && !/\b(fi|done|esac)\b|}/.test(text);
  }
}
