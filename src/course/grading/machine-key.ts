/** The key by which a machine knows its own pseudonyms, and its own records. */
import { createHmac, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { writeFileAtomically } from '../../atomic-file.js';
import type { Home } from '../../home.js';

/** The key (32 bytes) of this user on this machine, made when there is none. Throws FILE_UNREADABLE when it cannot be kept. */
export function machineKey({ machineKey: file }: Pick<Home, 'machineKey'>): Buffer {
  try {
    const key = Buffer.from(readFileSync(file, 'utf8').trim(), 'hex');
    if (key.length === 32) return key;
  } catch {
    // There is none yet.
  }
  const key = randomBytes(32);
  writeFileAtomically(file, `${key.toString('hex')}\n`, 0o600);
  return key;
}

/** The seal of a value that this machine wrote: `what` parts one kind of value from another. */
export function sealOf(what: string, value: unknown, key: Buffer): string {
  return createHmac('sha256', key)
    .update(`${what}\n${JSON.stringify(value)}`)
    .digest('hex');
}
