/** A token as a view: its three parts, each claim with its meaning, and whether a key fitted. The signature is not shown. */
import type { JwtFacts, JwtVerification } from '../inspect/jwt.js';
import { fromNow } from './age.js';
import { claimRows } from './claims.js';
import type { Cell, View } from './view.js';

/** The view's inputs beside the facts. */
export interface JwtContext {
  /** Header and claims as they stand in the token, in base64url. */
  encoded: { header: string; claims: string };
  /** When the signature was checked. */
  verification: JwtVerification | undefined;
  /** Milliseconds; times are counted from it. */
  now: number;
}

/** The token, opened. */
export function jwtView(facts: JwtFacts, { encoded, verification, now }: JwtContext): View {
  const { serviceAccount, boundTo } = facts;
  return [
    {
      type: 'segments',
      caption: 'Token (JWT)',
      separator: '.',
      segments: [
        { name: 'header', text: encoded.header },
        { name: 'claims', text: encoded.claims },
        { name: 'signature', text: '<redacted>' },
      ],
    },
    {
      type: 'facts',
      rows: [
        { name: 'signature', value: signatureCell(verification) },
        { name: 'expiry', value: expiryCell(facts, now) },
        { name: 'speaks for', value: facts.subject ?? 'nobody (no sub)' },
        ...(serviceAccount
          ? [
              {
                name: 'service account',
                value: `${serviceAccount.namespace}/${serviceAccount.name}, uid ${serviceAccount.uid ?? 'none'}`,
              },
            ]
          : []),
        ...(boundTo ? [{ name: 'bound to', value: `${boundTo.kind} ${boundTo.name}: it ends with it` }] : []),
      ],
    },
    { type: 'code', caption: 'header', text: JSON.stringify(facts.header, null, 2) },
    { type: 'facts', caption: 'Claims', rows: claimRows(facts.claims, now) },
  ];
}

function signatureCell(verification: JwtVerification | undefined): Cell {
  if (!verification) return { text: 'not checked: anyone can write such claims. Give { jwks } to check', tone: 'warn' };
  return verification.valid
    ? { text: `good: ${verification.detail}`, tone: 'good' }
    : { text: `not good: ${verification.detail}`, tone: 'bad' };
}

function expiryCell({ expires, expired }: JwtFacts, now: number): Cell {
  if (!expires) return { text: 'never: it is good until its Secret or service account is deleted', tone: 'warn' };
  const when = fromNow(Date.parse(expires), now);
  return expired ? { text: `expired ${when} (${expires})`, tone: 'bad' } : `expires ${when} (${expires})`;
}
