/** Commands under test as child processes: their output as it comes, keys pressed in a pseudo-terminal, their end. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

/** The command as `npm start` and users run it. */
export const bin: string = resolve('dist/bin.js');

/** How a process ended. */
export interface End {
  code: number | null;
  signal: string | null;
}

/** A running command. */
export interface Running {
  child: ChildProcess;
  /** What it wrote so far; in a pseudo-terminal all is in `stdout`, without styles. */
  stdout(): string;
  /** The same with styles. */
  written(): string;
  stderr(): string;
  /** Resolves when the pattern stands in stdout (behind what an earlier call found); rejects after `ms`, or at its end. */
  sees(pattern: RegExp, ms?: number): Promise<string>;
  /** Writes to its stdin. */
  type(text: string): void;
  /** Resolves when it has ended. */
  ended: Promise<End>;
}

/** Starts a program with pipes. */
export function start(
  program: string,
  args: readonly string[],
  options: { env?: Record<string, string | undefined>; cwd?: string; detached?: boolean; styles?: false } = {},
): Running {
  const child = spawn(program, args, { ...options, env: options.env ?? process.env, stdio: 'pipe' });
  let stdout = '';
  let written = '';
  let stderr = '';
  let seen = 0;
  let over = false;
  const changed = new Set<() => void>();
  const tell = (): void => {
    for (const look of changed) look();
  };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    written += text;
    stdout = options.styles === false ? stripVTControlCharacters(stdout + text) : stdout + text;
    tell();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  child.stdin.on('error', () => {});
  const ended = new Promise<End>((done) => {
    child.once('close', (code, signal) => {
      over = true;
      tell();
      done({ code, signal });
    });
  });
  return {
    child,
    stdout: () => stdout,
    written: () => written,
    stderr: () => stderr,
    type: (text) => child.stdin.write(text),
    ended,
    sees(pattern, ms = 150_000) {
      return new Promise((found, failed) => {
        const fail = (why: string): void => {
          stop();
          failed(
            new Error(`${pattern} ${why}; stdout behind the last match:\n${stdout.slice(seen)}\nstderr:\n${stderr}`),
          );
        };
        const timer = setTimeout(() => fail(`was not seen within ${ms} ms`), ms);
        const stop = (): void => {
          clearTimeout(timer);
          changed.delete(look);
        };
        const look = (): void => {
          const match = pattern.exec(stdout.slice(seen));
          if (match) {
            seen += match.index + match[0].length;
            stop();
            found(match[0]);
          } else if (over) {
            fail('was not seen before the end');
          }
        };
        changed.add(look);
        look();
      });
    },
  };
}

/** Starts `kubelab ARGS` with `home` as its folder. */
export function kubelab(
  home: string,
  args: readonly string[],
  options: { env?: Record<string, string | undefined>; cwd?: string } = {},
): Running {
  return start(process.execPath, [bin, ...args], { ...options, env: environment(home, options.env) });
}

/** Runs `kubelab ARGS` to its end, with an empty stdin. */
export async function runKubelab(
  home: string,
  args: readonly string[],
  options: { env?: Record<string, string | undefined>; cwd?: string } = {},
): Promise<End & { stdout: string; stderr: string }> {
  const running = kubelab(home, args, options);
  running.child.stdin?.end();
  const end = await running.ended;
  return { ...end, stdout: running.stdout(), stderr: running.stderr() };
}

/** Starts a command line in a pseudo-terminal, of 80 columns and 40 rows when nothing is said. */
export function inTerminal(
  home: string,
  command: readonly string[],
  options: { env?: Record<string, string | undefined>; rows?: number; columns?: number } = {},
): Running {
  const quoted = command.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
  const script = `stty cols ${options.columns ?? 80} rows ${options.rows ?? 40}; exec ${quoted}`;
  const env = { ...environment(home, options.env), TERM: 'xterm', SHELL: '/bin/sh' };
  return start('script', ['-qec', script, '/dev/null'], { env, detached: true, styles: false });
}

/** A fresh folder for `KUBELAB_HOME`, and how to remove it. */
export function makeHome(): { home: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'kubelab-home-'));
  return {
    home: join(folder, 'home'),
    remove: () => removeWhole(folder, 20),
  };
}

/** A program whose terminal has just been closed may write down its place when the folder has been looked through. */
function removeWhole(folder: string, tries: number): void {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 1 });
  } catch (error) {
    if (tries === 0 || (error as NodeJS.ErrnoException).code !== 'ENOTEMPTY') throw error;
    removeWhole(folder, tries - 1);
  }
}

function environment(home: string, more: Record<string, string | undefined> = {}): Record<string, string | undefined> {
  // npm's variables say how the tests were started, and kubelab would name its commands by them
  const {
    KUBECONFIG: _,
    NO_COLOR: __,
    FORCE_COLOR: ___,
    npm_command: ____,
    npm_lifecycle_event: _____,
    ...rest
  } = process.env;
  return { ...rest, KUBELAB_HOME: home, ...more };
}
