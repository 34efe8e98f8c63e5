/** A certificate as a view, with its meaning for Kubernetes. */

import type { IssuerChain } from '../inspect/chain.js';
import type { CertificateFacts } from '../inspect/x509.js';
import { allAuthenticated } from '../kube/user.js';
import { roughly } from './age.js';
import type { Cell, Span, View } from './view.js';

/** Findings on a certificate from looking at others. */
export interface CertificateContext {
  chain?: IssuerChain;
  /** Whether the key that was given is its own; undefined when none was given. */
  keyFits?: boolean | undefined;
  /** Whether the CA that was given signed it, at the end of the chain; undefined when none was given. */
  caFits?: boolean | undefined;
}

/** Subject, issuers, dates, usages, names and fingerprint; `now` in milliseconds decides whether it is in date. */
export function certificateView(facts: CertificateFacts, now: number, context: CertificateContext = {}): View {
  const { subject } = facts;
  const { keyFits, caFits } = context;
  return [
    {
      type: 'facts',
      caption: facts.isCA ? 'Certificate of a CA' : 'Certificate',
      rows: [
        { name: 'subject', value: subject.text || '(empty)' },
        ...identityRows(facts),
        { name: 'signed by', value: issuerCell(facts, context.chain) },
        ...(caFits === undefined
          ? []
          : [{ name: 'CA', value: fitCell(caFits, 'it signed this', 'it did not sign this') }]),
        ...(keyFits === undefined
          ? []
          : [{ name: 'private key', value: fitCell(keyFits, 'it is the key of this', 'it is the key of another') }]),
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
    { type: 'span', caption: 'Valid', span: validity(facts, now) },
  ];
}

function identityRows(facts: CertificateFacts): { name: string; value: Cell }[] {
  const usages = facts.extendedKeyUsages;
  const mayBeClient = usages.length === 0 || usages.some((usage) => usage === 'clientAuth' || usage === 'any');
  if (facts.isCA || !mayBeClient) return [];
  const { commonName, organizations } = facts.subject;
  return [
    { name: 'user name (CN)', value: commonName ?? { text: 'none: Kubernetes answers 401', tone: 'bad' } },
    {
      name: 'groups (O)',
      value: organizations.length ? organizations.join(', ') : `none of its own; ${allAuthenticated} is added`,
    },
  ];
}

function issuerCell({ issuer, selfSigned }: CertificateFacts, chain: IssuerChain | undefined): Cell {
  if (selfSigned) return `${issuer.text} (itself)`;
  if (!chain?.issuers.length) return issuer.text;
  const names = chain.issuers.map(({ subject }) => subject.text).join(', signed by ');
  return chain.complete ? `${names} (itself)` : `${names}, signed by ${chain.issuers.at(-1)?.issuer.text ?? ''}`;
}

function fitCell(fits: boolean, yes: string, no: string): Cell {
  return fits ? { text: `fits: ${yes}`, tone: 'good' } : { text: `does not fit: ${no}`, tone: 'bad' };
}

function unlimitedUse({ isCA }: CertificateFacts): string {
  return isCA ? 'signing other certificates' : 'anything (no extended key usage)';
}

function validity({ notBefore, notAfter }: CertificateFacts, now: number): Span {
  const [from, to] = [Date.parse(notBefore), Date.parse(notAfter)];
  const at = to > from ? (now - from) / (to - from) : 1;
  const words = (text: string, tone: Span['tone']): Span => ({ from: notBefore, to: notAfter, at, text, tone });
  if (now < from) return words(`not yet valid: it begins in ${roughly(from - now)}`, 'bad');
  if (now > to) return words(`expired ${roughly(now - to)} ago`, 'bad');
  return words(`${roughly(to - now)} left (${Math.floor(at * 100)} % has passed)`, at > 0.8 ? 'warn' : 'good');
}
