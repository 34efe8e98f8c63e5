/** `ps` (procps) of a container. */

/** A process of the container, as `ps` shows it. */
export interface ShownProcess {
  pid: number;
  command: string;
  started: Date;
  tty: boolean;
}

/**
 * The table for these options. Without one for all (`-e`, `-A`, `a`, `x`) it has those at the terminal of the last process alone, in which
 * `ps` was typed; a `ps` that is not in the list is shown as a child of that one.
 */
export function processTable(
  running: readonly ShownProcess[],
  { args, user, now }: { args: readonly string[]; user: string; now: Date },
): string {
  const letters = (isWanted: (word: string) => boolean): string => args.filter(isWanted).join('');
  const [dashed, plain] = [letters((word) => word.startsWith('-')), letters((word) => !word.startsWith('-'))];
  // `-aux` is taken for `aux`, since hardly anybody is called x
  const isLong = plain.includes('u') || /^-[a-z]*ux?/.test(dashed);
  const isAll = /[eA]/.test(dashed) || /[ax]/.test(plain) || isLong;
  const last = running.at(-1);
  const isThere = /^\S*ps\b/.test(last?.command ?? '');
  const own = { pid: (last?.pid ?? 0) + 1, command: ['ps', ...args].join(' '), started: now, tty: last?.tty ?? false };
  const list = isThere ? running : [...running, own];
  const shown = list.filter(({ tty }) => isAll || tty === own.tty);

  const clock = (date: Date): string => date.toISOString().slice(11, 16);
  const terminal = ({ tty }: ShownProcess): string => (tty ? 'pts/0' : '?').padEnd(8);
  const number = (pid: number): string => String(pid).padStart(7);
  // what is started from outside has its parent there
  const parent = (process: ShownProcess): number => (process === own ? own.pid - 1 : 0);
  if (isLong) {
    return table(
      'USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND',
      shown.map((process) => {
        const { pid, started, command } = process;
        return `${user.padEnd(8)} ${number(pid)}  0.0  0.0   4588  3840 ${terminal(process)} S    ${clock(started)}   0:00 ${command}`;
      }),
    );
  }
  if (dashed.includes('f')) {
    return table(
      'UID          PID    PPID  C STIME TTY          TIME CMD',
      shown.map((process) => {
        const { pid, started, command } = process;
        return `${user.padEnd(8)} ${number(pid)} ${number(parent(process))}  0 ${clock(started)} ${terminal(process)} 00:00:00 ${command}`;
      }),
    );
  }
  return table(
    '    PID TTY          TIME CMD',
    shown.map((process) => `${number(process.pid)} ${terminal(process)} 00:00:00 ${process.command.split(' ')[0]}`),
  );
}

const table = (head: string, rows: readonly string[]): string => [head, ...rows, ''].join('\n');
