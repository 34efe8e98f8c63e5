/**
 * A shell in a container: runs scripts statement by statement, so that output appears as it comes and a sleeping script
 * shows its output so far, and keeps variables, functions and the working folder from one to the next.
 */
import type { Bash, BashExecResult, ExecResult } from 'just-bash';
import type { ShellLibrary } from './shell-library.js';
import { quoteWords, shellState } from './shell-state.js';

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
  /** Says that a command line was broken off before it ran: `$?` is 130 then. */
  interrupted(): void;
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

/** Stands behind each word of a loop; no word has it. */
const WORD_END = '\u0001';
/** A loop that never sleeps is stopped after so many rounds, as the library stops its own; it has the cluster's processor. */
const mostRounds = 3000;

/**
 * Bytes of a result. The library gives text as text, and bytes that are no UTF-8 as a string with a character for each,
 * but does not say which: text has no C1 controls, and other bytes hardly ever do without them.
 */
function outputBytes(result: ExecResult): Buffer {
  const isBytes = result.stdoutKind === 'bytes' || result.stdoutEncoding === 'binary';
  const isNoText = /[\u0080-\u009f]/.test(result.stdout) && !/[\u0100-\uffff]/.test(result.stdout);
  return Buffer.from(result.stdout, isBytes || isNoText ? 'latin1' : 'utf8');
}

/** The library's message for a script that it cannot read, in the words of bash. */
const inWordsOfBash = (stderr: string): string =>
  stderr
    .replace(/syntax error: Parse error at [\d:]+: (syntax error)/, '$1')
    .replace(/syntax error: Parse error at [\d:]+: Expected \w+, got EOF/, 'syntax error: unexpected end of file');

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
  const state = shellState(options);
  let size: TerminalSize = { columns: 80, rows: 24 };
  /** Commands that were started with `&` and run. */
  const background = new Set<Promise<void>>();
  let live: ((data: Uint8Array) => void) | undefined;
  let ownsOutput = false;

  const surroundings = (signal: AbortSignal | undefined) => ({
    ...{ env: state.exported, replaceEnv: true, cwd: state.cwd, rawScript: true },
    ...(signal ? { signal } : {}),
  });

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

  /** Runs one piece of script with all that is kept; `exited` when it did not come to its end. */
  const piece = async (
    text: string,
    stdin: Buffer | undefined,
    signal: AbortSignal | undefined,
  ): Promise<ScriptResult> => {
    await beforeEach();
    let result: BashExecResult;
    try {
      result = await bash.exec(state.around(text), {
        ...surroundings(signal),
        ...(stdin ? { stdin: stdin.toString('latin1'), stdinKind: 'bytes' as const } : {}),
      });
    } catch (error) {
      // the library lets faults of the file system through where a redirection meets them
      const [, what = '', path = ''] =
        /^E[A-Z]+: (.*), \w+ '(.*)'$/.exec(error instanceof Error ? error.message : '') ?? [];
      const said = what ? `bash: ${path}: ${what}` : `bash: ${error instanceof Error ? error.message : error}`;
      output.stderr(Buffer.from(`${said}\n`));
      state.status = signal?.aborted ? 130 : 1;
      return { exitCode: state.status, exited: false };
    }
    const isAborted = signal?.aborted === true;
    const { said, ended } = state.take(result);
    const bytes = outputBytes(result);
    if (bytes.length) output.stdout(bytes);
    // that it was interrupted the person knows
    const shown = isAborted ? said.replace(/^bash: execution aborted\n/m, '') : said;
    if (shown) output.stderr(Buffer.from(shown));
    if (isAborted) {
      state.status = 130;
      return { exitCode: 130, exited: false };
    }
    return ended ? { exitCode: state.status, exited: false } : { exitCode: result.exitCode, exited: true };
  };

  const remember = (node: unknown): void => {
    if (!node || typeof node !== 'object') return;
    if (Array.isArray(node)) {
      for (const each of node) remember(each);
      return;
    }
    const { type, name } = node as { type?: string; name?: unknown };
    if (type === 'FunctionDef' && typeof name === 'string') {
      state.define(name, source(only({ type: 'Pipeline', commands: [node as Node], negated: false })));
      return;
    }
    for (const child of Object.values(node)) remember(child);
  };

  /** The words of a for loop, in the shell's state of this moment; undefined when that fails, which is told. */
  const wordsOf = async (
    loop: Pipeline['commands'][number] & { variable: string },
    signal: AbortSignal | undefined,
  ): Promise<string[] | undefined> => {
    const { statements } = library.parse(`printf '%s\\n' "\${${loop.variable}}${WORD_END}"`);
    const printed = { ...loop, body: statements as unknown as Statement[] };
    const text = source(only({ type: 'Pipeline', commands: [printed], negated: false }));
    const done = await bash.exec(`${state.prologue()}\n${text}`, surroundings(signal));
    if (done.stderr) output.stderr(Buffer.from(done.stderr));
    if (done.exitCode !== 0) state.status = done.exitCode;
    return done.exitCode === 0 ? outputBytes(done).toString().split(`${WORD_END}\n`).slice(0, -1) : undefined;
  };

  /** A command alone: nothing is done with its output but showing it. */
  const isAlone = (pipeline: Pipeline, text: string): boolean => {
    const [command, more] = pipeline.commands;
    return (
      !more && command?.type === 'SimpleCommand' && (command.redirections?.length ?? 0) === 0 && !/\$\(|`/.test(text)
    );
  };

  const run: Shell['run'] = async (script, { stdin, signal, argv } = {}) => {
    if (argv) state.parameters = argv;
    let rounds = 0;

    const runPipeline = async (pipeline: Pipeline, text: string): Promise<ScriptResult> => {
      const [command] = pipeline.commands;
      const { condition, body, variable, redirections } = command ?? {};
      // a loop with break or continue in it is left to the library: these act on loops, not on statements
      const isPlain =
        pipeline.commands.length === 1 &&
        !redirections?.length &&
        !pipeline.negated &&
        !/\b(break|continue|return|read|getopts)\b/.test(text);
      // by what it says, not by the clock alone: on a busy machine every round takes long
      const mayRest = /\b(sleep|curl)\b/.test(text);
      // of piped input each piece would have all, where the rounds share it
      const isFor = command?.type === 'For' && !stdin?.length;
      if (isPlain && mayRest && isFor && body && variable !== undefined) {
        const words = await wordsOf({ ...command, variable }, signal);
        if (!words) return { exitCode: state.status, exited: false };
        let last = 0;
        for (const word of words) {
          const named = await piece(`${variable}=${quoteWords([word])}`, undefined, signal);
          if (named.exited || signal?.aborted) return named;
          const round = await runAll(body);
          if (round.exited || signal?.aborted) return round;
          last = round.exitCode;
        }
        state.status = last;
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
        state.status = last;
        return { exitCode: last, exited: false };
      }
      // the library waits for nothing, since it knows of nothing that runs
      if (/^\s*wait\b/.test(text)) await Promise.all(background);
      ownsOutput = isAlone(pipeline, text);
      live = ownsOutput && /^\s*(\/usr\/bin\/)?curl\s/.test(text) ? output.stdout : undefined;
      try {
        return await piece(text, stdin, signal);
      } finally {
        ownsOutput = false;
        live = undefined;
      }
    };

    const runAll = async (statements: readonly Statement[]): Promise<ScriptResult> => {
      let result: ScriptResult = { exitCode: state.status, exited: false };
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
          const started = bash.exec(`${state.prologue()}\n${text}`, surroundings(signal)).then(
            (done) => {
              const bytes = outputBytes(done);
              if (bytes.length) output.stdout(bytes);
              if (done.stderr) output.stderr(Buffer.from(done.stderr));
            },
            () => {},
          );
          background.add(started);
          void started.then(() => background.delete(started));
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
      const { stderr } = await bash.exec(script, surroundings(signal));
      output.stderr(Buffer.from(inWordsOfBash(stderr)));
      state.status = 2;
      return { exitCode: 2, exited: !interactive };
    }
    // errexit, here-documents and open descriptors need the script as one piece, and so do commands that share their input line by line
    const sharesInput = stdin !== undefined && stdin.length > 0 && /\b(read|mapfile|readarray)\b/.test(script);
    if ((sharesInput || /\bset\s+-[a-z]*e|<<|\btrap\b|\bexec\s+\d*[<>]/.test(script)) && !interactive) {
      return piece(script, stdin, signal);
    }
    return runAll(tree.statements);
  };

  return {
    run,
    interrupted: () => {
      state.status = 130;
    },
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
    cwd: () => state.cwd,
    env: (name) => state.variable(name),
    terminal: () => size,
    printsToTerminal: () => interactive && ownsOutput,
    resize: (told) => {
      size = told;
      if (!interactive) return;
      state.assign('COLUMNS', String(told.columns));
      state.assign('LINES', String(told.rows));
    },
    live: () => live,
  };

  /** The library complains about the closing word that it put in itself where a compound command has no body yet. */
  function needsMore(text: string, message: string): boolean {
    return /near unexpected token `(fi|done|esac|})'/.test(message) && !/\b(fi|done|esac)\b|}/.test(text);
  }
}
