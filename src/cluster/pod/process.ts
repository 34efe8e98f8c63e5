/** A process in a container: a shell at a terminal, a shell that reads a pipe, or one command. */
import type { ContainerConfig } from './container.js';
import type { ContainerWorld } from './container-world.js';
import type { Image } from './images.js';
import { keyboardInput } from './keyboard-input.js';
import { lineEditor } from './line-editor.js';
import type { Shell, ShellOutput, TerminalSize } from './shell.js';
import { quoteWords } from './shell-state.js';

/** A running process. */
export interface Process {
  write(data: Uint8Array): void;
  /** Standard input is over. */
  endInput(): void;
  /** Tells the size of the terminal it runs in. */
  resize(size: TerminalSize): void;
  /** Ends it at once with this exit code. */
  kill(exitCode: number): void;
  /** Its exit code; never rejects. */
  exited: Promise<number>;
}

/** How a process is to be run. */
export interface ProcessOptions {
  world: ContainerWorld;
  image: Image;
  config: ContainerConfig;
  hostname: string;
  argv: readonly string[];
  tty: boolean;
  stdin: boolean;
  output: ShellOutput;
}

const shells = new Set(['sh', 'bash', 'ash', 'dash', 'zsh']);
/** Commands that read standard input to its end before they are done. */
const readers =
  /(^|[\s;|&(])(cat|read|base64|head|tail|e?grep|sed|awk|wc|tee|sort|uniq|xargs|tr|cut|jq|tar|gzip|gunzip|zcat|md5sum|sha\d+sum|od|sh|bash|mapfile|while)\b/;

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** A shell's part of a command line: an interactive shell, a script, or a file with one. */
export interface ShellInvocation {
  script?: string;
  file?: string;
  args: readonly string[];
}

/** The invocation when the words call a shell; undefined for another program. */
export function shellInvocation(argv: readonly string[]): ShellInvocation | undefined {
  const [program = '', ...rest] = argv;
  if (!shells.has(baseName(program))) return undefined;
  let isCommand = false;
  const words = [...rest];
  while (words[0]?.startsWith('-') || words[0]?.startsWith('+')) {
    const option = words.shift() ?? '';
    if (option === '--') break;
    if (!option.startsWith('--') && option.includes('c')) isCommand = true;
    // -o takes a name
    if (/^[-+][a-z]*o$/.test(option)) words.shift();
    if (option === '-s') return { args: [] };
  }
  if (isCommand) return { script: words[0] ?? '', args: words.slice(2) };
  return words[0] === undefined ? { args: [] } : { file: words[0], args: words.slice(1) };
}

/** True when the program is a shell that would read commands from its standard input. */
export function isInteractiveShell(argv: readonly string[]): boolean {
  const invocation = shellInvocation(argv);
  return invocation !== undefined && invocation.script === undefined && invocation.file === undefined;
}

/** Starts a process. */
export async function startProcess(options: ProcessOptions): Promise<Process> {
  return isInteractiveShell(options.argv) ? shellProcess(options) : commandProcess(options);
}

/** Ends of lines as a terminal wants them. */
function terminalOutput(output: ShellOutput): ShellOutput {
  const convert = (data: Uint8Array): Uint8Array => {
    const bytes = Buffer.from(data);
    return bytes.includes(10) ? Buffer.from(bytes.toString('latin1').replace(/\r?\n/g, '\r\n'), 'latin1') : bytes;
  };
  // a terminal has one output for both
  return { stdout: (data) => output.stdout(convert(data)), stderr: (data) => output.stdout(convert(data)) };
}

function ending(): { exited: Promise<number>; finish: (code: number) => void; isOver: () => boolean } {
  let over = false;
  let finish: (code: number) => void = () => {};
  const exited = new Promise<number>((resolve) => {
    finish = (code) => {
      over = true;
      resolve(code);
    };
  });
  return { exited, finish: (code) => finish(code), isOver: () => over };
}

function prompt({ image, config, hostname }: ProcessOptions, shell: Shell): string {
  const sign = config.uid === 0 ? '#' : '$';
  const home = shell.env('HOME') ?? '/root';
  const cwd = shell.cwd();
  const inHome = home !== '/' && (cwd === home || cwd.startsWith(`${home}/`));
  const shown = inHome ? `~${cwd.slice(home.length)}` : cwd;
  if (image.shell === 'ash') return `${shown} ${sign} `;
  const user = config.uid === 0 ? 'root' : 'I have no name!';
  return `${user}@${hostname}:${shown}${sign} `;
}

async function shellProcess(options: ProcessOptions): Promise<Process> {
  const { world, tty, stdin } = options;
  const { exited, finish, isOver } = ending();
  const output = tty ? terminalOutput(options.output) : options.output;
  const shell = await world.shell(output, { interactive: tty, ...(tty ? { env: { TERM: 'xterm' } } : {}) });
  let running: AbortController | undefined;
  let collected = '';
  let status = 0;
  const say = (text: string): void => options.output.stdout(Buffer.from(text));

  const execute = async (script: string, stdin?: Buffer): Promise<void> => {
    running = new AbortController();
    try {
      const result = await shell.run(script, { signal: running.signal, ...(stdin ? { stdin } : {}) });
      status = result.exitCode;
      if (result.exited) {
        if (tty) say('exit\r\n');
        finish(result.exitCode);
      }
    } catch (error) {
      status = 1;
      output.stderr(Buffer.from(`bash: ${error instanceof Error ? error.message : error}\n`));
    } finally {
      running = undefined;
    }
  };

  const kill = (code: number): void => {
    running?.abort();
    finish(code);
  };

  if (!tty) {
    const lines: string[] = [];
    let partial = '';
    let ended = !stdin;
    let busy = false;
    const work = async (): Promise<void> => {
      if (busy) return;
      busy = true;
      while (!isOver()) {
        const line = lines.shift();
        if (line === undefined) break;
        collected += `${line}\n`;
        if (shell.isIncomplete(collected.trimEnd())) continue;
        const script = collected;
        collected = '';
        if (script.trim()) await execute(script);
      }
      // of a command that never ends the library says what is missing
      if (ended && !isOver() && collected.trim()) await execute(collected);
      busy = false;
      if (ended && lines.length === 0) finish(status);
    };
    const decoder = new TextDecoder();
    if (ended) void work();
    return {
      exited,
      kill,
      resize: shell.resize,
      write: (data) => {
        const parts = (partial + decoder.decode(data, { stream: true })).split('\n');
        partial = parts.pop() ?? '';
        lines.push(...parts);
        void work();
      },
      endInput: () => {
        if (partial) lines.push(partial);
        partial = '';
        ended = true;
        void work();
      },
    };
  }

  // a command that was entered and still gathers its input
  let gathering: { script: string; input: string } | undefined;
  const ask = (): void => {
    if (isOver()) return;
    const text = collected ? '> ' : prompt(options, shell);
    say(text);
    editor.activate(text);
  };
  const runGathered = (): void => {
    const { script = '', input = '' } = gathering ?? {};
    gathering = undefined;
    void execute(script, Buffer.from(input)).then(ask);
  };
  const endOfFile = (): void => {
    if (isOver() || running) return;
    if (gathering) {
      runGathered();
      return;
    }
    say('exit\r\n');
    finish(status);
  };
  const editor = lineEditor({
    echo: say,
    line: (text) => {
      if (gathering) {
        gathering.input += `${text}\n`;
        if (keyboardInput(gathering.script) === 'line') runGathered();
        else editor.activate('');
        return;
      }
      collected += collected ? `\n${text}` : text;
      if (shell.isIncomplete(collected)) {
        ask();
        return;
      }
      const script = collected;
      collected = '';
      if (!script.trim()) {
        ask();
        return;
      }
      if (keyboardInput(script)) {
        gathering = { script, input: '' };
        editor.activate('');
        return;
      }
      void execute(script).then(ask);
    },
    interrupt: () => {
      if (running) running.abort();
      else {
        gathering = undefined;
        collected = '';
        status = 130;
        shell.interrupted();
        ask();
      }
    },
    endOfFile,
  });
  const resize = (size: TerminalSize): void => {
    shell.resize(size);
    editor.resize(size.columns);
  };
  ask();
  return { exited, kill, resize, write: (data) => editor.feed(data), endInput: endOfFile };
}

async function commandProcess(options: ProcessOptions): Promise<Process> {
  const { world, tty, stdin, argv } = options;
  const { exited, finish, isOver } = ending();
  const output = tty ? terminalOutput(options.output) : options.output;
  const shell = await world.shell(output, { interactive: false, ...(tty ? { env: { TERM: 'xterm' } } : {}) });
  const abort = new AbortController();
  const input: Buffer[] = [];
  const invocation = shellInvocation(argv);
  let started = false;

  const start = async (): Promise<void> => {
    if (started) return;
    started = true;
    try {
      let script = invocation?.script ?? quoteWords(argv);
      if (invocation?.file !== undefined) {
        try {
          script = await world.readFile(invocation.file);
        } catch {
          output.stderr(Buffer.from(`${baseName(argv[0] ?? '')}: ${invocation.file}: No such file or directory\n`));
          finish(127);
          return;
        }
      }
      const result = await shell.run(script, {
        signal: abort.signal,
        stdin: Buffer.concat(input),
        argv: invocation?.args ?? [],
      });
      finish(result.exitCode);
    } catch (error) {
      output.stderr(Buffer.from(`${error instanceof Error ? error.message : error}\n`));
      finish(1);
    }
  };

  // the library gives a command its whole input at once, so one that reads a pipe starts when the pipe has ended
  const text = invocation?.script ?? argv.join(' ');
  const namesFile = baseName(argv[0] ?? '') === 'cat' && argv.slice(1).some((word) => !word.startsWith('-'));
  const waits = stdin && !tty && !namesFile && (invocation?.file !== undefined || readers.test(text));
  if (!waits) void start();
  return {
    exited,
    resize: shell.resize,
    write: (data) => {
      if (tty && Buffer.from(data).includes(3)) {
        output.stdout(Buffer.from('^C'));
        abort.abort();
        // a command that does not stop by itself is left behind
        setImmediate(() => finish(130));
      } else if (!started) input.push(Buffer.from(data));
    },
    endInput: () => {
      if (!isOver()) void start();
    },
    kill: (code) => {
      abort.abort();
      finish(code);
    },
  };
}
