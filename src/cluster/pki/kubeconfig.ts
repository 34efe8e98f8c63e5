import type { CertifiedKey } from './cluster-pki.js';

/** The text of a kubeconfig (YAML) for a user with this certificate or token, who needs no more than one context. */
export function kubeconfigOfUser(options: {
  server: string;
  caPem: string;
  user: string;
  credential: CertifiedKey | { token: string };
}): string {
  const { server, user, caPem, credential } = options;
  const keys =
    'token' in credential
      ? { token: credential.token }
      : { 'client-certificate-data': base64(credential.certPem), 'client-key-data': base64(credential.keyPem) };
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'kubelab', cluster: { server, 'certificate-authority-data': base64(caPem) } }],
    users: [{ name: user, user: keys }],
    contexts: [{ name: 'kubelab', context: { cluster: 'kubelab', user, namespace: 'default' } }],
    'current-context': 'kubelab',
  };
  // JSON is YAML, in which a user may be called anything
  return `${JSON.stringify(config, undefined, 2)}\n`;
}

/** The text of a kubeconfig (YAML) for the user of this certificate, with a context `front-proxy` for the proxy's. */
export function kubeconfigText(options: {
  server: string;
  caPem: string;
  user: string;
  credential: CertifiedKey;
  frontProxy: CertifiedKey;
}): string {
  const { server, user, credential, frontProxy } = options;
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

function base64(pem: string): string {
  return Buffer.from(pem).toString('base64');
}
