/** The policies of Kubernetes' own signers (pkg/controller/certificates/signer, pkg/apis/certificates/helpers.go). Pure. */

/** The subject and names of a request. */
export interface RequestedCertificate {
  commonName: string;
  organizations: readonly string[];
  dnsNames: readonly string[];
  ipAddresses: readonly string[];
  emailAddresses: readonly string[];
  uris: readonly string[];
}

/** The signers that this cluster has. */
export const signerNames = [
  'kubernetes.io/kube-apiserver-client',
  'kubernetes.io/kube-apiserver-client-kubelet',
  'kubernetes.io/kubelet-serving',
  'kubernetes.io/legacy-unknown',
] as const;

/** One of {@link signerNames}. */
export type SignerName = (typeof signerNames)[number];

/** True for a signer that this cluster has. */
export function isKnownSigner(name: string): name is SignerName {
  return (signerNames as readonly string[]).includes(name);
}

const usageRules: Partial<Record<SignerName, { what: string; required: string; allowed: readonly string[] }>> = {
  'kubernetes.io/kube-apiserver-client': {
    what: 'client certificate',
    required: 'client auth',
    allowed: ['client auth', 'digital signature', 'key encipherment'],
  },
};

const kubeletClientUsages = [
  ['client auth', 'digital signature', 'key encipherment'],
  ['client auth', 'digital signature'],
];
const kubeletServingUsages = [
  ['server auth', 'digital signature', 'key encipherment'],
  ['server auth', 'digital signature'],
];

const sameSet = (a: readonly string[], b: readonly string[]): boolean =>
  new Set(a).size === b.length && b.every((x) => a.includes(x));

/** Why the signer refuses the request, in Kubernetes' words; undefined when it signs. */
export function signerRefusal(
  signer: SignerName,
  request: RequestedCertificate,
  usages: readonly string[],
): string | undefined {
  const rule = usageRules[signer];
  if (rule) {
    const wrong = usages.find((usage) => !rule.allowed.includes(usage));
    if (wrong !== undefined) return `invalid usage for ${rule.what}: ${wrong}`;
    if (!usages.includes(rule.required)) return `missing required usage for ${rule.what}: ${rule.required}`;
    return undefined;
  }
  if (signer === 'kubernetes.io/legacy-unknown') return undefined;
  if (!sameSet(request.organizations, ['system:nodes'])) return 'subject organization is not system:nodes';
  const isNode = request.commonName.startsWith('system:node:');
  const noNode = 'subject common name does not begin with system:node:';
  const email = request.emailAddresses.length ? 'Email subjectAltNames are not allowed' : undefined;
  const uri = request.uris.length ? 'URI subjectAltNames are not allowed' : undefined;
  if (signer === 'kubernetes.io/kube-apiserver-client-kubelet') {
    if (request.dnsNames.length) return 'DNS subjectAltNames are not allowed';
    if (email) return email;
    if (request.ipAddresses.length) return 'IP subjectAltNames are not allowed';
    if (uri) return uri;
    if (!isNode) return noNode;
    return kubeletClientUsages.some((set) => sameSet(usages, set))
      ? undefined
      : 'usages did not match [client auth digital signature key encipherment]';
  }
  if (request.dnsNames.length === 0 && request.ipAddresses.length === 0) return 'DNS or IP subjectAltName is required';
  if (email ?? uri) return email ?? uri;
  if (!kubeletServingUsages.some((set) => sameSet(usages, set))) {
    return 'usages did not match [digital signature key encipherment server auth]';
  }
  return isNode ? undefined : noNode;
}

/** The life of a certificate in seconds: as asked for, at least ten minutes and at most a year. */
export function certificateSeconds(expirationSeconds: number | undefined): number {
  const year = 365 * 24 * 3600;
  return expirationSeconds === undefined ? year : Math.min(Math.max(expirationSeconds, 600), year);
}
