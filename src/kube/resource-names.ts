/** What the name of a resource that containers ask for says of it (pkg/apis/core/v1/helper). */
import { qualifiedNameFaults } from './names.js';

/** Whether the resource is Kubernetes' own: its name has no domain, or one of Kubernetes'. */
export const isNativeResource = (name: string): boolean => !name.includes('/') || name.includes('kubernetes.io/');

/** Whether the resource is a device or the like, which has a domain other than Kubernetes' own. */
export const isExtendedResource = (name: string): boolean =>
  !isNativeResource(name) && !name.startsWith('requests.') && qualifiedNameFaults(`requests.${name}`).length === 0;
