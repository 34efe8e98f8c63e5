/** The kubeconfig that a learner's process gets on a cluster that is not its own: whole, and by way of the relay. */
import { resolve } from 'node:path';
import { presentCredential } from '../../auth/credential.js';
import { resolveConnection } from '../../auth/resolve.js';
import { KubelabError } from '../../errors.js';

/** A kubeconfig for the sandbox, and the target of its relay. */
export interface LearnerAccess {
  kubeconfig: string;
  /** The port to offer inside. */
  port: number;
  target: { host: string; port: number };
}

/** The access by a named file; without `relayed` the server keeps its address. Throws as `connect()`, and ARGUMENT_INVALID without TLS. */
export async function learnerAccess(file: string, relayed: boolean): Promise<LearnerAccess> {
  const connection = resolveConnection({ kubeconfig: resolve(file) });
  const { protocol, hostname, port: given } = new URL(connection.server);
  if (protocol !== 'https:') {
    throw new KubelabError('ARGUMENT_INVALID', `the server ${connection.server} speaks no TLS`, {
      hint: 'name a kubeconfig whose server begins with https://',
      place: { file },
    });
  }
  const host = hostname.replace(/^\[|\]$/g, '');
  const port = Number(given || 443);
  const { certificate, token } = await presentCredential(connection.credential, {
    env: process.env,
    now: Date.now,
    timeout: connection.timeout,
    terminal: false,
  });
  const base64 = (text: string): string => Buffer.from(text).toString('base64');
  const { ca, insecure, serverName } = connection.trust;
  const inside = host === '127.0.0.1' ? {} : { 'tls-server-name': serverName ?? host };
  // below 1024 nobody but root may listen
  const offered = port < 1024 ? port + 10_000 : port;
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      {
        name: 'cluster',
        cluster: {
          server: relayed ? `https://127.0.0.1:${offered}` : connection.server,
          ...inside,
          ...(ca ? { 'certificate-authority-data': base64(ca) } : {}),
          ...(insecure ? { 'insecure-skip-tls-verify': true } : {}),
        },
      },
    ],
    users: [
      {
        name: 'user',
        user: {
          ...(certificate
            ? { 'client-certificate-data': base64(certificate.cert), 'client-key-data': base64(certificate.key) }
            : {}),
          ...(token ? { token } : {}),
        },
      },
    ],
    contexts: [{ name: 'cluster', context: { cluster: 'cluster', user: 'user', namespace: connection.namespace } }],
    'current-context': 'cluster',
  };
  return { kubeconfig: JSON.stringify(config, null, 2), port: offered, target: { host, port } };
}
