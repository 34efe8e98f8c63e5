/** A token as a view: header, claims, dates, and whether a key fitted. The signature itself is not shown. */
import type { JwtFacts, JwtVerification } from '../inspect/jwt.js';
import type { Cell, View } from './view.js';

/** The parts of a token; `verification` when its signature was checked. */
export function jwtView(facts: JwtFacts, verification?: JwtVerification): View {
  const { serviceAccount, boundTo } = facts;
  const signature: Cell = verification
    ? {
        text: `${verification.valid ? 'good' : 'not good'}: ${verification.detail}`,
        tone: verification.valid ? 'good' : 'bad',
      }
    : { text: 'not checked: anyone can write such claims. Give { jwks } to check', tone: 'warn' };
  const expires: Cell = facts.expires
    ? facts.expired
      ? { text: `${facts.expires} (expired)`, tone: 'bad' }
      : facts.expires
    : { text: 'never: it is good until its Secret or service account is deleted', tone: 'warn' };
  return [
    {
      type: 'facts',
      caption: 'Token (JWT)',
      rows: [
        { name: 'signature', value: signature },
        { name: 'subject (sub)', value: facts.subject ?? 'none' },
        ...(serviceAccount
          ? [
              {
                name: 'service account',
                value: `${serviceAccount.namespace}/${serviceAccount.name}, uid ${serviceAccount.uid ?? 'none'}`,
              },
            ]
          : []),
        ...(boundTo ? [{ name: 'bound to', value: `${boundTo.kind} ${boundTo.name}: it ends with it` }] : []),
        { name: 'issuer (iss)', value: facts.issuer ?? 'none' },
        { name: 'audiences (aud)', value: facts.audiences.join(', ') || 'none' },
        { name: 'issued (iat)', value: facts.issuedAt ?? 'not said' },
        ...(facts.notBefore ? [{ name: 'not before (nbf)', value: facts.notBefore }] : []),
        { name: 'expires (exp)', value: expires },
      ],
    },
    { type: 'code', caption: 'header', text: JSON.stringify(facts.header, null, 2) },
    { type: 'code', caption: 'claims', text: JSON.stringify(facts.claims, null, 2) },
  ];
}
