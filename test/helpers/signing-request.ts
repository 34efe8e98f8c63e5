/** Certificate signing requests (PKCS #10) for tests. */
import { webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';

/** The `spec.request` of a CertificateSigningRequest: the PEM of a new request, in base64. `names` are its alternative names. */
export async function signingRequest(
  cn: string,
  o: readonly string[] = [],
  names: x509.JsonGeneralNames = [],
): Promise<string> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const request = await x509.Pkcs10CertificateRequestGenerator.create({
    name: [...o.map((organization) => ({ O: [organization] })), { CN: [cn] }],
    keys,
    signingAlgorithm: algorithm,
    extensions: names.length > 0 ? [new x509.SubjectAlternativeNameExtension(names)] : [],
  });
  return Buffer.from(`${request.toString('pem')}\n`).toString('base64');
}
