import type { CertifiedKey } from './cluster-pki.js';

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
