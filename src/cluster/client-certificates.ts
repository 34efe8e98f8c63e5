/** What certificates a client sent in the TLS handshake; Node verifies none of them here. */
import type { TLSSocket } from 'node:tls';

const certificatesOf = new WeakMap<TLSSocket, Buffer[]>();

/** DER of the client's certificates, leaf first; the same buffers for every request of a connection, empty without any. */
export function clientCertificates(socket: TLSSocket): readonly Buffer[] {
  let chain = certificatesOf.get(socket);
  if (!chain) {
    chain = [];
    let certificate = socket.getPeerCertificate(true);
    while (certificate?.raw && !chain.some((der) => der.equals(certificate.raw))) {
      chain.push(certificate.raw);
      certificate = certificate.issuerCertificate;
    }
    certificatesOf.set(socket, chain);
  }
  return chain;
}
