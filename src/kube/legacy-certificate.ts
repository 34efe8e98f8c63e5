/** Names of certificates by their parts, which Node gives in one form alone. */
import type { X509Certificate } from 'node:crypto';
// loaded first by toLegacyObject(), it stays without createSecureContext on Node 20 to 26: no connection could be made any more
import 'node:tls';
import type { PeerCertificate } from 'node:tls';

/** The certificate with its subject and issuer by their parts; no other code calls `toLegacyObject()`. */
export const legacyCertificate = (certificate: X509Certificate): PeerCertificate => certificate.toLegacyObject();
