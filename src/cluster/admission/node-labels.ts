/** The labels of its node that a kubelet may not set or change (k8s.io/kubelet/pkg/apis/well_known_labels.go). */

/** The names of the labels that differ between both. */
export function modifiedLabels(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): string[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((name) => a[name] !== b[name]);
}

const ofKubelets: ReadonlySet<string> = new Set([
  'kubernetes.io/hostname',
  'topology.kubernetes.io/zone',
  'topology.kubernetes.io/region',
  'failure-domain.beta.kubernetes.io/zone',
  'failure-domain.beta.kubernetes.io/region',
  'beta.kubernetes.io/instance-type',
  'node.kubernetes.io/instance-type',
  'kubernetes.io/os',
  'kubernetes.io/arch',
  'beta.kubernetes.io/os',
  'beta.kubernetes.io/arch',
]);

const isIn = (domain: string, ...domains: string[]): boolean =>
  domains.some((one) => domain === one || domain.endsWith(`.${one}`));

/** Those of the labels that are not a kubelet's to change, in the order of their names: Kubernetes' own, and `node-restriction.kubernetes.io/`. */
export function withheldLabels(names: readonly string[]): string[] {
  return names.filter(isWithheld).sort();
}

function isWithheld(name: string): boolean {
  const slash = name.indexOf('/');
  const domain = slash < 0 ? '' : name.slice(0, slash);
  if (isIn(domain, 'node-restriction.kubernetes.io')) return true;
  if (!isIn(domain, 'kubernetes.io', 'k8s.io')) return false;
  return !ofKubelets.has(name) && !isIn(domain, 'kubelet.kubernetes.io', 'node.kubernetes.io');
}
