/**
 * Why there was no answer, in words, and how curl, kubectl and Node word the same fault. The wordings of the three were
 * seen with curl 8.14, kubectl 1.32 and Node 20. Long, because it is one table of faults.
 */
import { isIP } from 'node:net';
import type { Trust } from '../auth/connection.js';
import { isKubelabError } from '../errors.js';
import { factsOf, readableCertificates } from '../inspect/x509.js';
import type { Failure, TlsFacts } from './exchange.js';
import { refusedHint } from './refused-hint.js';
import { MaterialError, VerificationError } from './tls-socket.js';
import { materialFailure, noCa, unwritable } from './unchecked-failure.js';
import { unended } from './unended.js';

/** The connection that failed. */
export interface Attempt {
  server: string;
  trust: Trust;
  proxy?: string;
  timeout: number;
  now: number;
  /** An answer that began and did not end, and how much of it came. */
  begun?: { status: number; bytes: number };
}

/** A failure, with the words of curl and kubectl for it where they have any. */
export type Told = Omit<Failure, 'code' | 'dialects'> & { curl?: string; kubectl?: string; node?: string };

const unknownIssuer = new Set([
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_GET_ISSUER_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'CERT_SIGNATURE_FAILURE',
]);

const nodeWords: Record<string, string> = {
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'unable to verify the first certificate',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'unable to get local issuer certificate',
  UNABLE_TO_GET_ISSUER_CERT: 'unable to get issuer certificate',
  SELF_SIGNED_CERT_IN_CHAIN: 'self-signed certificate in certificate chain',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'self-signed certificate',
  CERT_SIGNATURE_FAILURE: 'certificate signature failure',
  CERT_HAS_EXPIRED: 'certificate has expired',
  CERT_NOT_YET_VALID: 'certificate is not yet valid',
  ERR_TLS_CERT_ALTNAME_INVALID: "Hostname/IP does not match certificate's altnames",
};

/** True when the connection was closed before the answer. */
export const wasCutOff = ({ code }: Pick<Failure, 'code'>): boolean =>
  ['ECONNRESET', 'UND_ERR_SOCKET', 'EPIPE'].includes(code);

/** The failure behind an error of the socket, of TLS, of the proxy or of the credential. */
export function failureOf(error: unknown, attempt: Attempt): Failure {
  const cause = rootCause(error);
  const code = codeOf(cause);
  const url = new URL(attempt.server);
  const told = tell(cause, code, url, attempt);
  const { curl, kubectl, node: nodeSays, ...failure } = told;
  const own = cause instanceof Error ? cause.message || code : String(cause);
  const node =
    nodeSays ??
    (cause instanceof VerificationError
      ? `${code}: ${nodeWords[code] ?? own}`
      : own.includes(code)
        ? own
        : `${code}: ${own}`);
  return { ...failure, code, dialects: { ...(curl ? { curl } : {}), ...(kubectl ? { kubectl } : {}), node } };
}

// several addresses of one name give an AggregateError, libraries wrap what they caught
function rootCause(error: unknown): unknown {
  if (error instanceof AggregateError && error.errors.length > 0) return rootCause(error.errors[0]);
  if (isKubelabError(error)) return error; // its own words tell more than its cause
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && 'code' in cause ? rootCause(cause) : error;
}

function codeOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'code' in error && error.code) return String(error.code);
  return error instanceof Error ? error.name : 'UNKNOWN';
}

function tell(error: unknown, code: string, url: URL, attempt: Attempt): Told {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  const address = `${url.hostname}:${port}`;
  if (isKubelabError(error))
    return { stage: 'credential', message: error.message, hint: error.hint, ...unwritable(error) };
  if (error instanceof MaterialError) return materialFailure(error);
  if (error instanceof VerificationError) return verification(error.facts, code, host, attempt);
  const proxied = /Proxy response \((\d+)\)/.exec(error instanceof Error ? error.message : '');
  if (proxied) return proxyRefused(attempt.proxy ?? 'the proxy', proxied[1] ?? '', address);
  if (code in nodeWords) {
    const message = `The server's certificate did not pass the check behind the proxy: ${nodeWords[code]}.`;
    return { stage: 'tls', message, hint: 'Give the CA of this cluster: { ca: … }.' };
  }
  if (attempt.begun) return unended(code, address, attempt, attempt.begun);
  const via = attempt.proxy ? ` (by way of the proxy ${attempt.proxy})` : '';
  switch (code) {
    case 'ECONNREFUSED':
      return {
        stage: attempt.proxy ? 'proxy' : 'connect',
        message: `Nothing listens at ${attempt.proxy ?? address}: the connection was refused.`,
        hint: attempt.proxy ? 'Start the proxy, or name the API server in NO_PROXY.' : refusedHint(url),
        curl: `curl: (7) Failed to connect to ${host} port ${port}: Could not connect to server`,
        kubectl: `The connection to the server ${address} was refused - did you specify the right host or port?`,
      };
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EAI_NODATA':
      return {
        stage: 'dns',
        message: `The name ${host} has no address${code === 'EAI_AGAIN' ? ', or the name server does not answer' : ''}${via}.`,
        hint: 'Check the name; `kubernetes` and `*.svc` are known only inside a cluster.',
        curl: `curl: (6) Could not resolve host: ${host}`,
        kubectl: `Unable to connect to the server: dial tcp: lookup ${host}: no such host`,
      };
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return {
        stage: 'connect',
        message: `There is no route to ${host}${via}.`,
        hint: 'Is the VPN on, and is the machine of the cluster running?',
        curl: `curl: (7) Failed to connect to ${host} port ${port}: Could not connect to server`,
        kubectl: `Unable to connect to the server: dial tcp ${address}: connect: no route to host`,
      };
    case 'ETIMEDOUT':
    case 'UND_ERR_CONNECT_TIMEOUT':
    case 'TIMEOUT':
      return {
        stage: 'timeout',
        message: `No answer from ${address} within ${attempt.timeout} ms${via}.`,
        hint: 'Is the address right and the network open? Wait longer with { timeout: MILLISECONDS }.',
        curl: `curl: (28) Connection timed out after ${attempt.timeout} milliseconds`,
        kubectl:
          'Unable to connect to the server: net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)',
      };
    case 'ABORT_ERR':
    case 'AbortError':
    case 'UND_ERR_ABORTED':
      return {
        stage: 'aborted',
        message: 'The request was ended from this side before it was answered.',
        hint: 'Send it again when it is wanted after all.',
      };
    default:
      return protocolFault(error, code, url, address);
  }
}

function protocolFault(error: unknown, code: string, url: URL, address: string): Told {
  const text = error instanceof Error ? error.message : String(error);
  if (
    code === 'ERR_SSL_WRONG_VERSION_NUMBER' ||
    code === 'ERR_SSL_PACKET_LENGTH_TOO_LONG' ||
    /wrong version number/i.test(text)
  ) {
    return {
      stage: 'tls',
      message: `What answers at ${address} does not speak TLS.`,
      hint: `If it is a \`kubectl proxy\`, write http://${url.host}; else the port is that of something else.`,
      curl: 'curl: (35) TLS connect error: error:0A00010B:SSL routines::wrong version number',
      kubectl: 'Unable to connect to the server: http: server gave HTTP response to HTTPS client',
    };
  }
  if (/^ERR_SSL|^EPROTO/.test(code) || /SSL|TLS/.test(code)) {
    const asks = /certificate.required|handshake.failure|bad.certificate/i.test(`${code} ${text}`);
    return {
      stage: 'tls',
      message: `The TLS handshake with ${address} failed: ${text.replace(/^[0-9A-F]+:/, '').trim()}`,
      hint: asks
        ? 'This server refuses clients without a certificate that it knows; an API server would let them in and judge each request.'
        : 'Client and server did not agree on a protocol or a cipher; an API server takes TLS 1.2 and 1.3.',
    };
  }
  if (wasCutOff({ code })) {
    const plain = url.protocol === 'http:';
    return {
      stage: 'answer',
      message: `${address} closed the connection without an answer.`,
      hint: plain
        ? `This was plain HTTP; if the port speaks TLS, write https://${url.host}.`
        : 'Send it again; if it stays so, look at the log of the server.',
      curl: 'curl: (52) Empty reply from server',
      kubectl: 'Unable to connect to the server: EOF',
    };
  }
  return {
    stage: 'answer',
    message: `There was no answer that can be read from ${address}: ${text}`,
    hint: 'Is it an API server that listens there? Its port is in the `server` of the kubeconfig.',
  };
}

function proxyRefused(proxy: string, status: string, address: string): Told {
  return {
    stage: 'proxy',
    message: `The proxy ${proxy} did not let the connection to ${address} through: it answered ${status}. The API server has not seen the request.`,
    hint: `Add ${address.replace(/:\d+$/, '')} to NO_PROXY (the name alone, no https://).`,
    curl: `curl: (56) CONNECT tunnel failed, response ${status}`,
    kubectl: `Unable to connect to the server: ${{ 403: 'Forbidden', 407: 'Proxy Authentication Required', 502: 'Bad Gateway', 503: 'Service Unavailable', 504: 'Gateway Timeout' }[status] ?? `proxy answered ${status}`}`,
  };
}

function verification(facts: TlsFacts, code: string, host: string, { trust, now }: Attempt): Told {
  const server = facts.server;
  const name = server?.subject.text || 'without a subject';
  const issuer = server?.issuer.text || 'nobody';
  const whose = `The server's certificate (${name}, signed by ${issuer})`;
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    const names = server?.alternativeNames ?? [];
    const short = names.map((n) => n.replace(/^(DNS|IP Address):/, ''));
    const isAddress = isIP(facts.serverName) !== 0;
    return {
      stage: 'tls',
      message: `${whose} is good, and not for ${facts.serverName}: it names ${names.join(', ') || 'nothing'}.`,
      hint: `Use one of its names in the URL, or say which to expect: { tlsServerName: ${JSON.stringify(short[0] ?? 'NAME')} }.`,
      curl: isAddress
        ? `curl: (60) SSL: no alternative certificate subject name matches target ${isIP(host) === 6 ? 'ipv6' : 'ipv4'} address '${facts.serverName}'`
        : `curl: (60) SSL: no alternative certificate subject name matches target hostname '${facts.serverName}'`,
      kubectl: `Unable to connect to the server: tls: failed to verify certificate: x509: certificate is valid for ${namesInKubectl(names, isAddress)}, not ${facts.serverName}`,
    };
  }
  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID') {
    const past = code === 'CERT_HAS_EXPIRED';
    const date = (past ? server?.notAfter : server?.notBefore) ?? '';
    const time = new Date(now).toISOString();
    const seconds = (text: string): string => text.replace(/\.\d+Z$/, 'Z');
    return {
      stage: 'tls',
      message: `${whose} ${past ? `was good until ${date}` : `is good only from ${date} on`}; this machine says it is ${time}.`,
      hint: 'If that time is wrong, set the clock of this machine (or of the cluster); else the server needs a new certificate.',
      curl: `curl: (60) SSL certificate problem: certificate ${past ? 'has expired' : 'is not yet valid'}`,
      kubectl: `Unable to connect to the server: tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time ${seconds(time)} is ${past ? 'after' : 'before'} ${seconds(date)}`,
    };
  }
  if (!unknownIssuer.has(code)) {
    return {
      stage: 'tls',
      message: `${whose} did not pass the check: ${nodeWords[code] ?? code}.`,
      hint: 'Look at it: show.certificate(exchange.tls.server.pem).',
    };
  }
  return unknownCa(facts, whose, trust, code);
}

function unknownCa({ server }: TlsFacts, whose: string, trust: Trust, code: string): Told {
  const curlWords =
    code === 'DEPTH_ZERO_SELF_SIGNED_CERT'
      ? 'self-signed certificate'
      : code === 'SELF_SIGNED_CERT_IN_CHAIN'
        ? 'self-signed certificate in certificate chain'
        : 'unable to get local issuer certificate';
  const curl = `curl: (60) SSL certificate problem: ${curlWords}`;
  const kubectl =
    'Unable to connect to the server: tls: failed to verify certificate: x509: certificate signed by unknown authority';
  if (!trust.ca) {
    return {
      stage: 'tls',
      message: `${whose} is signed by none of the CAs that Node knows: a cluster has a CA of its own.`,
      hint: 'Give that CA: { ca: … }. It is `certificate-authority-data` in the kubeconfig and ca.crt in a pod. Skipping the check would let anyone answer, and hand them your token if you send one.',
      curl,
      kubectl,
    };
  }
  const cas = readableCertificates(trust.ca).map(factsOf);
  if (cas.length === 0) return noCa(whose, trust.ca);
  const namesake = cas.find((ca) => ca.subject.text === server?.issuer.text);
  if (namesake) {
    const verifier = namesake.keyType.startsWith('EC')
      ? 'x509: ECDSA verification failure'
      : 'crypto/rsa: verification error';
    return {
      stage: 'tls',
      message:
        `${whose} names the CA that was given, and was not signed with its key: two CAs of one name. ` +
        `The given one has the key ${namesake.keyId ?? 'without an id'}, the server's was signed by ${server?.authorityKeyId ?? 'another'}.`,
      hint: 'The cluster was made anew since this CA was copied (or somebody poses as it): take the CA from the new cluster.',
      curl,
      kubectl: `${kubectl} (possibly because of ${JSON.stringify(verifier)} while trying to verify candidate authority certificate ${JSON.stringify(namesake.subject.commonName ?? namesake.subject.text)})`,
    };
  }
  return {
    stage: 'tls',
    message: `${whose} is not signed by the CA that was given (${cas.map((ca) => ca.subject.text).join('; ')}).`,
    hint: 'Is this the server that you meant? Then take the CA from its own kubeconfig. If not, nothing was sent to it: no token, no request.',
    curl,
    kubectl,
  };
}

// Go names only the addresses when the target is one, only the names otherwise
function namesInKubectl(names: readonly string[], isAddress: boolean): string {
  const prefix = isAddress ? 'IP Address:' : 'DNS:';
  return names
    .filter((n) => n.startsWith(prefix))
    .map((n) => n.slice(prefix.length))
    .join(', ');
}
