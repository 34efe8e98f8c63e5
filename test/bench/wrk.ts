/** Load from wrk (https://github.com/wg/wrk, a package in Debian). */
import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** True when wrk is installed. */
export function hasWrk(): boolean {
  return spawnSync('wrk', ['-v']).error === undefined;
}

/** Requests for `url` over eight kept connections; rejects when one was not answered with 2xx. */
export async function wrk(
  url: string,
  token: string,
  seconds: number,
): Promise<{ requests: number; perSecond: number }> {
  const { stdout } = await run('wrk', ['-t1', '-c8', `-d${seconds}s`, '-H', `Authorization: Bearer ${token}`, url]);
  if (/Non-2xx|Socket errors/.test(stdout)) throw new Error(`wrk met errors at ${url}:\n${stdout}`);
  const number = (pattern: RegExp): number => Number(pattern.exec(stdout)?.[1]);
  return { requests: number(/(\d+) requests in/), perSecond: number(/Requests\/sec:\s+([\d.]+)/) };
}
