/** The version that the practice cluster behaves like. */
export const kubernetesVersion = 'v1.36.2';
/** The same without the number of its patch: `1.36`. */
export const release: string = kubernetesVersion.replace(/^v|\.\d+$/g, '');

/** The name that Go, and so Kubernetes, has for an architecture of Node's. */
export function goArchitecture(name: string): string {
  return name === 'x64' ? 'amd64' : name === 'ia32' ? '386' : name;
}
