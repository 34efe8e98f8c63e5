/** The PEM files of a cluster's keys and certificates, readable for their owner alone. A start that is killed leaves none in half. */
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomically } from '../../atomic-file.js';
import { KubelabError } from '../../errors.js';
import { makeFolder } from '../audit/make-folder.js';
import type { CertifiedKey } from './cluster-pki.js';

/** A pair as it was read, with its certificate parsed. */
export interface StoredPair {
  pair: CertifiedKey;
  certificate: X509Certificate;
}

/** The files of a folder, or none: then nothing is read, and nothing kept. */
export interface PemFiles {
  /**
   * `name.crt` and `name.key`; undefined where one is not there. Where they cannot be read or do not belong together, it throws
   * DATA_DIR_UNUSABLE, or for a pair that can be made anew gives undefined.
   */
  readPair(name: string, broken: 'throws' | 'is none'): StoredPair | undefined;
  /** Throws FILE_UNREADABLE, as `write` does. */
  writePair(name: string, pair: CertifiedKey): void;
  /** A private key; undefined where it is not there. Throws DATA_DIR_UNUSABLE for what is no key. */
  readKey(file: string): KeyObject | undefined;
  write(file: string, pem: string): void;
}

/** The files of `directory`, which is made. Reading throws the file system's own errors, too. */
export function pemFiles(directory: string | undefined): PemFiles {
  if (!directory) return { readPair: () => undefined, writePair: () => {}, readKey: () => undefined, write: () => {} };
  makeFolder(directory);
  const read = (file: string): string | undefined => {
    try {
      return readFileSync(join(directory, file), 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  };
  const unusable = (file: string, what: string, cause?: unknown): KubelabError =>
    new KubelabError('DATA_DIR_UNUSABLE', `${file} ${what}`, {
      hint: 'put the file back as it was, or begin anew, without the objects and tokens of this cluster: kubelab cluster reset',
      place: { file: join(directory, file) },
      cause,
    });
  const write = (file: string, pem: string): void => writeFileAtomically(join(directory, file), pem, 0o600);
  return {
    readPair: (name, broken) => {
      const [certPem, keyPem] = [read(`${name}.crt`), read(`${name}.key`)];
      if (!certPem || !keyPem) return undefined;
      try {
        const certificate = new X509Certificate(certPem);
        if (!certificate.checkPrivateKey(createPrivateKey(keyPem))) throw new Error(`is not that of ${name}.key`);
        return { pair: { certPem, keyPem }, certificate };
      } catch (error) {
        if (broken === 'is none') return undefined;
        throw unusable(`${name}.crt`, `and ${name}.key are no certificate with its key`, error);
      }
    },
    writePair: (name, { certPem, keyPem }) => {
      // the key first: a certificate without its key is never left behind
      write(`${name}.key`, keyPem);
      write(`${name}.crt`, certPem);
    },
    readKey: (file) => {
      const pem = read(file);
      try {
        return pem ? createPrivateKey(pem) : undefined;
      } catch (error) {
        throw unusable(file, 'is no private key', error);
      }
    },
    write,
  };
}
