/**
 * Checks before the socket is opened. Node takes a CA that is still base64, or a certificate without its key, without a
 * word and fails later and elsewhere; here each is told where it was given.
 */

import { createPrivateKey, type KeyObject, type X509Certificate } from 'node:crypto';
import { type ErrorCode, KubelabError, type Place } from '../errors.js';
import { parseCertificate, pemBlocks } from '../inspect/x509.js';
import { withoutTrailingSlashes } from '../kube/trailing-slashes.js';
import type { CertificatePair, Credential } from './connection.js';

/** Where a value was given: its name in the options or kubeconfig, and the file. */
export interface Given {
  name: string;
  place?: Place;
}

function refuse(code: ErrorCode, message: string, hint: string, given: Given, cause?: unknown): never {
  throw new KubelabError(code, message, { hint, ...(given.place ? { place: given.place } : {}), cause });
}

/** The CA unchanged, when every block in it is a certificate; throws PEM_INVALID. */
export function checkedCa(ca: string, given: Given): string {
  const blocks = pemBlocks(ca);
  if (blocks.length === 0) refusePem(ca, given, 'a CA certificate', '-----BEGIN CERTIFICATE-----');
  for (const [index, block] of blocks.entries()) {
    try {
      parseCertificate(block);
    } catch (cause) {
      const which = blocks.length > 1 ? `certificate ${index + 1} of ${blocks.length}` : 'the certificate';
      refuse(
        'PEM_INVALID',
        `${given.name}: ${which} cannot be read; Node would leave it out without a word.`,
        'Copy the CA again, whole.',
        given,
        cause,
      );
    }
  }
  return ca;
}

/** A certificate and its key, when they are a pair; throws CREDENTIAL_INCOMPLETE, PEM_INVALID or KEY_MISMATCH. */
export function checkedPair(
  cert: string | undefined,
  key: string | undefined,
  given: { cert: Given; key: Given },
): CertificatePair | undefined {
  if (cert === undefined && key === undefined) return undefined;
  if (key === undefined || cert === undefined) {
    const [have, lack] = key === undefined ? [given.cert, given.key] : [given.key, given.cert];
    refuse(
      'CREDENTIAL_INCOMPLETE',
      `${have.name} is given without ${lack.name}: Node would send neither, and the server would see system:anonymous.`,
      `Give ${lack.name} as well: a client proves with its key that the certificate is its own.`,
      have,
    );
  }
  if (pemBlocks(cert).length === 0) refusePem(cert, given.cert, 'a certificate', '-----BEGIN CERTIFICATE-----');
  const certificate = certificateOf(cert, given.cert);
  if (!certificate.checkPrivateKey(privateKeyOf(key, given.key))) {
    refuse(
      'KEY_MISMATCH',
      `${given.key.name} is not the key of ${given.cert.name} (${certificate.subject.split('\n').join(', ')}): their public keys differ.`,
      'Take certificate and key from the same user of the kubeconfig, or issue the certificate again for this key.',
      given.key,
    );
  }
  return { cert, key };
}

function certificateOf(cert: string, given: Given): X509Certificate {
  try {
    return parseCertificate(cert);
  } catch (cause) {
    return refuse(
      'PEM_INVALID',
      `${given.name}: the text between the PEM lines is not a certificate.`,
      'Copy the certificate again, whole.',
      given,
      cause,
    );
  }
}

function privateKeyOf(key: string, given: Given): KeyObject {
  if (!/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(key)) {
    refusePem(key, given, 'a private key', '-----BEGIN PRIVATE KEY-----');
  }
  try {
    return createPrivateKey(key);
  } catch (cause) {
    const encrypted = /ENCRYPTED/.test(key);
    return refuse(
      'PEM_INVALID',
      `${given.name} ${encrypted ? 'is encrypted with a passphrase' : 'is a PEM text that holds no private key'}.`,
      encrypted
        ? 'Take the passphrase off: openssl pkey -in client.key -out plain.key.'
        : 'Copy the key again, whole, with both of its -----…----- lines.',
      given,
      cause,
    );
  }
}

function refusePem(text: string, given: Given, what: string, begin: string): never {
  if (/^\s*LS0t/.test(text)) {
    refuse(
      'PEM_INVALID',
      `${given.name} is still base64: LS0t… stands for "---", the beginning of a PEM text.`,
      'Decode it once: fields that end in -data and the data of a Secret are base64, these texts are not.',
      given,
    );
  }
  const label = /-----BEGIN ([A-Z ]+)-----/.exec(text)?.[1];
  refuse(
    'PEM_INVALID',
    `${given.name} is not ${what}${label ? `: it is a ${label}` : text.trim() === '' ? ': it is empty' : ''}.`,
    `PEM of ${what} begins with ${begin}.`,
    given,
  );
}

/** The token unchanged, when it can stand in a header; throws TOKEN_INVALID. The message never holds it. */
export function checkedToken(token: string, given: Given): string {
  if (typeof token !== 'string' || token.trim() === '') {
    refuse(
      'TOKEN_INVALID',
      `${given.name} is empty: the server would see no credential at all and take you for system:anonymous.`,
      "Ask for one: (await client.token('NAME', { namespace: 'NAMESPACE' })).token. Since Kubernetes 1.24 no Secret is made by itself.",
      given,
    );
  }
  if (/^bearer\s/i.test(token)) {
    refuse(
      'TOKEN_INVALID',
      `${given.name} begins with "Bearer ": that word belongs to the header, and is added here.`,
      'Give the token alone.',
      given,
    );
  }
  if (/\s/.test(token)) {
    const last = /^\S+\s+$/.test(token);
    refuse(
      'TOKEN_INVALID',
      `${given.name} ${last ? 'ends in white space (an editor or `echo` without -n left a line break)' : 'holds white space'}: a header cannot carry it.`,
      last ? 'Cut it off: token.trim().' : 'Copy the token again, in one piece.',
      given,
    );
  }
  if (/^ZXlK/.test(token)) {
    refuse(
      'TOKEN_INVALID',
      `${given.name} is still base64 of a token: ZXlK… stands for "eyJ", the beginning of a JWT.`,
      'Decode it once with fromBase64(): the data of a Secret is base64, a token is not.',
      given,
    );
  }
  // a header carries visible ASCII; what else comes from bytes that were decoded once too often
  if (!/^[\x21-\x7e]+$/.test(token)) {
    refuse(
      'TOKEN_INVALID',
      `${given.name} holds characters that a header cannot carry.`,
      'Take the token as it is: it is decoded once from a Secret, and not at all from anywhere else.',
      given,
    );
  }
  return token;
}

/** The checks of a credential and of a CA. */
export interface Checks {
  ca(ca: string, given: Given): string;
  pair(cert: string | undefined, key: string | undefined, given: { cert: Given; key: Given }): Pair;
  token(token: string, given: Given): string;
}

/** A certificate with its key, or the half that was given. */
export type Pair = Pick<Credential, 'certificate' | 'half'>;

/** All checks, or with `unchecked` none: values are taken as they are. */
export function checksOf(unchecked: boolean | undefined): Checks {
  return unchecked
    ? { ca: (ca) => ca, pair: givenPair, token: (token) => token }
    : { ca: checkedCa, pair: wholePair, token: checkedToken };
}

function wholePair(...pair: Parameters<typeof checkedPair>): Pair {
  const certificate = checkedPair(...pair);
  return certificate ? { certificate } : {};
}

function givenPair(cert: string | undefined, key: string | undefined): Pair {
  if (cert !== undefined && key !== undefined) return { certificate: { cert, key } };
  if (cert === undefined && key === undefined) return {};
  return { half: key === undefined ? 'certificate' : 'key' };
}

/** The URL of a server without its last slash; throws ARGUMENT_INVALID. */
export function checkedServer(server: string, given: Given): string {
  let url: URL | undefined;
  try {
    url = new URL(server);
  } catch {
    // below
  }
  if (!url || !/^https?:$/.test(url.protocol)) {
    const bare = /^[\w.-]+(:\d+)?$|^\[[\da-f:]+\](:\d+)?$/i.test(String(server));
    refuse(
      'ARGUMENT_INVALID',
      `${given.name} is not the URL of a server: ${JSON.stringify(server)}.`,
      bare ? `Write https://${server}.` : 'Write it as https://HOST:PORT.',
      given,
    );
  }
  if (url.username || url.password) {
    refuse(
      'AUTH_METHOD_REMOVED',
      `${given.name} holds a user name and password: Kubernetes removed HTTP basic authentication in 1.19.`,
      'Use a client certificate or a bearer token; a server of today ignores the password and takes you for system:anonymous.',
      given,
    );
  }
  return `${url.origin}${withoutTrailingSlashes(url.pathname)}`;
}
