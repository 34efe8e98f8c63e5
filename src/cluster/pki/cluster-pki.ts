/**
 * The keys and certificates of a practice cluster: the client CA, the front proxy's own CA, the server's certificate, the
 * administrator's, and the key that signs service account tokens. Kept as PEM files (kubeadm's names) when there is a folder.
 */
import { createPrivateKey, type KeyObject, webcrypto, X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { systemMasters } from '../../kube/user.js';
import type { Clock } from '../clock.js';
import { type CertificateRequest, writeCertificate } from './certificate-writer.js';
import { pemFiles, type StoredPair } from './pem-files.js';
import { makeSigningKey, pemOfKey } from './signing-key.js';

/** A certificate with its private key, both PEM. */
export interface CertifiedKey {
  certPem: string;
  keyPem: string;
}

/** The keys by which a practice cluster proves itself and others. */
export interface Pki {
  /** Signs the server's certificate and those of clients. */
  ca: CertifiedKey;
  /** Signs the certificate of the authenticating proxy, and nothing else. */
  frontProxyCa: CertifiedKey;
  server: CertifiedKey;
  /**
   * A new certificate of the server, when the latest is valid for less than 30 days; undefined as long as that is good.
   * Throws FILE_UNREADABLE when it cannot be kept.
   */
  renewServer(): CertifiedKey | undefined;
  admin: CertifiedKey;
  frontProxyClient: CertifiedKey;
  /**
   * PEM of certificates with the names of the two CAs and other keys. The TLS layer shows clients the names of what it is
   * given as CAs, but would also append a CA that fits to the served chain, which Kubernetes does not do.
   */
  acceptableCaNames: string[];
  /**
   * RSA 2048. A promise, since making it takes longer than all the rest and only tokens wait for it: in memory it is made when it is
   * first asked for, so that a short test does without.
   */
  serviceAccountKey(): Promise<KeyObject>;
  /**
   * From then on a key that is still being made is not written: the folder may be another cluster's by then, or gone. No token was
   * signed with it, since tokens wait until it is written.
   */
  close(): void;
}

/** User name of the certificate in the kubeconfig that the cluster writes; its group is system:masters. */
export const adminUsername = 'kubelab-admin';
/** The one name that the front proxy's certificate may have (`--requestheader-allowed-names`). */
export const frontProxyName = 'front-proxy-client';

const caName = 'kubernetes';
const frontProxyCaName = 'front-proxy-ca';
const day = 24 * 60 * 60 * 1000;
/** Clocks of clients may be a little behind. */
const backdate = 5 * 60 * 1000;
const renewBefore = 30 * day;

/** The names that the server's certificate is valid for. */
export const serverNames: readonly string[] = [
  'localhost',
  'kubernetes',
  'kubernetes.default',
  'kubernetes.default.svc',
  'kubernetes.default.svc.cluster.local',
  '127.0.0.1',
  '::1',
  '10.96.0.1',
];

/**
 * The certificates of `directory`, made anew where one is missing, not valid by now and for 30 days or lacks a name; without a
 * directory all new and in memory. Tokens are signed with `signingKey` where there is one. Throws the file system's own errors;
 * FILE_UNREADABLE when what is made cannot be kept; DATA_DIR_UNUSABLE where a CA or the signing key is broken, since all that they have
 * signed would be void without them.
 */
export function createPki(options: { clock: Clock; directory?: string; host?: string; signingKey?: KeyObject }): Pki {
  const { clock, directory, host } = options;
  const files = pemFiles(directory);
  const names = host && !serverNames.includes(host) && !/^(0\.0\.0\.0|::)$/.test(host) ? [host] : [];
  const storedKey = options.signingKey ?? files.readKey('sa.key');
  let signingKey = storedKey && Promise.resolve(storedKey);
  let closed = false;
  const keptSigningKey = async (): Promise<KeyObject> => {
    const key = await makeSigningKey();
    if (!closed) files.write('sa.key', pemOfKey(key));
    return key;
  };
  const serviceAccountKey = (): Promise<KeyObject> => {
    signingKey ??= keptSigningKey();
    return signingKey;
  };
  // whoever awaits the key gets the error; a cluster that is stopped at once needs no key
  if (directory) serviceAccountKey().catch(() => {});

  const lasts = ({ validFrom, validTo }: X509Certificate): boolean => {
    const now = clock.now().getTime();
    // one that begins later was made while the clock of the machine was ahead
    return Date.parse(validFrom) <= now && Date.parse(validTo) - now > renewBefore;
  };
  const kept = (name: string, stored: StoredPair | undefined, make: () => CertifiedKey): CertifiedKey => {
    if (stored && lasts(stored.certificate)) return stored.pair;
    const made = make();
    files.writePair(name, made);
    return made;
  };
  const root = (name: string, commonName: string, broken: 'throws' | 'is none' = 'throws'): CertifiedKey =>
    kept(name, files.readPair(name, broken), () => pair({ subject: { commonName } }, clock.now(), 3650));
  const ca = root('ca', caName);
  const frontProxyCa = root('front-proxy-ca', frontProxyCaName);
  /** A certificate with the name of a CA and a key that signs nothing. */
  const named = (name: string, commonName: string): string => root(name, commonName, 'is none').certPem;
  const leaf = (
    name: string,
    issuer: CertifiedKey,
    commonName: string,
    request: Omit<CertificateRequest, 'issuer' | 'subject' | 'notBefore' | 'notAfter'> & { organizations?: string[] },
  ) => {
    const issuing = new X509Certificate(issuer.certPem);
    const { organizations = [], ...rest } = request;
    const subject = { commonName, organizations };
    const by = issuerOf(issuer, issuer === ca ? caName : frontProxyCaName);
    // one that cannot be read is made anew, as all know it by its issuer
    const stored = files.readPair(name, 'is none');
    const fits = ({ certificate: c }: StoredPair): boolean =>
      c.checkIssued(issuing) && (request.names ?? []).every((n) => (isIP(n) ? c.checkIP(n) : c.checkHost(n)));
    return kept(name, stored && fits(stored) ? stored : undefined, () =>
      pair({ ...rest, subject, issuer: by }, clock.now(), 365),
    );
  };
  const serverPair = (): CertifiedKey =>
    leaf('apiserver', ca, 'kube-apiserver', { usage: 'serverAuth', names: [...serverNames, ...names] });
  const server = serverPair();
  let latest = server;
  return {
    ca,
    frontProxyCa,
    server,
    renewServer: () => {
      if (lasts(new X509Certificate(latest.certPem))) return undefined;
      latest = serverPair();
      return latest;
    },
    admin: leaf('admin', ca, adminUsername, { usage: 'clientAuth', organizations: [systemMasters] }),
    frontProxyClient: leaf('front-proxy-client', frontProxyCa, frontProxyName, { usage: 'clientAuth' }),
    acceptableCaNames: [named('ca-name', caName), named('front-proxy-ca-name', frontProxyCaName)],
    serviceAccountKey,
    close: () => {
      closed = true;
    },
  };
}

/** A new client certificate of the CA, good for a year: its common name is the user, each organization a group. */
export function clientCertificate(
  ca: CertifiedKey,
  { user, groups }: { user: string; groups: readonly string[] },
  now: Date,
): CertifiedKey {
  const subject = { commonName: user, organizations: groups };
  return pair({ usage: 'clientAuth', subject, issuer: issuerOf(ca, caName) }, now, 365);
}

function issuerOf(ca: CertifiedKey, commonName: string): NonNullable<CertificateRequest['issuer']> {
  const { publicKey } = new X509Certificate(ca.certPem);
  return { name: { commonName }, key: createPrivateKey(ca.keyPem), publicKey };
}

/** An EC P-256 key as the Web Crypto API wants it. */
export async function webCryptoKey(key: KeyObject): Promise<webcrypto.CryptoKey> {
  const der = key.export({ type: 'pkcs8', format: 'der' });
  return webcrypto.subtle.importKey('pkcs8', der, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign']);
}

function pair(request: Omit<CertificateRequest, 'notBefore' | 'notAfter'>, now: Date, days: number): CertifiedKey {
  const made = writeCertificate({
    ...request,
    notBefore: new Date(now.getTime() - backdate),
    notAfter: new Date(now.getTime() + days * day),
  });
  // a string, since the format is pem
  return { certPem: made.certPem, keyPem: pemOfKey(made.key) };
}
