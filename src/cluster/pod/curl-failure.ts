/** Failures of curl: its messages and exit codes. */
import { isIP } from 'node:net';

/** A failure with curl's exit code; without a message nothing is said. */
export class CurlFailure extends Error {
  readonly exitCode: number;
  constructor(exitCode: number, message: string) {
    super(message);
    this.exitCode = exitCode;
  }
}

const untrusted = `
More details here: https://curl.se/docs/sslcerts.html

curl failed to verify the legitimacy of the server and therefore could not
establish a secure connection to it. To learn more about this situation and
how to fix it, please visit the webpage mentioned above.`;

const tlsReasons: Record<string, string> = {
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'unable to get local issuer certificate',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'unable to get local issuer certificate',
  UNABLE_TO_GET_ISSUER_CERT: 'unable to get issuer certificate',
  SELF_SIGNED_CERT_IN_CHAIN: 'self-signed certificate in certificate chain',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'self-signed certificate',
  CERT_HAS_EXPIRED: 'certificate has expired',
  CERT_NOT_YET_VALID: 'certificate is not yet valid',
  CERT_SIGNATURE_FAILURE: 'certificate signature failure',
};

/** OpenSSL's words for why a certificate is not trusted, by Node's code. */
export const tlsReason = (code: string): string | undefined => tlsReasons[code];

/** The port of a URL, also where it is the one of its scheme. */
export const portOf = (url: URL): number => Number(url.port) || (url.protocol === 'https:' ? 443 : 80);

/** The failure of a connection that nobody takes. */
export function notConnected(url: URL): CurlFailure {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return new CurlFailure(7, `Failed to connect to ${host} port ${portOf(url)} after 0 ms: Could not connect to server`);
}

/** What curl makes of an error of Node's client. */
export function failureOf(error: NodeJS.ErrnoException, url: URL): CurlFailure {
  const { code = '', message } = error;
  const reason = tlsReason(code);
  if (reason) return new CurlFailure(60, `SSL certificate problem: ${reason}${untrusted}`);
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    const kind = isIP(url.hostname) ? 'ipv4 address' : 'host name';
    const what = `SSL: no alternative certificate subject name matches target ${kind} '${url.hostname}'`;
    return new CurlFailure(60, `${what}${untrusted}`);
  }
  if (code === 'ECONNREFUSED') return notConnected(url);
  if (code === 'ECONNRESET' && message === 'socket hang up') return new CurlFailure(52, 'Empty reply from server');
  if (code.startsWith('ERR_OSSL')) return new CurlFailure(58, `could not load PEM client certificate, ${message}`);
  if (code === 'ERR_INVALID_CHAR' || code === 'ERR_INVALID_HTTP_TOKEN') {
    return new CurlFailure(43, 'A libcurl function was given a bad argument');
  }
  return new CurlFailure(56, `Recv failure: ${message || code}`);
}
