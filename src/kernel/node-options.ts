/** Options of Node and V8 that come and go with their versions: one is given only to a Node that has been seen to take it. */
import { execFile } from 'node:child_process';

/**
 * V8 optimises a function when it has run for a while; with these after 15 times as long. A submission's kernel and its
 * cluster do most things a few times, and optimising those is a fifth of their work. A reader's kernel goes without them: on
 * Node 24 a loop of requests would take twice the work. The first is for Node 20, the others are for 22 and later.
 */
export const LATE_OPTIMISATION: readonly string[] = [
  '--interrupt-budget=1000000',
  '--invocation-count-for-maglev=6000',
  '--invocation-count-for-maglev-osr=1500',
  '--invocation-count-for-turbofan=45000',
  '--invocation-count-for-osr=8000',
];

const tried = new Map<string, Promise<boolean>>();

/**
 * The `options` with which this Node starts, in their order. Each is tried once in a process, by running Node with it,
 * which takes some 40 ms for all together. Never rejects: an option that could not be tried is left out.
 */
export async function knownNodeOptions(options: readonly string[]): Promise<string[]> {
  const known = await Promise.all(options.map(isKnown));
  return options.filter((_, place) => known[place]);
}

function isKnown(option: string): Promise<boolean> {
  const earlier = tried.get(option);
  if (earlier) return earlier;
  const { PATH } = process.env;
  const now = new Promise<boolean>((resolve) => {
    execFile(process.execPath, [option, '-e', '0'], { env: { PATH }, timeout: 30_000 }, (error) => resolve(!error));
  });
  tried.set(option, now);
  return now;
}
