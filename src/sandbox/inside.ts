/**
 * The first program inside a sandbox: `node inside.js JSON -- COMMAND…`. Copies the files that the command needs as its own,
 * offers the relay's socket as a port of 127.0.0.1, and runs the command, whose exit code is its own. When the pipe at descriptor 3
 * closes, the process that started the sandbox is gone, and both end.
 */
import { spawn } from 'node:child_process';
import { copyFileSync, mkdirSync } from 'node:fs';
import { Socket } from 'node:net';
import { dirname } from 'node:path';
import { argv, exit } from 'node:process';
import { startRelay } from './relay.js';

/** The JSON of the first argument. */
export interface InsideOptions {
  /** The port to offer, and the socket behind it. */
  relay: { port: number; socket: string };
  /** Files to copy: from, to. */
  copies: readonly { from: string; to: string }[];
}

const [, , json = '{}', , command = '', ...args] = argv;
// bubblewrap's caller wrote these
const options = JSON.parse(json) as InsideOptions;

for (const { from, to } of options.copies) {
  mkdirSync(dirname(to), { recursive: true });
  copyFileSync(from, to);
}
// an interrupt is for the command, which is of the same group
process.on('SIGINT', () => {});
await startRelay({ host: '127.0.0.1', port: options.relay.port }, { path: options.relay.socket });
const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit', 3] });
child.once('error', (error) => {
  console.error(error.message);
  exit(127);
});
child.once('exit', (code) => exit(code ?? 1));
// bubblewrap ends with its parent, but not with one that is killed before bubblewrap has asked for it
const endBoth = (): void => {
  child.kill('SIGKILL');
  exit(1);
};
new Socket({ fd: 3, readable: true, writable: false }).on('end', endBoth).on('error', endBoth).resume();
