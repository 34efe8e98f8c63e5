/** The version that the practice cluster behaves like. */
export const kubernetesVersion = 'v1.36.2';
