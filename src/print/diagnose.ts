/**
 * Why a credential may have been refused, from the client's view. Kubernetes answers every refusal with the same
 * 401; the reason is only in the server's log, so these are findings, not the server's word.
 */
import { decodeJwt, looksLikeJwt, verifyJwt } from '../inspect/jwt.js';
import { decodeCertificate, isIssuedBy, parseCertificate, pemBlocks } from '../inspect/x509.js';
import { expiries } from '../request/expired-credential.js';
import type { RawExchange } from '../request/sent-exchange.js';

/** A certain or possible fault, and its remedy. */
export interface Suspicion {
  /** True when this alone makes a server refuse. */
  certain: boolean;
  detail: string;
  remedy: string;
}

/** The token in an `Authorization` header; the fault when the form is none that Kubernetes knows. */
export function headerShape(authorization: string | undefined): { token?: string; fault?: string } {
  if (authorization === undefined) return {};
  const value = authorization.trim();
  if (value === '') return { fault: 'the Authorization header is empty' };
  if (/^basic\b/i.test(value)) {
    return { fault: 'the header is of the kind Basic, which Kubernetes removed in 1.19 and ignores' };
  }
  const parts = authorization.trim().split(' ');
  if (/^bearer:$/i.test(parts[0] ?? '')) return { fault: 'it says `Bearer:` with a colon; the word stands alone' };
  if (!/^bearer$/i.test(parts[0] ?? '')) return { fault: 'the header does not begin with the word `Bearer`' };
  if (parts.length < 2) return { fault: 'nothing stands behind `Bearer`' };
  if (parts[1] === '')
    return { fault: 'two spaces stand behind `Bearer`, and the server takes the second for an empty token' };
  return { token: parts[1] ?? '' };
}

/** Suspicions about a request; the certain ones first. `now` in milliseconds. */
export async function suspicions(raw: RawExchange, now: number): Promise<Suspicion[]> {
  const { token } = headerShape(raw.request.headers.authorization);
  const expired = expiries(raw, now).map((expiry) => ({ certain: true, ...expiry }));
  const found = [
    ...expired,
    ...certificateSuspicions(raw, now),
    ...(token === undefined ? [] : await tokenSuspicions(token, raw, now, expired.length > 0)),
    ...clockSuspicions(raw, now),
  ];
  return found.sort((a, b) => Number(b.certain) - Number(a.certain));
}

/** The remedy for a front proxy's certificate sent without its header; undefined for any other request. */
export function frontProxyRemedy({ identity, request }: RawExchange): string | undefined {
  // kubeadm, minikube and kind call that CA front-proxy-ca: a name, and so no more than a hint
  if (!identity.certificate?.issuer.includes('front-proxy') || request.headers['x-remote-user']) return undefined;
  return "A front proxy's certificate counts only together with the header X-Remote-User, which says whom it speaks for.";
}

function certificateSuspicions(raw: RawExchange, now: number): Suspicion[] {
  const { credential, connection, tls } = raw;
  if (!credential.certificate || !tls) return [];
  const { cert } = credential.certificate;
  const facts = decodeCertificate(cert);
  const found: Suspicion[] = [];
  const add = (certain: boolean, detail: string, remedy: string): void => {
    found.push({ certain, detail, remedy });
  };
  if (Date.parse(facts.notBefore) > now) {
    add(
      true,
      `the client certificate is good only from ${facts.notBefore} on`,
      'Wait, or set the clock of this machine and of the one that signed it.',
    );
  }
  const usages = facts.extendedKeyUsages;
  if (usages.length > 0 && !usages.includes('clientAuth') && !usages.includes('any')) {
    add(
      true,
      `the client certificate may be used for ${usages.join(', ')} only, not for client authentication`,
      'Have one issued with the usage `client auth`.',
    );
  }
  if (!facts.subject.commonName)
    add(true, 'the client certificate has no CN, so it names no user', 'Have one issued whose subject has a CN.');
  const cas = connection.trust.ca ? pemBlocks(connection.trust.ca) : [];
  if (cas.length > 0 && !cas.some((ca) => isIssuedBy(parseCertificate(cert), parseCertificate(ca)))) {
    const namesake = cas.some((ca) => decodeCertificate(ca).subject.text === facts.issuer.text);
    add(
      false,
      `the client certificate is signed by ${facts.issuer.text}, ${namesake ? 'which has the name of the CA of this cluster and another key' : 'and the CA of this cluster is another'}`,
      frontProxyRemedy(raw) ??
        'Use a certificate that the CA of this cluster signed (its kubeconfig, or a CertificateSigningRequest to it).',
    );
  }
  return found;
}

async function tokenSuspicions(
  token: string,
  raw: RawExchange,
  now: number,
  hasExpired: boolean,
): Promise<Suspicion[]> {
  if (!looksLikeJwt(token)) {
    return [
      {
        certain: false,
        detail: 'the token is not a JWT, so it is no service account token',
        remedy: "Ask for one: (await admin.token('NAME', { namespace: 'NAMESPACE' })).token.",
      },
    ];
  }
  const facts = decodeJwt(token, now);
  const found: Suspicion[] = [];
  const add = (certain: boolean, detail: string, remedy: string): void => {
    found.push({ certain, detail, remedy });
  };
  const early = [facts.notBefore, facts.issuedAt].find((date) => date && Date.parse(date) > now);
  if (early)
    add(
      false,
      `the token is good only from ${early} on, which is later than the clock of this machine`,
      'Set the clocks.',
    );
  const { issuer, audiences } = facts;
  const discovery = await raw.ask('/.well-known/openid-configuration');
  const expected: unknown = discovery.status === 200 ? discovery.body?.issuer : undefined;
  if (typeof expected === 'string' && expected !== issuer) {
    add(
      true,
      `the token was issued by ${issuer}, and this cluster's issuer is ${expected}`,
      'Use a token of this cluster.',
    );
  }
  const own = typeof expected === 'string' ? expected : issuer;
  if (audiences.length > 0 && own && !audiences.includes(own)) {
    add(
      false,
      `the token is meant for ${audiences.join(', ')}, not for the API server (${own})`,
      'Ask for a token without `audiences`: it is then meant for the API server.',
    );
  }
  const jwks = discovery.status === 200 ? await raw.ask('/openid/v1/jwks') : { status: 0, body: undefined };
  if (jwks.status === 200) {
    const { valid, detail } = await verifyJwt(token, jwks.body);
    if (!valid) add(true, `the signature is not good: ${detail}`, 'Use a token of this cluster, whole and unchanged.');
  }
  const { serviceAccount, boundTo } = facts;
  if (serviceAccount && found.length === 0 && !hasExpired) {
    add(
      false,
      `nothing is wrong with the token as such; the service account ${serviceAccount.namespace}/${serviceAccount.name} (uid ${serviceAccount.uid})${boundTo ? ` or the ${boundTo.kind} ${boundTo.name} that it is bound to` : ''} may have been deleted since, or another cluster signed it`,
      'Look whether it is there and has that uid; then ask for a new token.',
    );
  }
  return found;
}

// a token or certificate that is good here may be out of date there
function clockSuspicions({ response }: RawExchange, now: number): Suspicion[] {
  const theirs = Date.parse(response?.headers.date ?? '');
  const minutes = Math.round((theirs - now) / 60_000);
  if (Number.isNaN(theirs) || Math.abs(minutes) < 2) return [];
  const detail = `the server's clock is ${Math.abs(minutes)} minutes ${minutes > 0 ? 'ahead of' : 'behind'} this machine's`;
  return [
    { certain: false, detail, remedy: 'Set the clocks: dates in tokens and certificates are judged by the server’s.' },
  ];
}
