/** A certificate as a view, with what Kubernetes would make of it. */

import type { CertificateFacts } from '../inspect/x509.js';
import { allAuthenticated } from '../kube/user.js';
import type { Cell, View } from './view.js';

/** Subject, issuer, dates, usages, names and fingerprint; `now` in milliseconds decides whether it is in date. */
export function certificateView(facts: CertificateFacts, now: number): View {
  const { subject, issuer } = facts;
  const groups = subject.organizations;
  const mayBeClient =
    facts.extendedKeyUsages.length === 0 || facts.extendedKeyUsages.some((u) => u === 'clientAuth' || u === 'any');
  const client = !facts.isCA && mayBeClient;
  return [
    {
      type: 'facts',
      caption: facts.isCA ? 'Certificate of a CA' : 'Certificate',
      rows: [
        { name: 'subject', value: subject.text || '(empty)' },
        ...(client
          ? [
              {
                name: 'user name (CN)',
                value: subject.commonName ?? { text: 'none: Kubernetes answers 401', tone: 'bad' as const },
              },
              {
                name: 'groups (O)',
                value: groups.length ? groups.join(', ') : `none of its own; ${allAuthenticated} is added`,
              },
            ]
          : []),
        { name: 'issuer', value: `${issuer.text}${facts.selfSigned ? ' (signed by itself)' : ''}` },
        { name: 'not before', value: dateCell(facts.notBefore, now, 'before') },
        { name: 'not after', value: dateCell(facts.notAfter, now, 'after') },
        { name: 'may be used for', value: facts.extendedKeyUsages.join(', ') || unlimitedUse(facts) },
        ...(facts.alternativeNames.length ? [{ name: 'names', value: facts.alternativeNames.join(', ') }] : []),
        { name: 'key', value: facts.keyType },
        ...(facts.keyId ? [{ name: 'key id', value: facts.keyId }] : []),
        ...(facts.authorityKeyId ? [{ name: "issuer's key id", value: facts.authorityKeyId }] : []),
        { name: 'serial number', value: facts.serialNumber },
        // as the API server writes it in a user's credential-id
        { name: 'SHA-256', value: facts.fingerprint256.replaceAll(':', '').toLowerCase() },
      ],
    },
  ];
}

function unlimitedUse({ isCA }: CertificateFacts): string {
  return isCA ? 'signing other certificates' : 'anything (no extended key usage)';
}

function dateCell(date: string, now: number, side: 'before' | 'after'): Cell {
  const time = Date.parse(date);
  const wrong = side === 'before' ? now < time : now > time;
  if (!wrong) return date;
  return { text: `${date} (${side === 'before' ? 'not yet valid' : 'expired'})`, tone: 'bad' };
}
