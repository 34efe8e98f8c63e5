/** The contents of a CertificateSigningRequest's PKCS #10 request. */
import type { SubjectAlternativeNameExtension } from '@peculiar/x509';
import type { RequestedCertificate } from './certificate-policy.js';
import type { CertificateSigningRequest } from './objects.js';

/** Its subject and alternative names; rejects for invalid data. */
export async function readRequest({ spec }: CertificateSigningRequest): Promise<RequestedCertificate> {
  // loaded with the first request: it is large, and a cluster without requests starts faster without it
  const { Pkcs10CertificateRequest } = await import('@peculiar/x509');
  const request = new Pkcs10CertificateRequest(Buffer.from(spec.request, 'base64').toString('utf8'));
  const names = (request.getExtension('2.5.29.17') as SubjectAlternativeNameExtension | null)?.names.items ?? [];
  const of = (type: string): string[] => names.filter((n) => n.type === type).map((n) => n.value);
  return {
    commonName: request.subjectName.getField('CN')[0] ?? '',
    organizations: request.subjectName.getField('O'),
    dnsNames: of('dns'),
    ipAddresses: of('ip'),
    emailAddresses: of('email'),
    uris: of('url'),
  };
}
