/**
 * A credential that was refused since it has expired. A server answers every bad credential with the same 401; the end of a token or of
 * a certificate stands in itself.
 */
import { decodeJwt, looksLikeJwt } from '../inspect/jwt.js';
import { decodeCertificate } from '../inspect/x509.js';
import { quote } from '../kube/shell-word.js';
import type { Exchange } from './exchange.js';
import { type RawExchange, rawOf } from './sent-exchange.js';

/** A credential's end, and the way to another. */
export interface Expiry {
  /** `the token expired on 2026-11-28T12:09:05.000Z`. */
  detail: string;
  remedy: string;
}

/** The credentials of a request that have expired, by the later of `now` (in milliseconds) and the server's clock. */
export function expiries({ credential, request, response, tls }: RawExchange, now: number): Expiry[] {
  const theirs = Date.parse(response?.headers.date ?? '');
  const time = Number.isNaN(theirs) ? now : Math.max(now, theirs);
  const token = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  return [
    ...(credential.certificate && tls ? certificateExpiry(credential.certificate.cert, time) : []),
    ...(token !== undefined && looksLikeJwt(token) ? tokenExpiry(token, time) : []),
  ];
}

/** `The token expired on …. Ask for a new one: …`, of an exchange that was answered with 401; undefined where nothing has expired. */
export function expiredSentence(exchange: Exchange, now: number = Date.now()): string | undefined {
  const raw = rawOf(exchange);
  return raw && sentenceOf(raw, now);
}

/** The same of a raw exchange. */
export function sentenceOf(raw: RawExchange, now: number): string | undefined {
  const [found] = raw.response?.status === 401 ? expiries(raw, now) : [];
  return found && `${found.detail.charAt(0).toUpperCase()}${found.detail.slice(1)}. ${found.remedy}`;
}

function certificateExpiry(cert: string, now: number): Expiry[] {
  const { notAfter, subject } = decodeCertificate(cert);
  if (Date.parse(notAfter) >= now) return [];
  const commonName = JSON.stringify(subject.commonName ?? 'NAME').replaceAll('"', "'");
  return [
    {
      detail: `the client certificate (${subject.text}) expired on ${notAfter}`,
      remedy: `Have a new one issued: await certificateRequest({ commonName: ${commonName}, key }) for a CertificateSigningRequest, or the tool that made the kubeconfig.`,
    },
  ];
}

/** In a notebook, and in a shell. */
function newToken({ name, namespace }: { name: string; namespace: string }): string {
  return `(await admin.token('${name}', { namespace: '${namespace}' })).token, or kubectl create token ${quote(name)} -n ${quote(namespace)}`;
}

function tokenExpiry(token: string, now: number): Expiry[] {
  const { expired, expires, serviceAccount, issuer } = decodeJwt(token, now);
  if (!expired) return [];
  const remedy = serviceAccount
    ? `Ask for a new one: ${newToken(serviceAccount)}. Of a mounted token read the file again: the kubelet renews it.`
    : `Ask its issuer (${issuer ?? 'it names none'}) for a new one.`;
  return [{ detail: `the token expired on ${expires}`, remedy }];
}
