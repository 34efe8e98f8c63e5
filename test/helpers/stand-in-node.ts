/** A shell script in the place of Node, so that a test says what the programs of a grading do, and they are there in an instant. */
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { knownNodeOptions, LATE_OPTIMISATION } from '../../src/kernel/node-options.js';
import { makeCa, serverCertificate } from './pki.js';

/** The message of a cluster that has started. */
export interface Ready {
  type: 'ready';
  port: number;
  caPem: string;
  admin: { certPem: string; keyPem: string };
  frontProxy: { certPem: string; keyPem: string };
}

/** The script; whoever called `standInNode` removes it. */
export interface StandIn {
  /** Has the process of a cluster run these lines of shell. Its request is in the file `request`, its id in `pid`. */
  host(...lines: string[]): void;
  /** Has the process of a kernel run these lines, of which `$file` is its connection file. */
  kernel(...lines: string[]): void;
  /** The line of shell that says a message, or a text. */
  says(message: unknown): string;
  /** The folder of these files, in which the lines for a cluster run. */
  place: string;
  pid(): number;
  /** Gives Node its place again. */
  remove(): void;
}

const node = process.execPath;

/** A `ready` message with keys that could be a cluster's. */
export async function readyMessage(): Promise<Ready> {
  const ca = await makeCa();
  const { cert: certPem, key: keyPem } = await serverCertificate(ca);
  const pair = { certPem, keyPem };
  return { type: 'ready', port: 1234, caPem: ca.cert, admin: pair, frontProxy: pair };
}

/** Runs a small kernel, as the last line of a script. */
export const SMALL_KERNEL = `exec '${node}' '${resolve(import.meta.dirname, '../fixtures/notebooks/small-kernel.cjs')}' "$file"`;

/** Puts the script into the place of Node. */
export async function standInNode(): Promise<StandIn> {
  // the options that Node takes are found out by the real one
  await knownNodeOptions(LATE_OPTIMISATION);
  const place = mkdtempSync(join(tmpdir(), 'kubelab-node-'));
  const write = (name: string, lines: readonly string[]): void =>
    writeFileSync(join(place, name), `${lines.join('\n')}\n`);
  write('node', [
    '#!/bin/sh',
    'for word; do case "$word" in *connection.json) file=$word ;; *cluster-host.js) host=yes ;; esac; done',
    `if [ "$host" ]; then cd '${place}'; . ./host.sh; else . '${place}/kernel.sh'; fi`,
  ]);
  process.execPath = join(place, 'node');
  chmodSync(process.execPath, 0o755);
  let said = 0;
  return {
    place,
    host: (...lines) => write('host.sh', ['echo $$ > pid', 'head -n 1 > request', ...lines]),
    kernel: (...lines) => write('kernel.sh', lines),
    says: (message) => {
      const name = `said-${said++}`;
      write(name, [typeof message === 'string' ? message : JSON.stringify(message)]);
      return `cat ${name}`;
    },
    pid: () => Number(readFileSync(join(place, 'pid'), 'utf8')),
    remove: () => {
      process.execPath = node;
      rmSync(place, { recursive: true });
    },
  };
}
