/** The API server's socket by itself: certificates of its own, and whatever a test puts behind it. */
import { randomUUID } from 'node:crypto';
import { systemClock } from '../../src/cluster/clock.js';
import { createPki, type Pki } from '../../src/cluster/pki/cluster-pki.js';
import type { ServerOptions } from '../../src/cluster/server/server.js';

/** A cluster's certificates, in memory. */
export const newPki = (): Pki => createPki({ clock: systemClock, host: '127.0.0.1' });

/** The options of a server on any free port that answers `ok`, but for `more`; a fault of it is thrown. */
export function serverOptions(pki: Pki, more: Partial<ServerOptions> = {}): ServerOptions {
  return {
    host: '127.0.0.1',
    port: 0,
    certificate: pki.server,
    acceptableCaNames: pki.acceptableCaNames,
    clock: systemClock,
    randomUUID,
    handle: async () => ({ status: 200, headers: {}, body: 'ok' }),
    onError: (error) => {
      throw error;
    },
    ...more,
  };
}

/** How a client connects to it. */
export const clientOptions = (pki: Pki): { host: string; ca: string; servername: string } => ({
  host: '127.0.0.1',
  ca: pki.ca.certPem,
  servername: 'localhost',
});
