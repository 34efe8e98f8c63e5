/** Tokens and certificates of every bad kind, made with the cluster's own keys where that is what makes them dangerous. */
import { createHmac, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as x509 from '@peculiar/x509';
import { keyId } from '../../src/cluster/authentication/jwt.js';
import { type Authority, authorityOf, issue, type Wanted } from '../helpers/issue-certificate.js';

/** A certificate chain with its key, both PEM. */
export interface Chain {
  cert: string;
  key: string;
}

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

function signed(header: object, claims: unknown, key: KeyObject): string {
  const input = `${part(header)}.${part(claims)}`;
  return `${input}.${sign('sha256', Buffer.from(input), key).toString('base64url')}`;
}

/** Bad tokens by what is wrong with them; `good` is a token of the cluster, whose keys are in `pki`. */
export function badTokens(good: string, pki: string): Record<string, string> {
  const key = createPrivateKey(readFileSync(join(pki, 'sa.key')));
  const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const publicPem = createPublicKey(key).export({ type: 'spki', format: 'pem' }) as string; // a string, since it is pem
  const [head = '', body = '', signature = ''] = good.split('.');
  const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as Record<string, unknown>;
  const header = { alg: 'RS256', kid: keyId(key) };
  const now = Math.floor(Date.now() / 1000);
  const hmac = (secret: string): string => {
    const input = `${part({ alg: 'HS256', kid: header.kid })}.${body}`;
    return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
  };
  const account = claims['kubernetes.io'] as Record<string, unknown>;
  return {
    'alg none': `${part({ alg: 'none' })}.${body}.`,
    'alg none with a signature': `${part({ alg: 'none' })}.${body}.${signature}`,
    'HS256 with the public key': hmac(publicPem),
    'HS256 with an empty key': hmac(''),
    'alg as a list': `${part({ alg: ['RS256'] })}.${body}.${signature}`,
    'another issuer': signed(header, { ...claims, iss: 'https://example.com' }, key),
    'another key id': signed({ ...header, kid: 'other' }, claims, other),
    'another key': signed(header, claims, other),
    'another audience': signed(header, { ...claims, aud: ['vault'] }, key),
    expired: signed(header, { ...claims, exp: now - 3600 }, key),
    'not yet valid': signed(header, { ...claims, nbf: now + 3600 }, key),
    'an end beyond all dates': signed(header, { ...claims, exp: -1e300 }, key),
    'a beginning beyond all dates': signed(header, { ...claims, nbf: 1e300 }, key),
    'no account': signed(header, { ...claims, 'kubernetes.io': {} }, key),
    'an account that is a list': signed(
      header,
      { ...claims, 'kubernetes.io': { ...account, serviceaccount: [] } },
      key,
    ),
    'an account that is gone': signed(
      header,
      { ...claims, 'kubernetes.io': { ...account, serviceaccount: { name: 'gone', uid: '1' } } },
      key,
    ),
    'a pod that is gone': signed(
      header,
      { ...claims, 'kubernetes.io': { ...account, pod: { name: 'gone', uid: '1' } } },
      key,
    ),
    'legacy without a secret': signed(header, { iss: 'kubernetes/serviceaccount', sub: 'x' }, key),
    'claims that are null': signed(header, null, key),
    'claims that are a list': signed(header, [], key),
    'the end cut off': good.slice(0, -20),
    'no signature': `${head}.${body}.`,
    'two parts': `${head}.${body}`,
    'four parts': `${good}.${signature}`,
    'other claims under the signature': `${head}.${part({ ...claims, sub: 'system:serviceaccount:vault:default' })}.${signature}`,
    '100 kB of letters': 'a'.repeat(100_000),
    '100 kB of claims': signed(header, { ...claims, iss: 'x'.repeat(100_000) }, key),
    '100 kB of dots': '.'.repeat(100_000),
    'no JWT': 'changeme',
    'in base64': Buffer.from(good).toString('base64'),
  };
}

/** Chains by what they are; those in `good` make a user, those in `bad` none. The cluster's keys are in `pki`. */
export async function chains(pki: string): Promise<{ good: Record<string, Chain>; bad: Record<string, Chain> }> {
  const ca = await authorityOf(pki, 'ca', 'CN=kubernetes');
  const proxyCa = await authorityOf(pki, 'front-proxy-ca', 'CN=front-proxy-ca');
  const client = [x509.ExtendedKeyUsage.clientAuth];
  const subject = 'O=system:masters, CN=mallory';
  const plain = async (by: Authority | undefined, more: Partial<Wanted> = {}): Promise<Chain> => {
    const { pem, key } = await issue(by, { subject, usage: client, ...more });
    return { cert: pem, key };
  };
  const middle = await issue(ca, { subject: 'CN=middle', ca: true });
  const leaf = await issue(middle.own, { subject: 'CN=jane', usage: client });
  const noCa = await issue(ca, { subject: 'CN=jane', usage: client });
  const below = await issue({ ...noCa.own, name: 'CN=jane' }, { subject, usage: client });
  // every one of these could have signed every other, so that a judge who tries all ways never ends
  const twin: Authority = { name: 'CN=twin', keys: middle.own.keys };
  const twins = await Promise.all(
    Array.from({ length: 40 }, (_, i) =>
      issue(twin, { subject: twin.name, ca: true, serial: `4${i + 100}`, keys: twin.keys }),
    ),
  );
  const first = await issue(twin, { subject, usage: client });
  return {
    good: { 'a chain with an intermediate': { cert: leaf.pem + middle.pem, key: leaf.key } },
    bad: {
      expired: await plain(ca, { from: -2, to: -1 }),
      'not yet valid': await plain(ca, { from: 1, to: 2 }),
      'for servers': await plain(ca, { usage: [x509.ExtendedKeyUsage.serverAuth] }),
      'of another CA': await plain((await issue(undefined, { subject: 'CN=elsewhere', ca: true })).own),
      'of a CA of the same name': await plain((await issue(undefined, { subject: 'CN=kubernetes', ca: true })).own),
      "of the front proxy's CA": await plain(proxyCa),
      'self-signed': await plain(undefined),
      'self-signed with a negative serial number': await plain(undefined, { serial: 'ff01' }),
      'without its intermediate': { cert: leaf.pem, key: leaf.key },
      'signed by one that is no CA': { cert: below.pem + noCa.pem, key: below.key },
      'without a common name': await plain(ca, { subject: 'O=system:masters' }),
      'in a chain that goes in circles': { cert: first.pem + twins.map(({ pem }) => pem).join(''), key: first.key },
    },
  };
}
