/** Names that plug-ins look up as Kubernetes' own do, by a client that refuses some of them (client-go/rest). */
import { pathSegmentFaults } from '../../kube/names.js';

/** Why the client cannot ask for an object of this name; undefined when it can. */
export function nameForLookupFault(name: string): string | undefined {
  if (name === '') return 'resource name may not be empty';
  const faults = pathSegmentFaults(name);
  return faults.length > 0 ? `invalid resource name ${JSON.stringify(name)}: [${faults.join(' ')}]` : undefined;
}
