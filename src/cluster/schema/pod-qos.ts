/** The quality-of-service class that follows from what a pod's containers ask for. */
import { type Fields, fields, list, text } from './access.js';
import { parseQuantity } from './quantity.js';

const counted = ['cpu', 'memory'];

/** Guaranteed when all containers have equal limits and requests of cpu and memory, BestEffort when none has any. */
export function qosClass(spec: Fields): 'Guaranteed' | 'Burstable' | 'BestEffort' {
  const containers = [...list(spec.containers), ...list(spec.initContainers)];
  let any = false;
  let guaranteed = containers.length > 0;
  for (const container of containers) {
    const { requests, limits } = fields(container.resources);
    for (const name of counted) {
      const request = amount(fields(requests)[name]);
      const limit = amount(fields(limits)[name]);
      if (request > 0n || limit > 0n) any = true;
      if (limit === 0n || (request !== 0n && request !== limit)) guaranteed = false;
    }
  }
  if (!any) return 'BestEffort';
  return guaranteed ? 'Guaranteed' : 'Burstable';
}

const amount = (value: unknown): bigint => parseQuantity(text(value))?.nanos ?? 0n;
