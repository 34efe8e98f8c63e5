/**
 * Writes the kubeconfig of a practice cluster, all in the file itself: one cluster, the administrator by certificate, and
 * as a second context the authenticating proxy, whose key a real cluster keeps on its control-plane node.
 */
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { KubelabError } from '../errors.js';
import { makeFolder } from './audit/make-folder.js';
import type { CertifiedKey } from './pki.js';

/** The text of a kubeconfig (YAML) for the user of this certificate, with a context `front-proxy` for the proxy's. */
export function kubeconfigText(options: {
  server: string;
  caPem: string;
  user: string;
  credential: CertifiedKey;
  frontProxy: CertifiedKey;
}): string {
  const { server, user, credential, frontProxy } = options;
  const base64 = (pem: string): string => Buffer.from(pem).toString('base64');
  // every value is a URL, a plain name or base64: nothing that YAML would want quoted
  return `apiVersion: v1
kind: Config
clusters:
- name: kubelab
  cluster:
    server: ${server}
    certificate-authority-data: ${base64(options.caPem)}
users:
- name: ${user}
  user:
    client-certificate-data: ${base64(credential.certPem)}
    client-key-data: ${base64(credential.keyPem)}
- name: front-proxy
  user:
    client-certificate-data: ${base64(frontProxy.certPem)}
    client-key-data: ${base64(frontProxy.keyPem)}
contexts:
- name: kubelab
  context:
    cluster: kubelab
    user: ${user}
    namespace: default
- name: front-proxy
  context:
    cluster: kubelab
    user: front-proxy
    namespace: default
current-context: kubelab
preferences: {}
`;
}

/** Writes a file that holds a key: mode 0600, whole or not at all. Throws a KubelabError FILE_UNREADABLE. */
function writePrivateFile(path: string, text: string): void {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    makeFolder(dirname(path));
    writeFileSync(temporary, text, { mode: 0o600 });
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw new KubelabError('FILE_UNREADABLE', `cannot write ${path}: ${(error as Error).message}`, {
      hint: 'name a file in a folder that you may write to',
      place: { file: path },
      cause: error,
    });
  }
}
