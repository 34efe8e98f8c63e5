/** The quality-of-service class that follows from a pod's resources (pkg/apis/core/v1/helper/qos). */
import { type Fields, fields, isFields, list } from '../../../../kube/fields.js';
import { amounts } from './default-resources.js';

const counted = ['cpu', 'memory'];

/**
 * Guaranteed when all containers have equal limits and requests of cpu and memory, BestEffort when none has any. Resources of
 * the pod as a whole go before those of its containers.
 */
export function qosClass(spec: Fields): 'Guaranteed' | 'Burstable' | 'BestEffort' {
  const asking = isFields(spec.resources) ? [spec] : [...list(spec.containers), ...list(spec.initContainers)];
  let any = false;
  let guaranteed = asking.length > 0;
  for (const { resources } of asking) {
    const { requests, limits } = fields(resources);
    const [wanted, most] = [amounts(requests), amounts(limits)];
    for (const name of counted) {
      const [request, limit] = [wanted.get(name)?.nanos ?? 0n, most.get(name)?.nanos ?? 0n];
      if (request > 0n || limit > 0n) any = true;
      if (limit === 0n || request !== limit) guaranteed = false;
    }
  }
  if (!any) return 'BestEffort';
  return guaranteed ? 'Guaranteed' : 'Burstable';
}
