/** What a 404 of the practice cluster means when Kubernetes serves what was asked for. */
import { leftOutKinds } from '../kube/left-out-kinds.js';
import { groupVersion } from '../kube/object.js';
import { requestInfo } from '../kube/request-info.js';
import type { Explained } from '../request/exchange.js';
import type { RawExchange } from '../request/sent-exchange.js';

type Finding = Explained['findings'][number];

/** The finding, which says of a refused request for a kind that the practice cluster leaves out that it does so. */
export function tellLeftOut({ request, response }: RawExchange, finding: Finding): Finding {
  if (finding.outcome !== 'refused' || response?.status !== 404) return finding;
  const { apiGroup, resource } = requestInfo(request.method, request.path);
  const kind = leftOutKinds.find((row) => row.group === apiGroup && row.resource === resource);
  if (!kind) return finding;
  const remedy = `The practice cluster leaves ${kind.resource} (${kind.kind} of ${groupVersion(kind.group, kind.version)}) out; a cluster of your own serves them.`;
  return { ...finding, remedy };
}
