/**
 * Failures of material that an `unchecked` client takes as given: a CA without any certificate, a certificate or key that TLS
 * cannot use, and a header that cannot be written. The wordings were seen with curl 8.14, kubectl 1.32 and Node 20 to 26.
 */
import type { KubelabError } from '../errors.js';
import type { Told } from './failure.js';
import type { MaterialError } from './tls-socket.js';

const parts: Record<MaterialError['part'], Pick<Told, 'message' | 'hint' | 'curl' | 'kubectl'>> = {
  pair: {
    message: 'the key is not that of the certificate',
    hint: 'Take certificate and key from the same user of the kubeconfig, or issue the certificate again for this key.',
    curl: "curl: (58) unable to set private key file: 'client.key' type PEM",
    kubectl: 'Unable to connect to the server: tls: private key does not match public key',
  },
  key: {
    message: 'the key is no private key that can be read (or is encrypted)',
    hint: 'Copy the key again, whole; it begins with -----BEGIN PRIVATE KEY----- or -----BEGIN EC PRIVATE KEY-----.',
    curl: "curl: (58) unable to set private key file: 'client.key' type PEM",
    kubectl: 'Unable to connect to the server: tls: failed to find any PEM data in key input',
  },
  cert: {
    message: 'the certificate is none that can be read',
    hint: 'Copy it again, whole; in PEM it begins with -----BEGIN CERTIFICATE-----, and LS0t… is base64 of that.',
    curl: 'curl: (58) could not load PEM client certificate from client.crt (no key found, wrong pass phrase, or wrong file format?)',
    kubectl: 'Unable to connect to the server: tls: failed to find any PEM data in certificate input',
  },
};

/** Material that TLS refuses before it opens a connection. */
export function materialFailure(error: MaterialError): Told {
  const { message, ...rest } = parts[error.part];
  return { stage: 'tls', message: `TLS could not begin: ${message} (${error.message}). Nothing was sent.`, ...rest };
}

/** A server that was checked against a text without any certificate; `whose` begins the sentence. */
export function noCa(whose: string, ca: string): Told {
  const encoded = /^\s*LS0t/.test(ca);
  return {
    stage: 'tls',
    message: `${whose} is signed by no CA that was given: Node found no certificate in the text of the CA, and said nothing.`,
    hint: encoded
      ? 'The text is still base64 (LS0t… is "---"): decode it once with fromBase64().'
      : 'Copy the CA again, whole; it begins with -----BEGIN CERTIFICATE-----.',
    curl: 'curl: (77) error setting certificate file: ca.crt',
    kubectl: 'error: unable to load root certificates: unable to parse bytes as PEM block',
  };
}

/** How kubectl and Node word a header that cannot be written; nothing for other errors. */
export function unwritable({ cause }: KubelabError): Pick<Told, 'kubectl' | 'node'> {
  if (!(cause instanceof Error && 'code' in cause && cause.code === 'ERR_INVALID_CHAR')) return {};
  const header = /\["(.+?)"\]/.exec(cause.message)?.[1] ?? '';
  const name = header.replace(/(^|-)[a-z]/g, (letters) => letters.toUpperCase());
  return {
    kubectl: `Unable to connect to the server: net/http: invalid header field value for ${JSON.stringify(name)}`,
    node: `ERR_INVALID_CHAR: ${cause.message}`,
  };
}
