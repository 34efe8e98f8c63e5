/** The facts that all requests of a connection share: the client's certificates, its address, and how TLS was agreed upon. */
import type { TLSSocket } from 'node:tls';
import type { StageFinding } from '../../kube/explanation.js';

/** The client's end of a connection. */
export interface ClientConnection {
  /** DER of the client's certificates, leaf first; empty without any. Node verifies none of them here. */
  certificates: readonly Buffer[];
  /** The client's IP address; empty when it is gone. */
  address: string;
  finding: StageFinding;
}

const known = new WeakMap<TLSSocket, ClientConnection>();

/** The facts about the client; one object for every request of a connection. */
export function clientConnection(socket: TLSSocket): ClientConnection {
  let connection = known.get(socket);
  if (!connection) {
    const certificates = certificatesOf(socket);
    const address = (socket.remoteAddress ?? '').replace(/^::ffff:/, '');
    connection = { certificates, address, finding: tlsFinding(socket, certificates) };
    known.set(socket, connection);
  }
  return connection;
}

function certificatesOf(socket: TLSSocket): Buffer[] {
  const chain: Buffer[] = [];
  let certificate = socket.getPeerCertificate(true);
  while (certificate?.raw && !chain.some((der) => der.equals(certificate.raw))) {
    chain.push(certificate.raw);
    certificate = certificate.issuerCertificate;
  }
  return chain;
}

function tlsFinding(socket: TLSSocket, certificates: readonly Buffer[]): StageFinding {
  const protocol = socket.getProtocol?.() ?? 'TLS';
  return {
    stage: 'tls',
    outcome: 'passed',
    detail: certificates.length
      ? `${protocol}; the client sent a certificate, which the handshake does not judge.`
      : `${protocol}; the client sent no certificate.`,
  };
}
