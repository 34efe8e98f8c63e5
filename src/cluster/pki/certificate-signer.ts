/** Signs certificate requests with the cluster's CA, as the signer of kube-controller-manager does. */
import { createPrivateKey } from 'node:crypto';
import type { Clock } from '../clock.js';
import type { CertificateSigner } from '../controllers/controllers.js';
import { serialNumber } from './certificate-writer.js';
import { type CertifiedKey, webCryptoKey } from './cluster-pki.js';

/** KeyUsage bits by the words of certificates.k8s.io (RFC 5280 4.2.1.3). */
const keyUsages: Record<string, number> = {
  signing: 1,
  'digital signature': 1,
  'content commitment': 2,
  'key encipherment': 4,
  'data encipherment': 8,
  'key agreement': 16,
  'cert sign': 32,
  'crl sign': 64,
  'encipher only': 128,
  'decipher only': 256,
};

/** Extended key usages by the words of certificates.k8s.io. */
const extendedKeyUsages: Record<string, string> = {
  any: '2.5.29.37.0',
  'server auth': '1.3.6.1.5.5.7.3.1',
  'client auth': '1.3.6.1.5.5.7.3.2',
  'code signing': '1.3.6.1.5.5.7.3.3',
  'email protection': '1.3.6.1.5.5.7.3.4',
  's/mime': '1.3.6.1.5.5.7.3.4',
  'ipsec end system': '1.3.6.1.5.5.7.3.5',
  'ipsec tunnel': '1.3.6.1.5.5.7.3.6',
  'ipsec user': '1.3.6.1.5.5.7.3.7',
  timestamping: '1.3.6.1.5.5.7.3.8',
  'ocsp signing': '1.3.6.1.5.5.7.3.9',
  'microsoft sgc': '1.3.6.1.4.1.311.10.3.3',
  'netscape sgc': '2.16.840.1.113730.4.1',
};

/** The order in which Go writes the parts of a subject, each part one set of values (crypto/x509/pkix). */
const subjectOrder = ['C', 'O', 'OU', 'L', 'ST', 'STREET', 'postalCode', 'CN', 'serialNumber'];
const backdate = 5 * 60 * 1000;
/** A certificate of a shorter life than this keeps all of it; of a longer one the backdating is taken off the end. */
const short = 8 * 3600 * 1000;

/** A signer for `ca`. Its `sign` rejects with an Error for an invalid request and one not signed by its own key. */
export function createSigner(ca: CertifiedKey, clock: Clock): CertificateSigner {
  return {
    sign: async (csrPem, { usages, notAfterSeconds }) => {
      const x509 = await import('@peculiar/x509');
      const request = new x509.Pkcs10CertificateRequest(csrPem);
      if (!(await request.verify())) throw new Error('the certificate request is not signed by its own key');
      const issuer = new x509.X509Certificate(ca.certPem);
      const now = clock.now().getTime();
      const life = notAfterSeconds * 1000;
      const bits = usages.reduce((sum, usage) => sum | (keyUsages[usage] ?? 0), 0);
      const extended = [...new Set(usages.flatMap((usage) => extendedKeyUsages[usage] ?? []))];
      const alternativeNames = request.getExtension('2.5.29.17');
      const certificate = await x509.X509CertificateGenerator.create({
        serialNumber: serialNumber().toString('hex'),
        subject: goSubject(request.subjectName.toJSON()),
        issuer: issuer.subjectName,
        notBefore: new Date(now - backdate),
        notAfter: new Date(Math.min(now + (life < short ? life : life - backdate), issuer.notAfter.getTime())),
        publicKey: request.publicKey,
        signingKey: await webCryptoKey(createPrivateKey(ca.keyPem)),
        signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
        extensions: [
          ...(bits ? [new x509.KeyUsagesExtension(bits, true)] : []),
          ...(extended.length ? [new x509.ExtendedKeyUsageExtension(extended)] : []),
          new x509.BasicConstraintsExtension(false, undefined, true),
          await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey),
          ...(alternativeNames ? [alternativeNames] : []),
        ],
      });
      return `${certificate.toString('pem')}\n`;
    },
  };
}

/**
 * The subject as Go encodes it again: the values of one type in one set. DER sorts a set by its encodings, so that the
 * shorter value comes first; the order of a user's groups follows from it.
 */
function goSubject(name: readonly Record<string, string[]>[]): Record<string, string[]>[] {
  return subjectOrder.flatMap((type) => {
    const values = name.flatMap((part) => part[type] ?? []);
    return values.length ? [{ [type]: values.sort(byEncoding) }] : [];
  });
}

function byEncoding(a: string, b: string): number {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length - right.length || Buffer.compare(left, right);
}
