/** The worker from outside: one request at a time, and an end to whatever takes too long. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import type { Answer, Request } from './worker.js';

/** A worker that is started anew when it was ended. */
export interface Worker {
  /** The answer; undefined when none came within `ms`, or the process died of the request; `blocked` when it is in a loop. */
  ask(request: Request, ms: number): Promise<Answer | 'blocked' | undefined>;
  /** Ends the process and every process that its tests started; the next request gets a fresh one. */
  end(): void;
}

/**
 * Mounts each folder before the `--` on itself, makes all other mounts read-only, and runs the command behind the `--`. Mounts below
 * `/proc`, `/sys` and `/dev` stay as they are.
 */
const READ_ONLY = String.raw`
set -f
points=$(cut -d' ' -f5 /proc/self/mountinfo)
while [ "$1" != -- ]; do mount --bind "$1" "$1" || exit; shift; done
shift
for point in $points; do
  # mountinfo writes a space as \040
  point=$(printf %b "$(printf %s "$point" | sed 's/\\\([0-7]\)/\\0\1/g')")
  case "$point" in
    /proc|/proc/*|/sys|/sys/*|/dev|/dev/*) ;;
    # where a folder is removed, its mount goes with it, in every namespace
    *) mount -o remount,bind,ro "$point" || ! mountpoint -q "$point" || exit ;;
  esac
done
# the working directory is still that of the mount below
cd "$PWD" || exit
"$@"
exit`;

/**
 * The command that starts another one apart from the machine (util-linux). It has a PID namespace and a session of its own: a fault of what
 * ends processes could end every process of the machine, and one of what gives them less of the CPU could slow down the terminal's session;
 * here it sees its own alone. It has mounts of its own: a fault of what removes folders could remove those of other programs; here it can
 * write to `writable` alone. All processes end with the namespace. The shell is the first of them, which reaps those that lost their parent.
 */
const apart = (writable: readonly string[]): [command: string, ...words: string[]] => [
  'unshare',
  ...(process.getuid?.() === 0 ? [] : ['--user', '--map-current-user', '--keep-caps']),
  ...['--mount', '--pid', '--fork', '--kill-child', '--mount-proc'],
  ...['setsid', 'sh', '-c', READ_ONLY, 'sh', ...writable, '--'],
];

const PING_MS = 1000;
/** A process that leaves so many pings unanswered is in a loop that never ends; one of a machine that stands still gets none. */
const MOST_UNANSWERED = 10;

/**
 * A worker over the tree in `root`, with `scratch` for temporary files and as its home: it can write there and to the caches of libraries
 * alone. Throws on a machine where it cannot have namespaces of its own.
 */
export function startWorker(root: string, scratch: string): Worker {
  const caches = join(root, 'node_modules/.cache');
  const [command, ...words] = apart([root, scratch, ...(existsSync(caches) ? [realpathSync(caches)] : [])]);
  if (spawnSync(command, [...words, 'true']).status !== 0) {
    throw new Error(
      'faults could end other processes and remove files here: this needs Linux with unshare, and root or user namespaces',
    );
  }
  let child: ChildProcess | undefined;
  const end = (): void => {
    child?.kill('SIGKILL');
    child = undefined;
  };
  const running = async (): Promise<ChildProcess> => {
    if (child?.connected) return child;
    child = spawn(command, [...words, process.execPath, '--import', 'tsx', join(root, 'test/mutants/worker.ts')], {
      cwd: root,
      env: { ...process.env, TMPDIR: scratch, HOME: scratch },
      stdio: ['ignore', 'ignore', process.env.MUTANTS_VERBOSE ? 'inherit' : 'ignore', 'ipc'],
    });
    const started = child;
    await new Promise<void>((ready, fail) => {
      started.once('message', () => ready());
      started.once('error', fail);
      started.once('exit', () => fail(new Error('the process that tries faults ended before it was ready')));
    });
    return started;
  };
  return {
    async ask(request, ms) {
      const asked = await running();
      const answer = await new Promise<Answer | 'blocked' | undefined>((done) => {
        let unanswered = 0;
        const timer = setTimeout(() => settle(undefined), ms);
        const pings = setInterval(() => {
          unanswered += 1;
          if (unanswered > MOST_UNANSWERED) settle('blocked');
          else if (asked.connected) asked.send('ping');
        }, PING_MS);
        const settle = (answered: Answer | 'blocked' | undefined): void => {
          clearTimeout(timer);
          clearInterval(pings);
          asked.removeAllListeners();
          done(answered);
        };
        asked.on('message', (message: Answer | 'pong') => {
          if (message === 'pong') unanswered = 0;
          else settle(message);
        });
        asked.once('exit', () => settle(undefined));
        // when the process ends while a ping is sent
        asked.on('error', () => settle(undefined));
        asked.send(request);
      });
      if (answer === undefined || answer === 'blocked') end();
      return answer;
    },
    end,
  };
}
